import { DRAW, splitWords } from './stream-key.ts';
import type { StreamKey } from './stream-key.ts';
import { fillWords, threefry4x32 } from './threefry.ts';
import { normalTailQuantile } from './normal-quantile.ts';

// One 32-bit word makes one value: a sign bit and a 31-bit magnitude m. With p = (m + 1/2)/2^32 in (0, 1/2), the value is
// ±Q⁻¹(p), the inverse of the upper normal tail. Q⁻¹ is read off polynomials: an octave of p (leading zeros of m) is cut
// in 16, each piece carries the degree-4 interpolant at Chebyshev points. The last octaves, 1 word in 32,768, take 32 more
// bits and the exact inverse, so that the tails are right out to 9 standard deviations instead of coarse beyond 4.
const PIECE_BITS = 4;
const PIECES = 1 << PIECE_BITS;
const COEFFICIENTS = 5;
const FRACTION_BITS = 31 - PIECE_BITS;
const FRACTION_MASK = (1 << FRACTION_BITS) - 1;
/** Leading zeros of m (1 … 32) from which the exact inverse takes over. */
const TAIL_ZEROS = 16;
const MAGNITUDE_MASK = 0x7fffffff;

const CHUNK = 4096;
const words = new Int32Array(CHUNK);
const table = buildTable();

/**
 * Polynomials in the integer fraction d (the FRACTION_BITS below the piece's bits) of m shifted left by its leading zeros,
 * scaled to t = d/2^FRACTION_BITS in [0, 1).
 */
function buildTable(): Float64Array {
  const coefficients = new Float64Array(TAIL_ZEROS * PIECES * COEFFICIENTS);
  const nodes = Array.from({ length: COEFFICIENTS }, (_, i) => 0.5 - 0.5 * Math.cos(((2 * i + 1) * Math.PI) / (2 * COEFFICIENTS)));
  for (let zeros = 1; zeros < TAIL_ZEROS; zeros++) {
    for (let piece = 0; piece < PIECES; piece++) {
      const values = nodes.map((t) => {
        const shifted = (PIECES + piece + t) * 2 ** FRACTION_BITS + 2 ** (zeros - 1);
        return normalTailQuantile(shifted / 2 ** (32 + zeros));
      });
      coefficients.set(interpolate(nodes, values), (zeros * PIECES + piece) * COEFFICIENTS);
    }
  }
  return coefficients;
}

/** Monomial coefficients, constant first, of the polynomial through (nodes, values): Newton's divided differences, expanded. */
function interpolate(nodes: readonly number[], values: readonly number[]): Float64Array {
  const count = nodes.length;
  const divided = [...values];
  for (let order = 1; order < count; order++) {
    for (let i = count - 1; i >= order; i--) divided[i] = (divided[i]! - divided[i - 1]!) / (nodes[i]! - nodes[i - order]!);
  }
  const polynomial = new Float64Array(count);
  for (let i = count - 1; i >= 0; i--) {
    for (let power = count - 1; power >= 1; power--) polynomial[power] = polynomial[power - 1]! - nodes[i]! * polynomial[power]!;
    polynomial[0] = divided[i]! - nodes[i]! * polynomial[0]!;
  }
  return polynomial;
}

/** The exact inverse with 32 more bits, for words whose magnitude is in the far tail. */
function tailValue(magnitude: number, key: StreamKey, block: number, lane: number, c1: number, c2: number): number {
  const extra = threefry4x32([block | 0, c1, c2, DRAW.gaussianTail], key, 13)[lane]! >>> 0;
  return normalTailQuantile((magnitude * 2 ** 32 + extra + 0.5) / 2 ** 64);
}

/**
 * Fills `out[offset … offset + length)` with independent standard normal values, float32.
 *
 * Element i is a function of (key, step, first + i) alone, whatever else is drawn with it: the same numbers come out
 * however a batch is composed or cut. The distribution is the normal one to 1e-8 in the value (before rounding to
 * float32), tails included, to 9 standard deviations.
 * Throws RangeError when step or first is not a whole number, or the range does not fit `out`.
 */
export function fillGaussian(out: Float32Array, offset: number, length: number, key: StreamKey, step: number, first = 0): void {
  const [c1, c2] = splitWords(step, 'step');
  splitWords(first, 'first element');
  if (!(offset >= 0) || !(length >= 0) || offset + length > out.length) {
    throw new RangeError(`Asked to fill elements ${offset} to ${offset + length} of an array of ${out.length}.`);
  }
  let done = 0;
  while (done < length) {
    const element = first + done;
    const block = Math.floor(element / 4);
    const skip = element - block * 4;
    const count = Math.min(length - done, CHUNK - skip);
    fillWords(words, Math.ceil((skip + count) / 4), key, block, c1, c2, DRAW.gaussian);
    const target = offset + done;
    for (let i = 0; i < count; i++) {
      const word = words[skip + i]!;
      const magnitude = word & MAGNITUDE_MASK;
      const sign = 1 | (word >> 31);
      const zeros = Math.clz32(magnitude);
      if (zeros < TAIL_ZEROS) {
        const shifted = magnitude << zeros;
        const at = (zeros * PIECES + ((shifted >>> FRACTION_BITS) & (PIECES - 1))) * COEFFICIENTS;
        const t = (shifted & FRACTION_MASK) * (1 / (FRACTION_MASK + 1));
        const value = table[at]! + t * (table[at + 1]! + t * (table[at + 2]! + t * (table[at + 3]! + t * table[at + 4]!)));
        out[target + i] = sign * value;
      } else {
        out[target + i] = sign * tailValue(magnitude, key, block + ((skip + i) >> 2), (skip + i) & 3, c1, c2);
      }
    }
    done += count;
  }
}
