import { describe, expect, test } from 'vitest';
import { decimate, smoothedAt, valueRange } from '../../../renderer/features/train/series/decimate.ts';
import { fittingSpan } from '../../../renderer/features/train/series/fitting-span.ts';
import { SeriesBuffer } from '../../../renderer/features/train/series/series-buffer.ts';

function bufferOf(values: ArrayLike<number>): SeriesBuffer {
  const buffer = new SeriesBuffer();
  buffer.append(values);
  return buffer;
}

describe('a curve of a run', () => {
  test('grows value by value beyond its first room and tells the mean of any stretch', () => {
    const values = Array.from({ length: 5000 }, (_, i) => Math.sin(i) * 10);
    const buffer = new SeriesBuffer();
    for (const value of values) buffer.push(value);
    expect(buffer.length).toBe(5000);
    expect(buffer.at(4999)).toBeCloseTo(values[4999]!, 5);
    const plain = values.slice(1200, 3400).reduce((sum, value) => sum + value, 0) / 2200;
    expect(buffer.mean(1200, 3400)).toBeCloseTo(plain, 6);
  });

  test('values that are no numbers stay, and count in no mean', () => {
    const buffer = bufferOf([1, NaN, 3, Infinity, 5]);
    expect(buffer.length).toBe(5);
    expect(buffer.mean(0, 5)).toBe(3);
    expect(buffer.mean(1, 2)).toBeNaN();
  });

  test('a run taken up from an earlier checkpoint forgets what came after it', () => {
    const buffer = bufferOf([1, 2, 3, 100, 200]);
    buffer.truncate(3);
    buffer.push(6);
    expect([...buffer.values]).toEqual([1, 2, 3, 6]);
    expect(buffer.mean(0, 4)).toBe(3);
  });
});

describe('what of a long curve is drawn', () => {
  const long = Float32Array.from({ length: 200_000 }, (_, i) => Math.sin(i / 900) + (i % 7) * 0.01);

  test('is two points a column at most, in order, each where it was recorded', () => {
    const { x, raw } = decimate(bufferOf(long), 1, long.length, 800, 1);
    expect(x.length).toBeLessThanOrEqual(1600);
    for (let i = 0; i < x.length; i++) {
      if (i > 0) expect(x[i]!).toBeGreaterThan(x[i - 1]!);
      expect(raw[i]).toBe(long[x[i]! - 1]);
    }
  });

  test('loses no peak, however narrow', () => {
    const spiked = long.slice();
    spiked[123_456] = 50;
    spiked[7] = -50;
    const { x, raw } = decimate(bufferOf(spiked), 1, spiked.length, 300, 1);
    expect(raw[x.indexOf(123_457)]).toBe(50);
    expect(raw[x.indexOf(8)]).toBe(-50);
  });

  test('is the stretch asked for, all of it where there is room', () => {
    const { x, raw } = decimate(bufferOf(long), 101, 200, 400, 1);
    expect([...x]).toEqual(Array.from({ length: 100 }, (_, i) => 101 + i));
    expect(raw[0]).toBe(long[100]);
  });

  test('is smoothed by the mean around each point, shorter at the ends', () => {
    const buffer = bufferOf([1, 2, 3, 4, 5, 6, 7]);
    expect(smoothedAt(buffer, 3, 3)).toBe(4);
    expect(smoothedAt(buffer, 0, 5)).toBe(2);
    expect(smoothedAt(buffer, 6, 5)).toBe(6);
    expect(decimate(buffer, 1, 7, 10, 3).smooth?.[2]).toBe(3);
  });

  test('leaves blanks out instead of drawing through them', () => {
    const { x } = decimate(bufferOf([1, NaN, 3]), 1, 3, 10, 1);
    expect([...x]).toEqual([1, 3]);
  });
});

describe('the range of values shown', () => {
  const values = Float32Array.from({ length: 2000 }, (_, i) => (i < 20 ? 1e5 : Math.sin(i)));

  test('of all holds every one of them', () => {
    const [low, high] = valueRange(bufferOf(values), 1, 2000, 'all', null)!;
    expect(low).toBeLessThan(-0.99);
    expect(high).toBeGreaterThan(1e5);
  });

  test('of the typical ones is not decided by a few wild updates', () => {
    const [low, high] = valueRange(bufferOf(values), 1, 2000, 'typical', 0)!;
    expect(high).toBeLessThan(10);
    expect(low).toBeGreaterThan(-10);
    expect(low).toBeLessThan(-0.9);
    expect(high).toBeGreaterThan(0.9);
  });

  test('is none where nothing is a number', () => {
    expect(valueRange(bufferOf([NaN, NaN]), 1, 2, 'all', 0)).toBeNull();
    expect(valueRange(bufferOf([]), 1, 2, 'typical', null)).toBeNull();
  });
});

test('automatic smoothing grows with what is shown and is odd', () => {
  expect(fittingSpan(100)).toBe(1);
  expect(fittingSpan(200_000)).toBe(2001);
  for (const shown of [700, 3000, 20_000, 60_000]) expect(fittingSpan(shown) % 2).toBe(1);
});
