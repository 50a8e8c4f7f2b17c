import { describe, expect, test } from 'vitest';
import { integerAt, shuffledIndices, uniformAt } from '../../../core/random/draw.ts';
import { fillUniform } from '../../../core/random/fill-uniform.ts';
import { deriveKey, streamKey } from '../../../core/random/stream-key.ts';

const key = streamKey(3);

/** Pearson's χ² against equal counts, standardized: about N(0, 1) for many cells. */
function chiSquare(counts: readonly number[]): number {
  const total = counts.reduce((a, b) => a + b, 0);
  const expected = total / counts.length;
  const statistic = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  return (statistic - (counts.length - 1)) / Math.sqrt(2 * (counts.length - 1));
}

describe('stream keys', () => {
  test('a path is derived one element at a time, and every element, order and depth counts', () => {
    expect(deriveKey(streamKey(7, 1), 2)).toEqual(streamKey(7, 1, 2));
    const keys = [streamKey(7), streamKey(7, 0), streamKey(7, 1, 2), streamKey(7, 2, 1), streamKey(7, 1), streamKey(7, 2 ** 32), streamKey(8, 1, 2), streamKey(7 + 2 ** 32, 1, 2)];
    expect(new Set(keys.map(String)).size).toBe(keys.length);
  });
});

describe('uniform numbers', () => {
  test('fillUniform fills its range evenly and stays inside it', () => {
    const values = new Float32Array(400_000);
    fillUniform(values, 0, values.length, key, 5, -1, 1);
    const counts = new Array<number>(100).fill(0);
    for (const value of values) counts[Math.floor((value + 1) * 50)]!++;
    expect(counts.length).toBe(100);
    expect(Math.abs(chiSquare(counts))).toBeLessThan(4.5);
  });

  test('fillUniform gives the same numbers however the range is cut', () => {
    const whole = new Float32Array(9001);
    fillUniform(whole, 0, whole.length, key, 1, 0, 1);
    const pieces = new Float32Array(9001);
    for (let at = 0; at < 9001; at += 777) fillUniform(pieces, at, Math.min(777, 9001 - at), key, 1, 0, 1, at);
    expect(pieces).toEqual(whole);
  });

  test('uniformAt is even over steps and over indices, and no copy of fillUniform', () => {
    for (const at of [(i: number) => uniformAt(key, i), (i: number) => uniformAt(key, 0, i)]) {
      const counts = new Array<number>(50).fill(0);
      for (let i = 0; i < 50_000; i++) counts[Math.floor(at(i) * 50)]!++;
      expect(Math.abs(chiSquare(counts))).toBeLessThan(4.5);
    }
    const filled = new Float32Array(1);
    fillUniform(filled, 0, 1, key, 0, 0, 1);
    expect(Math.abs(filled[0]! - uniformAt(key, 0))).toBeGreaterThan(1e-6);
  });
});

describe('whole numbers', () => {
  test.each([1, 2, 3, 10, 1000])('0 … %i − 1 are equally likely', (bound) => {
    const counts = new Array<number>(bound).fill(0);
    for (let i = 0; i < 40_000; i++) counts[integerAt(key, 1, i, bound)]!++;
    if (bound > 1) expect(Math.abs(chiSquare(counts))).toBeLessThan(4.5);
    else expect(counts[0]).toBe(40_000);
  });

  test('a bound just over 2^31, where a plain remainder would double some numbers', () => {
    const bound = 3 * 2 ** 30;
    let low = 0;
    for (let i = 0; i < 20_000; i++) if (integerAt(key, 2, i, bound) < 2 ** 30) low++;
    expect(Math.abs(low - 20_000 / 3)).toBeLessThan(4.5 * Math.sqrt((20_000 * 2) / 9));
  });

  test('bounds and indices out of range are refused', () => {
    expect(() => integerAt(key, 0, 0, 0)).toThrow(/bound from 1/);
    expect(() => integerAt(key, 0, -1, 5)).toThrow(/index/);
  });

  test('a shuffle holds every number once, and every number is as likely at every place', () => {
    const n = 8;
    const counts = new Array<number>(n * n).fill(0);
    for (let step = 0; step < 8000; step++) {
      const order = shuffledIndices(key, step, n);
      expect(new Set(order).size).toBe(n);
      order.forEach((value, place) => counts[place * n + value]!++);
    }
    expect(Math.abs(chiSquare(counts))).toBeLessThan(4.5);
  });
});
