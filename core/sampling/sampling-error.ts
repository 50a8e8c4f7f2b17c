/** Chains that cannot be run as asked: says what was asked, what was found and what to do. */
export class SamplingError extends Error {
  override readonly name = 'SamplingError';
}
