import { expect, test } from 'vitest';
import type { Dataset } from '../../../core/data/dataset.ts';
import { createStartSource } from '../../../core/mapping/start-states.ts';

/** Five images of two values each, labelled by number. */
const dataset = {
  path: 'five', kind: 'npy', count: 5, shape: [2, 1, 1], labels: ['0', '1', '2', '3', '4'], problems: [],
  labelOf: (index: number) => String(index),
  read: async (indices: readonly number[]) => Float32Array.from(indices.flatMap((index) => [index, 10 * index])),
} as unknown as Dataset;

test('a start is a function of the seed and its number alone', async () => {
  for (const kind of ['uniform', 'gaussian', 'data'] as const) {
    const all = await createStartSource({ start: kind, startScale: 1, seed: 3 }, 2, dataset).read([0, 1, 2, 3]);
    const some = await createStartSource({ start: kind, startScale: 1, seed: 3 }, 2, dataset).read([3, 1]);
    expect(some).toEqual([all[3], all[1]]);
    const other = await createStartSource({ start: kind, startScale: 1, seed: 4 }, 2, dataset).read([0, 1, 2, 3]);
    expect(other).not.toEqual(all);
  }
});

test('uniform starts fill [-1, 1], Gaussian ones have variance 1', async () => {
  const numbers = Array.from({ length: 4000 }, (_, i) => i);
  const values = async (kind: 'uniform' | 'gaussian') => (await createStartSource({ start: kind, startScale: 1, seed: 1 }, 2, null).read(numbers)).flatMap(({ x }) => [...x]);
  const uniform = await values('uniform');
  expect(Math.max(...uniform)).toBeLessThanOrEqual(1);
  expect(Math.min(...uniform)).toBeGreaterThanOrEqual(-1);
  const variance = (numbersOf: readonly number[]): number => numbersOf.reduce((sum, value) => sum + value * value, 0) / numbersOf.length;
  // Standard errors of the mean square over 8,000 draws: 0.0033 and 0.016.
  expect(Math.abs(variance(uniform) - 1 / 3)).toBeLessThan(4 * 0.0034);
  expect(Math.abs(variance(await values('gaussian')) - 1)).toBeLessThan(4 * 0.016);
});

test('a scale stretches noise and leaves data alone', async () => {
  for (const kind of ['uniform', 'gaussian', 'data'] as const) {
    const read = async (startScale: number) => (await createStartSource({ start: kind, startScale, seed: 2 }, 2, dataset).read([0, 1, 2])).flatMap(({ x }) => [...x]);
    const plain = await read(1);
    // Both are rounded to float32 once.
    (await read(4)).forEach((value, i) => expect(value).toBeCloseTo((kind === 'data' ? 1 : 4) * plain[i]!, 5));
  }
});

test('every image once, with its label, before any comes again', async () => {
  const starts = await createStartSource({ start: 'data', startScale: 1, seed: 1 }, 2, dataset).read([0, 1, 2, 3, 4, 5, 9]);
  expect(starts.slice(0, 5).map(({ source }) => source).sort()).toEqual([0, 1, 2, 3, 4]);
  expect([starts[5]!.source, starts[6]!.source]).toEqual([starts[0]!.source, starts[4]!.source]);
  for (const { x, source, label } of starts) expect([[...x], label]).toEqual([[source!, 10 * source!], String(source)]);
});

test('data is asked for and missing, empty, or of another size: said at once', () => {
  expect(() => createStartSource({ start: 'data', startScale: 1, seed: 1 }, 2, null)).toThrow(/no data set was given/);
  expect(() => createStartSource({ start: 'data', startScale: 1, seed: 1 }, 2, { ...dataset, count: 0 })).toThrow(/five is empty/);
  expect(() => createStartSource({ start: 'data', startScale: 1, seed: 1 }, 7, dataset)).toThrow(/2 x 1 x 1 = 2 values; the potential takes 7/);
});
