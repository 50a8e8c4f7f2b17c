import { expect, it } from 'vitest';
import type { Surface } from '../../../../core/contract/landscape.ts';
import { contourRegions } from '../../../../renderer/features/library/contour-regions.ts';

const columns = 21;
const rows = 11;
/** U = x over [−1, 1] × [0, 1], with a hole where it is not a number. */
const slope: Surface = {
  xMin: -1, xMax: 1, yMin: 0, yMax: 1, columns, rows,
  energies: Float32Array.from({ length: columns * rows }, (_, i) => -1 + (2 * (i % columns)) / (columns - 1)),
};

const points = (path: string): [number, number][] => [...path.matchAll(/(-?[\d.]+) (-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);

it('puts a contour where U has its level', () => {
  const [region] = contourRegions(slope, [0.25], (x, y) => [x * 1000, y * 1000]);
  const xs = points(region!.path).map(([x]) => x);
  expect(region!.level).toBe(0.25);
  // From the level to beyond the right edge (d3 closes regions outside the grid), linear between grid points.
  expect(Math.min(...xs)).toBeCloseTo(250, 0);
  expect(Math.max(...xs)).toBeGreaterThanOrEqual(1000);
  const ys = points(region!.path).map(([, y]) => y);
  expect(Math.min(...ys)).toBeLessThanOrEqual(0);
  expect(Math.max(...ys)).toBeGreaterThanOrEqual(1000);
});

it('gives one region a level, in order, and takes what is not a number for high', () => {
  const energies = Float32Array.from(slope.energies);
  energies[5 * columns + 3] = NaN;
  const regions = contourRegions({ ...slope, energies }, [-0.5, 0, 0.9, 5], (x, y) => [x * 1000, y * 1000]);
  expect(regions.map((region) => region.level)).toEqual([-0.5, 0, 0.9, 5]);
  const [, , , hole] = regions;
  // Around the hole at x = −0.7, y = 0.5.
  for (const [x, y] of points(hole!.path)) expect(Math.hypot(x + 700, y - 500)).toBeLessThanOrEqual(150);
  expect(points(hole!.path).length).toBeGreaterThan(3);
});
