import type { BundleData } from '../contract/bundle.ts';

/** A bundle that cannot be made, opened or replayed as asked: says what was asked, what was found and what to do. */
export class BundleError extends Error {
  override readonly name = 'BundleError';
}

/** The data of a bundle are nowhere, or others: whoever asks says in his own words how to name a place. */
export class MissingDataOfBundle extends BundleError {
  readonly data: BundleData;

  constructor(message: string, data: BundleData) {
    super(message);
    this.data = data;
  }
}
