import { DRAW, splitWords } from './stream-key.ts';
import type { StreamKey } from './stream-key.ts';
import { fillWords } from './threefry.ts';

/** Highest number of a draw's index, so that it fits one word of the counter. */
const MAX_INDEX = 2 ** 32 - 1;

const words = new Int32Array(4);

/** Four random words; the array is overwritten by the next call. */
function block(key: StreamKey, step: number, index: number, kind: number): Int32Array {
  const [low, high] = splitWords(step, 'step');
  if (!Number.isInteger(index) || index < 0 || index > MAX_INDEX) {
    throw new RangeError(`A draw's index must be a whole number from 0 to 2^32 - 1; got ${index}.`);
  }
  fillWords(words, 1, key, index, low, high, kind);
  return words;
}

/** The uniform number on (0, 1), 52 bits, of draw `index` at `step` of a stream. Throws RangeError for counters out of range. */
export function uniformAt(key: StreamKey, step: number, index = 0): number {
  // Bit 8 of the kind: another block than fillUniform's.
  const [a, b] = block(key, step, index, DRAW.uniform | 0x100);
  return ((a! >>> 6) * 2 ** 26 + (b! >>> 6) + 0.5) * 2 ** -52;
}

/**
 * The whole number 0 … bound − 1, each equally likely, of draw `index` at `step` of a stream.
 * Throws RangeError when bound is not a whole number from 1 to 2^32 or a counter is out of range.
 */
export function integerAt(key: StreamKey, step: number, index: number, bound: number): number {
  if (!Number.isInteger(bound) || bound < 1 || bound > 2 ** 32) {
    throw new RangeError(`A random whole number needs a bound from 1 to 2^32; got ${bound}.`);
  }
  // Words in the incomplete last multiple of the bound are skipped: a plain remainder would favour small numbers.
  const fair = 2 ** 32 - (2 ** 32 % bound);
  for (let attempt = 0; ; attempt++) {
    for (const word of block(key, step, index, DRAW.integer | (attempt << 8))) {
      if (word >>> 0 < fair) return (word >>> 0) % bound;
    }
  }
}

/** The numbers 0 … count − 1 in random order (Fisher–Yates), a function of (key, step, count). */
export function shuffledIndices(key: StreamKey, step: number, count: number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = integerAt(key, step, i, i + 1);
    const kept = order[i]!;
    order[i] = order[j]!;
    order[j] = kept;
  }
  return order;
}
