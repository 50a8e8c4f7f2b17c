import { threefry4x32 } from './threefry.ts';

/** Key of an independent stream of random numbers: 128 bits as four int32. Plain data, so that it can be stored. */
export type StreamKey = readonly [number, number, number, number];

/**
 * What a block of random words is for; last word of the counter, so that draws of different kinds never share a block.
 * Part of what a seed means: changing a number changes every result.
 */
export const DRAW = { gaussian: 0, gaussianTail: 1, uniform: 2, integer: 3, key: 4 } as const;

const TWO_32 = 2 ** 32;

/** Splits a whole number 0 … 2^53 − 1 into int32 words (low, high). Throws RangeError for anything else. */
export function splitWords(value: number, what: string): [number, number] {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError(`A random stream's ${what} must be a whole number from 0 to 2^53 - 1; got ${value}.`);
  }
  return [value | 0, Math.floor(value / TWO_32)];
}

/**
 * Key of the stream that `seed` and a path of whole numbers name: chains, trials, purposes.
 *
 * Different paths give independent streams; `streamKey(s, a, b)` is `deriveKey(streamKey(s, a), b)`.
 * Throws RangeError when a number is not a whole number from 0 to 2^53 − 1.
 */
export function streamKey(seed: number, ...path: readonly number[]): StreamKey {
  const [low, high] = splitWords(seed, 'seed');
  return deriveKey([low, high, 0, 0], ...path);
}

/** Key of a substream of `key`, one Threefry-4x32-20 block a path element. Throws RangeError as `streamKey`. */
export function deriveKey(key: StreamKey, ...path: readonly number[]): StreamKey {
  let derived = key;
  for (const element of path) {
    const [low, high] = splitWords(element, 'key');
    derived = threefry4x32([low, high, 0, DRAW.key], derived, 20);
  }
  return derived;
}
