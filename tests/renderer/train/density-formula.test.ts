import { expect, test } from 'vitest';
import type { ToyDensitySettings } from '../../../core/contract/training-config.ts';
import { toyDensity } from '../../../core/data/toy-density.ts';
import { densityExtent, densityGrid } from '../../../renderer/features/train/new/density-formula.ts';

const settings: ToyDensitySettings[] = [
  { type: 'gmm', groups: 8, sd: 0.15, radius: 1 },
  { type: 'rings', groups: 4, sd: 0.08, radius: 0.5 },
];

test.each(settings)('the picture of a density ($type) is the density that is learned, up to a factor', (one) => {
  // Even: no point falls on the pole that the formula of rings has at 0.
  const side = 40;
  const truth = toyDensity(one);
  expect(densityExtent(one)).toBeCloseTo(truth.extent, 9);
  const grid = densityGrid(one, side);
  const place = (index: number): number => ((index + 0.5) / side) * 2 * truth.extent - truth.extent;
  const exact = Array.from(grid, (_, at) => truth.densityAt(place(at % side), place(Math.floor(at / side))));
  const factor = Math.max(...grid) / Math.max(...exact);
  const worst = Math.max(...exact.map((value, at) => Math.abs(value * factor - grid[at]!)));
  expect(worst).toBeLessThan(1e-5 * Math.max(...grid));
});
