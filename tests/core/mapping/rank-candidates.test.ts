import { expect, test } from 'vitest';
import { byNearness, LINE_POINTS, MOST_LINES, nearnessTo } from '../../../core/mapping/rank-candidates.ts';
import type { Located } from '../../../core/mapping/rank-candidates.ts';
import { evaluatorOf, twoWells } from './wells.ts';

const plane = twoWells(10, 0.15, 15);
const at = (x: number, y: number): Located => ({ x: Float32Array.of(x, y), energy: plane.energy(x, y) });

test('the highest U at ten points of the straight line, ends included', async () => {
  const from = at(-1, 0.3);
  const others = [at(1, 0), at(-0.9, 0.1), at(0.2, -1.4)];
  const nearness = await nearnessTo(from, others, 'line', evaluatorOf(plane, 5));
  for (const [i, other] of others.entries()) {
    const along = Array.from({ length: LINE_POINTS }, (_, k) => {
      const s = k / (LINE_POINTS - 1);
      return plane.energy(-1 + s * (other.x[0]! + 1), 0.3 + s * (other.x[1]! - 0.3));
    });
    expect(nearness[i]!.line).toBeCloseTo(Math.max(...along), 4);
    expect(nearness[i]!.distance).toBeCloseTo(Math.hypot(other.x[0]! + 1, other.x[1]! - 0.3), 6);
  }
  // Over the barrier is farther than in the same well, however near.
  expect([0, 1, 2].sort((p, q) => byNearness(nearness[p]!, nearness[q]!))[0]).toBe(1);
});

test('by distance no energy is asked for', async () => {
  const nearness = await nearnessTo(at(0, 0), [at(3, 4), at(1, 0)], 'distance', { ...evaluatorOf(plane), energies: () => Promise.reject(new Error('asked')) });
  expect(nearness).toEqual([{ line: Infinity, distance: 5 }, { line: Infinity, distance: 1 }]);
  expect(byNearness(nearness[1]!, nearness[0]!)).toBeLessThan(0);
});

test('of very many candidates only the nearest are looked at; the others stand behind them, by distance', async () => {
  const many = Array.from({ length: MOST_LINES + 50 }, (_, i) => at(0.01 * (MOST_LINES + 50 - i), 0));
  const nearness = await nearnessTo(at(0, 0), many, 'line', evaluatorOf(plane));
  expect(nearness.filter(({ line }) => line < Infinity)).toHaveLength(MOST_LINES);
  // The first fifty given are the farthest.
  expect(nearness.slice(0, 50).every(({ line }) => line === Infinity)).toBe(true);
  const order = nearness.map((_, i) => i).sort((p, q) => byNearness(nearness[p]!, nearness[q]!));
  expect(order.slice(-50)).toEqual(Array.from({ length: 50 }, (_, i) => 49 - i));
});

test('a line through where U is no number is the farthest', async () => {
  const hole = { ...plane, energy: (x: number, y: number) => (Math.abs(x) < 0.2 ? NaN : plane.energy(x, y)) };
  expect((await nearnessTo(at(-1, 0), [at(1, 0)], 'line', evaluatorOf(hole)))[0]!.line).toBe(Infinity);
});

test('no candidates, no answer', async () => {
  expect(await nearnessTo(at(0, 0), [], 'line', evaluatorOf(plane))).toEqual([]);
});
