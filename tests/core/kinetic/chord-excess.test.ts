import { expect, test } from 'vitest';
import { createChordScan, stepChordScan } from '../../../core/kinetic/chord-excess.ts';
import type { StatePairs } from '../../../core/kinetic/nearest-pairs.ts';
import { evaluatorOf, twoWells } from '../mapping/wells.ts';
import type { Plane } from '../mapping/wells.ts';

async function scanned(plane: Plane, points: readonly (readonly [number, number])[], pairs: StatePairs, batch = 64, inner = 7) {
  const positions = Float32Array.from(points.flat());
  const energies = points.map(([x, y]) => plane.energy(x, y));
  let scan = createChordScan(pairs, inner);
  let rows = 0;
  while (scan.done < pairs.a.length) {
    rows += await stepChordScan(scan, evaluatorOf(plane, batch), positions, energies);
    scan = structuredClone(scan);
  }
  expect(rows).toBe(inner * pairs.a.length);
  return scan;
}

const one: StatePairs = { a: Int32Array.of(0), b: Int32Array.of(1) };

test('across a ridge: its height over the chord, the mean of seven points, and the highest U', async () => {
  const plane = twoWells(3, 0, 1);
  const { excess, meanExcess, highest } = await scanned(plane, [[-1, 0], [1, 0]], one);
  expect(excess[0]).toBeCloseTo(3, 6);
  expect(highest[0]).toBeCloseTo(3, 6);
  const fractions = [1, 2, 3, 4, 5, 6, 7].map((i) => i / 8);
  expect(meanExcess[0]).toBeCloseTo(fractions.reduce((sum, f) => sum + plane.energy(2 * f - 1, 0) / 7, 0), 6);
});

test('a straight slope has no excess whatever its height; the highest U is that of its higher end', async () => {
  const slope: Plane = { energy: (x) => 5 * x, gradient: () => [5, 0] };
  const { excess, meanExcess, highest } = await scanned(slope, [[0.5, 1], [2.5, 3]], one);
  expect(excess[0]).toBeCloseTo(0, 5);
  expect(meanExcess[0]).toBeCloseTo(0, 5);
  expect(highest[0]).toBe(12.5);
});

test('a chord that sags has a negative excess, that of its least sagging point', async () => {
  const bowl: Plane = { energy: (x, y) => x * x + y * y, gradient: (x, y) => [2 * x, 2 * y] };
  const { excess, meanExcess, highest } = await scanned(bowl, [[-1, 0], [1, 0]], one);
  // x² − 1 at f = 1/8: (3/4)² − 1.
  expect(excess[0]).toBeCloseTo(-7 / 16, 6);
  expect(meanExcess[0]).toBeLessThan(-7 / 16);
  expect(highest[0]).toBe(1);
});

test('where U is no number there is no way', async () => {
  const cliff: Plane = { energy: (x) => (Math.abs(x) < 0.1 ? NaN : 0), gradient: () => [0, 0] };
  const { excess, highest } = await scanned(cliff, [[-1, 0], [1, 0]], one);
  expect(excess[0]).toBe(Infinity);
  expect(highest[0]).toBe(Infinity);
});

test('batches and interruptions change nothing', async () => {
  const plane = twoWells(2, 0.3, 4);
  const points = Array.from({ length: 9 }, (_, i) => [Math.sin(2 * i), Math.cos(5 * i)] as const);
  const pairs = { a: Int32Array.from([0, 0, 1, 2, 3, 5, 6]), b: Int32Array.from([1, 8, 4, 3, 7, 6, 8]) };
  const whole = await scanned(plane, points, pairs);
  for (const batch of [1, 7, 15, 21]) expect(await scanned(plane, points, pairs, batch)).toEqual(whole);
});

test('a chord needs an inner point', () => {
  expect(() => createChordScan(one, 0)).toThrow(/at least one inner point/);
});
