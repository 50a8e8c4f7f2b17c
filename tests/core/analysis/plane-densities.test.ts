import { describe, expect, it } from 'vitest';
import { boltzmannDensity, cellOf, divergence, gridDensity, kernelDensity } from '../../../core/analysis/plane-densities.ts';
import { toyDensity } from '../../../core/data/toy-density.ts';
import { streamKey } from '../../../core/random/stream-key.ts';
import { noise } from '../diagnosis/series-fixtures.ts';

const grid = { extent: 2, side: 160 };
const normal = (mx: number, my: number, sd: number) => (x: number, y: number): number => Math.exp(-((x - mx) ** 2 + (y - my) ** 2) / (2 * sd * sd)) / (2 * Math.PI * sd * sd);
const mass = (values: Float32Array, own = grid): number => values.reduce((sum, value) => sum + value, 0) * cellOf(own) ** 2;

describe('densities on the grid', () => {
  it.each(['gmm', 'rings'] as const)('of %s have mass 1, and their formula already had', (type) => {
    const density = toyDensity({ type, groups: 3, sd: 0.15, radius: 0.8 });
    const own = { extent: density.extent, side: 400 };
    const values = gridDensity(own, density.densityAt);
    expect(mass(values, own)).toBeCloseTo(1, 5);
    // The formula's own mass on the grid: what it was divided by.
    const middle = Math.floor(400 / 2) * 400 + 399 - 40;
    const cell = cellOf(own);
    const at = density.densityAt(-own.extent + ((middle % 400) + 0.5) * cell, -own.extent + (Math.floor(middle / 400) + 0.5) * cell);
    expect(values[middle] / at).toBeCloseTo(1, 3);
  });

  it('learned = truth + any constant: the divergence is 0', () => {
    const truth = gridDensity(grid, normal(0.2, -0.1, 0.4));
    for (const constant of [0, 700, -4000]) {
      const energies = Float64Array.from(truth, (value) => -Math.log(Math.max(value, 1e-300)) + constant);
      const learned = boltzmannDensity(grid, energies);
      expect(mass(learned)).toBeCloseTo(1, 5);
      expect(Math.abs(divergence(grid, truth, learned))).toBeLessThan(1e-6);
    }
  });

  it('two normals diverge by |Δμ|²/2σ²', () => {
    const p = gridDensity(grid, normal(0, 0, 0.3));
    const q = gridDensity(grid, normal(0.2, 0.1, 0.3));
    expect(divergence(grid, p, q)).toBeCloseTo(0.05 / 2 / 0.09, 4);
    // Of other widths: ln(s²/σ²) + σ²/s² − 1 in two dimensions.
    expect(divergence(grid, p, gridDensity(grid, normal(0, 0, 0.35)))).toBeCloseTo(Math.log((0.35 / 0.3) ** 2) + (0.3 / 0.35) ** 2 - 1, 4);
  });

  it('temperature flattens: at T = 4 a normal is twice as wide', () => {
    const energies = Float64Array.from({ length: grid.side ** 2 }, (_, i) => {
      const cell = cellOf(grid);
      const [x, y] = [-2 + ((i % grid.side) + 0.5) * cell, -2 + (Math.floor(i / grid.side) + 0.5) * cell];
      return (x * x + y * y) / (2 * 0.15 ** 2);
    });
    expect(divergence(grid, gridDensity(grid, normal(0, 0, 0.3)), boltzmannDensity(grid, energies, 4))).toBeLessThan(1e-6);
  });

  it('no finite energy is no density', () => {
    expect(() => boltzmannDensity({ extent: 1, side: 2 }, [Infinity, NaN, Infinity, Infinity])).toThrow(/no density/);
  });
});

describe('a kernel density', () => {
  it('is the sum of its kernels: covariance of the points times the square of the bandwidth', () => {
    const points = noise(12, 1).map((value) => 0.3 * value);
    const values = kernelDensity(grid, points, 0.4);
    const [mx, my] = [0, 1].map((axis) => [0, 1, 2, 3, 4, 5].reduce((sum, i) => sum + points[2 * i + axis], 0) / 6);
    const c = (a: number, b: number): number => (0.16 * [0, 1, 2, 3, 4, 5].reduce((sum, i) => sum + (points[2 * i + a] - [mx, my][a]) * (points[2 * i + b] - [mx, my][b]), 0)) / 5;
    const [cxx, cxy, cyy] = [c(0, 0), c(0, 1), c(1, 1)];
    const determinant = cxx * cyy - cxy ** 2;
    const exact = gridDensity(grid, (x, y) =>
      [0, 1, 2, 3, 4, 5].reduce((sum, i) => {
        const [dx, dy] = [x - points[2 * i], y - points[2 * i + 1]];
        return sum + Math.exp(-0.5 * (cyy * dx * dx - 2 * cxy * dx * dy + cxx * dy * dy) / determinant);
      }, 0));
    expect(mass(values)).toBeCloseTo(1, 5);
    values.forEach((value, i) => expect(Math.abs(value - exact[i])).toBeLessThan(1e-5 * 20));
  });

  it('of many points comes near the density they are from', () => {
    const density = toyDensity({ type: 'gmm', groups: 4, sd: 0.15, radius: 1 });
    const own = { extent: density.extent, side: 120 };
    const truth = gridDensity(own, density.densityAt);
    const near = divergence(own, truth, kernelDensity(own, density.sample(20_000, streamKey(2), 0), 0.05));
    expect(near).toBeLessThan(0.02);
    expect(near).toBeGreaterThan(0);
    // Scott's rule smooths the four groups into each other.
    expect(divergence(own, truth, kernelDensity(own, density.sample(200, streamKey(2), 0), null))).toBeGreaterThan(0.2);
  });

  it.each([[[]], [[1, 1]], [[1, 1, 1, 1, 1, 1]], [[0, 0, 1, 1, 2, 2]]])('of %j, which has no width, is uniform', (points) => {
    const values = kernelDensity(grid, Float32Array.from(points), null);
    expect(mass(values)).toBeCloseTo(1, 5);
    expect(Math.max(...values)).toBeCloseTo(Math.min(...values), 6);
  });
});
