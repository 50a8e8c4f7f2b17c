import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { fillGaussian, fillGaussianRows } from '../../../core/random/fill-gaussian.ts';
import { normalTail, normalTailQuantile } from '../../../core/random/normal-quantile.ts';
import { deriveKey, streamKey } from '../../../core/random/stream-key.ts';
import { fillWords } from '../../../core/random/threefry.ts';

const COUNT = 4_000_000;
const key = streamKey(20, 4);
const sample = new Float32Array(COUNT);
fillGaussian(sample, 0, COUNT, key, 0);

/** Largest distance between the empirical and the normal distribution function, times √n (Kolmogorov–Smirnov). */
function kolmogorovSmirnov(values: Float32Array): number {
  const sorted = values.slice().sort();
  let largest = 0;
  for (let i = 0; i < sorted.length; i++) {
    const z = sorted[i]!;
    const cdf = z < 0 ? normalTail(-z) : 1 - normalTail(z);
    largest = Math.max(largest, Math.abs(cdf - i / sorted.length), Math.abs((i + 1) / sorted.length - cdf));
  }
  return largest * Math.sqrt(sorted.length);
}

function correlation(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum / Math.sqrt(a.length);
}

describe('the normal tail and its inverse', () => {
  // Q(1.96), Q(3), Q(6) from tables of the normal distribution (Abramowitz & Stegun 26.2; 15 digits).
  test.each([[1.96, 0.024997895148220435], [3, 0.0013498980316300946], [6, 9.865876450376981e-10], [0, 0.5]])('Q(%d)', (z, tail) => {
    expect(Math.abs(normalTail(z) / tail - 1)).toBeLessThan(1e-12);
  });

  test('inverse undoes tail from 0 to 9 standard deviations', () => {
    for (let z = 0; z <= 9; z += 0.01) expect(Math.abs(normalTailQuantile(normalTail(z)) - z)).toBeLessThan(1e-12 * (1 + z));
  });
});

describe('fillGaussian', () => {
  test('each value is the inverse tail of its word to 1e-8 and float32 rounding, in every octave', () => {
    const words = new Int32Array(400_000);
    fillWords(words, words.length / 4, key, 0, 0, 0, 0);
    const octaves = new Set<number>();
    const wrong: number[] = [];
    for (let i = 0; i < words.length; i++) {
      const magnitude = words[i]! & 0x7fffffff;
      octaves.add(Math.clz32(magnitude));
      const exact = normalTailQuantile((magnitude + 0.5) / 2 ** 32);
      // Past octave 15 the value has 32 more bits than this word: z moves by at most 2^-32/φ(z), 2e-4 relative here.
      const tolerance = Math.clz32(magnitude) > 15 ? 1e-3 : 1e-8 + exact * 2 ** -24;
      if (Math.abs(Math.abs(sample[i]!) - exact) > tolerance || sample[i]! < 0 !== words[i]! < 0) wrong.push(i);
    }
    expect(wrong).toEqual([]);
    for (let zeros = 1; zeros <= 15; zeros++) expect(octaves).toContain(zeros);
  });

  test('moments 1 to 6 within 4.5 standard errors', () => {
    const expected = [0, 1, 0, 3, 0, 15];
    const variances = [1, 2, 15, 96, 945, 10170];
    for (let order = 1; order <= 6; order++) {
      let sum = 0;
      for (let i = 0; i < COUNT; i++) sum += sample[i]! ** order;
      const standardError = Math.sqrt(variances[order - 1]! / COUNT);
      expect(Math.abs(sum / COUNT - expected[order - 1]!)).toBeLessThan(4.5 * standardError);
    }
  });

  test('Kolmogorov–Smirnov distance is that of a normal sample (p > 0.001: below 1.95)', () => {
    expect(kolmogorovSmirnov(sample)).toBeLessThan(1.95);
  });

  test.each([2, 3, 4, 4.5])('both tails beyond %d standard deviations are as full as they should be', (limit) => {
    const tail = normalTail(limit) * COUNT;
    for (const sign of [1, -1]) {
      let count = 0;
      for (let i = 0; i < COUNT; i++) if (sample[i]! * sign > limit) count++;
      // Poisson count, 4.5 standard deviations (13.6 expected beyond 4.5).
      expect(Math.abs(count - tail)).toBeLessThan(4.5 * Math.sqrt(tail));
    }
  });

  test('the far tail, made of 64 bits, follows the normal tail', () => {
    // 2^-16 of the words get there, 61 of 4 million; Q(|z|) must be uniform on (0, 2^-17).
    const limit = normalTailQuantile(2 ** -17);
    const tails: number[] = [];
    const chunk = new Float32Array(COUNT);
    for (let step = 1; step <= 6; step++) {
      fillGaussian(chunk, 0, COUNT, key, step);
      for (const z of chunk) if (Math.abs(z) > limit) tails.push(normalTail(Math.abs(z)) * 2 ** 17);
    }
    const expected = 6 * COUNT * 2 ** -16;
    expect(Math.abs(tails.length - expected)).toBeLessThan(4.5 * Math.sqrt(expected));
    tails.sort((a, b) => a - b);
    const distance = Math.max(...tails.map((p, i) => Math.max(Math.abs(p - i / tails.length), Math.abs((i + 1) / tails.length - p))));
    expect(distance * Math.sqrt(tails.length)).toBeLessThan(1.95);
  });

  test('neighbours in element, step and key are uncorrelated, and so are their squares', () => {
    const n = 1_000_000;
    const square = (values: Float32Array) => values.map((z) => (z * z - 1) / Math.SQRT2);
    const base = sample.subarray(0, n);
    const others: Record<string, Float32Array> = {};
    for (const lag of [1, 2, 3, 4, 3072]) others[`element + ${lag}`] = sample.subarray(lag, n + lag);
    const draw = (k: typeof key, step: number) => {
      const values = new Float32Array(n);
      fillGaussian(values, 0, n, k, step);
      return values;
    };
    others['step + 1'] = draw(key, 1);
    others['step + 2^32'] = draw(key, 2 ** 32);
    others['chain + 1'] = draw(streamKey(20, 5), 0);
    others['seed + 1'] = draw(streamKey(21, 4), 0);
    others['substream'] = draw(deriveKey(key, 0), 0);
    others['raw key with one bit changed'] = draw([key[0] ^ 1, key[1], key[2], key[3]], 0);
    for (const [name, values] of Object.entries(others)) {
      expect(Math.abs(correlation(base, values)), name).toBeLessThan(4.5);
      expect(Math.abs(correlation(square(base), square(values))), name).toBeLessThan(4.5);
    }
  });

  test('the same numbers come out however the range is cut', () => {
    const whole = new Float32Array(20_011);
    fillGaussian(whole, 0, whole.length, key, 9, 3);
    for (const size of [1, 2, 3, 5, 4095, 4096, 4097, 10_000]) {
      const pieces = new Float32Array(whole.length + 7).fill(99);
      const limit = Math.min(whole.length, size * 300);
      for (let at = 0; at < limit; at += size) fillGaussian(pieces, 7 + at, Math.min(size, limit - at), key, 9, 3 + at);
      expect(pieces.subarray(0, 7)).toEqual(new Float32Array(7).fill(99));
      expect(pieces.subarray(7, 7 + limit)).toEqual(whole.subarray(0, limit));
    }
  });

  test('the numbers are those of the first implementation, in JavaScript, to the bit', () => {
    // Far tails included (122 of 8 million); of one call and of many small ones, cut anywhere, at steps beyond 32 bits.
    const hash = createHash('sha256').update(new Uint8Array(sample.buffer));
    const cut = new Float32Array(1_000_003);
    fillGaussian(cut, 0, cut.length, streamKey(7), 2 ** 40 + 5, 17);
    hash.update(new Uint8Array(cut.buffer));
    const small = new Float32Array(4000);
    for (let i = 0; i < 1000; i++) fillGaussian(small, i * 4, (i % 4) + 1, streamKey(9, i), i * 3 + 2 ** 33, i % 3);
    hash.update(new Uint8Array(small.buffer));
    expect(hash.digest('hex')).toBe('2a99e32c3c93f2ce5a1326eccfb403727cc108dce85fc0cbae89394046f6b99c');
  });

  test.each([1, 2, 3, 4, 5, 40])('many rows of %d values are those of each row alone, tails included', (dimensions) => {
    const keys = Array.from({ length: 5003 }, (_, row) => streamKey(11, row));
    const stepOf = (row: number): number => row * 7 + (row % 2) * 2 ** 35;
    const together = new Float32Array(keys.length * dimensions + 3).fill(99);
    fillGaussianRows(together, dimensions, keys, stepOf);
    const alone = new Float32Array(together.length).fill(99);
    keys.forEach((row, at) => fillGaussian(alone, at * dimensions, dimensions, row, stepOf(at)));
    expect(together).toEqual(alone);
  });

  test('a far tail among rows is that of the row', () => {
    // The first 100,000 rows of one value hold one or two words of 16 leading zeros.
    const keys = Array.from({ length: 100_000 }, (_, row) => [row, 1, 2, 3] as const);
    const together = new Float32Array(keys.length);
    fillGaussianRows(together, 1, keys, () => 4);
    const far = together.findIndex((value) => Math.abs(value) > normalTailQuantile(2 ** -17));
    const alone = new Float32Array(1);
    fillGaussian(alone, 0, 1, keys[far]!, 4);
    expect(together[far]).toBe(alone[0]);
  });

  test('bad ranges and counters are refused', () => {
    const out = new Float32Array(4);
    expect(() => fillGaussian(out, 2, 3, key, 0)).toThrow(/2 to 5 of an array of 4/);
    expect(() => fillGaussian(out, 0, 4, key, -1)).toThrow(/step must be a whole number/);
    expect(() => fillGaussian(out, 0, 4, key, 2 ** 53)).toThrow(/2\^53/);
    expect(() => fillGaussianRows(out, 2, [key, key, key], () => 0)).toThrow(/3 rows of 2 in an array of 4/);
    expect(() => fillGaussianRows(out, 2, [key], () => -1)).toThrow(/step must be a whole number/);
    expect(() => streamKey(1.5)).toThrow(/seed must be a whole number/);
  });
});
