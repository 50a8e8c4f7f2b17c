import type { Random } from '../core/formats/fuzz/random.ts';

/** One kind of file, how damaged ones are made, and how the program reads them. */
export interface FuzzReader {
  readonly name: string;
  /** An input, made of `random` alone. */
  make(random: Random): Promise<Buffer> | Buffer;
  /** Reads it as the program does; throws where it is refused. `folder`: of this reader alone, left as it likes. */
  read(bytes: Buffer, folder: string): Promise<void> | void;
}

/** Errors that are written for people; anything else that a file brings about is a find. */
export const REFUSALS: readonly string[] = [
  'FormatError', 'DataError', 'MissingDataError', 'PotentialError', 'NetworkError', 'GraphError', 'TrainingError', 'RunError', 'StoreError', 'MappingError', 'MarkovError', 'BundleError', 'CommandError',
];

/** The value of a function that is called once. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}
