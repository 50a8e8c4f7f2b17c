import { DRAW, splitWords } from './stream-key.ts';
import type { StreamKey } from './stream-key.ts';
import { CHUNK, ROWS, openNoiseModule, piecesOf } from './noise-module.ts';
import type { TableLayout } from './noise-module.ts';
import { normalTailQuantile } from './normal-quantile.ts';
import { ROUNDS, threefry4x32 } from './threefry.ts';

// One 32-bit word makes one value: a sign bit and a 31-bit magnitude m. With p = (m + 1/2)/2^32 in (0, 1/2), the value is
// ±Q⁻¹(p), the inverse of the upper normal tail. Q⁻¹ is read off polynomials: an octave of p (leading zeros of m) is cut
// in 16, each piece carries the degree-4 interpolant at Chebyshev points. The last octaves, 1 word in 32,768, take 32 more
// bits and the exact inverse, so that the tails are right out to 9 standard deviations instead of coarse beyond 4.
const PIECE_BITS = 4;
const PIECES = 1 << PIECE_BITS;
const COEFFICIENTS = 5;
/** Leading zeros of m (1 … 32) from which the exact inverse takes over. */
const TAIL_ZEROS = 16;
const MAGNITUDE_MASK = 0x7fffffff;
/** So many values are copied sooner than a view of them is made. */
const FEW = 32;

const layout: TableLayout = { tailZeros: TAIL_ZEROS, pieceBits: PIECE_BITS, coefficients: COEFFICIENTS };
const noise = openNoiseModule(layout);
fillTable(noise.table);

/** Polynomials in t ∈ [0, 1), the bits of m below those of its piece, of each octave from the smallest on and each of its pieces. */
function fillTable(table: Float64Array): void {
  const nodes = Array.from({ length: COEFFICIENTS }, (_, i) => 0.5 - 0.5 * Math.cos(((2 * i + 1) * Math.PI) / (2 * COEFFICIENTS)));
  for (let zeros = 1; zeros < TAIL_ZEROS; zeros++) {
    for (let piece = 0; piece < PIECES; piece++) {
      const values = nodes.map((t) => {
        const shifted = (PIECES + piece + t) * 2 ** (31 - PIECE_BITS) + 2 ** (zeros - 1);
        return normalTailQuantile(shifted / 2 ** (32 + zeros));
      });
      interpolate(nodes, values).forEach((coefficient, power) => {
        table[power * piecesOf(layout) + (TAIL_ZEROS - 1 - zeros) * PIECES + piece] = coefficient;
      });
    }
  }
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
function tailValue(word: number, key: StreamKey, block: number, lane: number, c1: number, c2: number): number {
  const extra = threefry4x32([block | 0, c1, c2, DRAW.gaussianTail], key, ROUNDS)[lane]! >>> 0;
  return (1 | (word >> 31)) * normalTailQuantile(((word & MAGNITUDE_MASK) * 2 ** 32 + extra + 0.5) / 2 ** 64);
}

/** Puts the values that are not in the table in their places: those of a word and its place in `noise.words`, words taken from `skip` on. */
function correctTails(tails: number, skip: number, valueOf: (word: number, at: number) => number): void {
  for (let i = 0; i < tails; i++) {
    for (let lane = 0; lane < 4; lane++) {
      const place = noise.tails[i]! + lane;
      const word = noise.words[skip + place]!;
      if (Math.clz32(word & MAGNITUDE_MASK) >= TAIL_ZEROS) noise.values[place] = valueOf(word, skip + place);
    }
  }
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
    noise.makeWords(Math.ceil((skip + count) / 16), key[0], key[1], key[2], key[3], block, c1, c2);
    correctTails(noise.makeValues(skip, count), skip, (word, at) => tailValue(word, key, block + (at >> 2), at & 3, c1, c2));
    if (count > FEW) out.set(noise.values.subarray(0, count), offset + done);
    else for (let i = 0; i < count; i++) out[offset + done + i] = noise.values[i]!;
    done += count;
  }
}

/**
 * Fills the rows of `out` [keys.length, dimensions] with the noise of a step of each row's stream, as `fillGaussian` would one by one:
 * many rows of few values are made at once.
 * Throws RangeError when a step is not a whole number, or the rows do not fit `out`.
 */
export function fillGaussianRows(out: Float32Array, dimensions: number, keys: readonly StreamKey[], stepOf: (row: number) => number): void {
  if (dimensions > 4) {
    keys.forEach((key, row) => fillGaussian(out, row * dimensions, dimensions, key, stepOf(row)));
    return;
  }
  if (keys.length * dimensions > out.length) throw new RangeError(`Asked to fill ${keys.length} rows of ${dimensions} in an array of ${out.length}.`);
  const { rows, values } = noise;
  for (let first = 0; first < keys.length; first += ROWS) {
    const count = Math.min(ROWS, keys.length - first);
    for (let row = 0; row < count; row++) {
      const key = keys[first + row]!;
      const step = stepOf(first + row);
      for (let word = 0; word < 4; word++) rows[word * ROWS + row] = key[word]!;
      const [c1, c2] = splitWords(step, 'step');
      rows[4 * ROWS + row] = c1;
      rows[5 * ROWS + row] = c2;
    }
    noise.makeRows(Math.ceil(count / 4));
    correctTails(noise.makeValues(0, 4 * count), 0, (word, at) => tailValue(word, keys[first + (at >> 2)]!, 0, at & 3, rows[4 * ROWS + (at >> 2)]!, rows[5 * ROWS + (at >> 2)]!));
    for (let row = 0; row < count; row++) {
      for (let i = 0; i < dimensions; i++) out[(first + row) * dimensions + i] = values[row * 4 + i]!;
    }
  }
}
