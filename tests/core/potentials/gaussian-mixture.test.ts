import { describe, expect, test } from 'vitest';
import { fillUniform } from '../../../core/random/fill-uniform.ts';
import { streamKey } from '../../../core/random/stream-key.ts';
import { evaluatorOfMixture, gaussianMixture, lowestWay } from './gaussian-mixture.ts';
import type { GaussianMixture } from './gaussian-mixture.ts';

const mixture = gaussianMixture(64, 0.3, [{ half: 1.2, weight: 0.6 }, { half: 1, weight: 0.5 }, { half: 0.8, weight: 0.3 }]);

/** ∂²U/∂x_i∂x_j by central differences of the gradient. */
function hessian({ dimensions, energyAt }: GaussianMixture, x: Float64Array): Float64Array[] {
  const h = 1e-5;
  return Array.from({ length: dimensions }, (_, i) => {
    const [up, down] = [h, -h].map((step) => {
      const gradient = new Float64Array(dimensions);
      energyAt(x.with(i, x[i]! + step), gradient);
      return gradient;
    }) as [Float64Array, Float64Array];
    return up.map((value, j) => (value - down[j]!) / (2 * h));
  });
}

/** Negative eigenvalues of a symmetric matrix: as many as negative pivots (Sylvester's law of inertia). */
function negative(matrix: readonly Float64Array[]): number {
  const rows = matrix.map((row) => Float64Array.from(row));
  let count = 0;
  for (const [k, pivotRow] of rows.entries()) {
    const pivot = pivotRow[k]!;
    expect(Math.abs(pivot)).toBeGreaterThan(0.1);
    if (pivot < 0) count++;
    for (const row of rows.slice(k + 1)) {
      const factor = row[k]! / pivot;
      for (let j = k; j < row.length; j++) row[j]! -= factor * pivotRow[j]!;
    }
  }
  return count;
}

function gradientAt({ dimensions, energyAt }: GaussianMixture, x: ArrayLike<number>): Float64Array {
  const gradient = new Float64Array(dimensions);
  energyAt(x, gradient);
  return gradient;
}

describe('a Gaussian mixture in 64 dimensions', () => {
  test('the gradient is that of the energy', () => {
    const x = new Float32Array(64);
    for (let draw = 0; draw < 4; draw++) {
      fillUniform(x, 0, 64, streamKey(5), draw, -1, 1);
      const at = Float64Array.from(x);
      const gradient = gradientAt(mixture, at);
      const h = 1e-5;
      gradient.forEach((slope, i) => {
        const difference = (mixture.energyAt(at.with(i, at[i]! + h)) - mixture.energyAt(at.with(i, at[i]! - h))) / (2 * h);
        expect(Math.abs(difference - slope)).toBeLessThan(1e-5);
      });
    }
  });

  test('8 minima and 12 saddles, stationary to rounding, of index 0 and 1', () => {
    expect([mixture.minima.length, mixture.saddles.length]).toEqual([8, 12]);
    for (const [index, points] of [[0, mixture.minima], [1, mixture.saddles]] as const) {
      for (const { x, energy } of points) {
        expect(Math.hypot(...gradientAt(mixture, x))).toBeLessThan(1e-12);
        expect(negative(hessian(mixture, x))).toBe(index);
        expect(energy).toBe(mixture.energyAt(x));
      }
    }
  });

  test('minima stand at the centres to the tails of the other Gaussians, the heavier the deeper', () => {
    mixture.minima.forEach(({ x, energy }, k) => {
      expect(Math.hypot(...x.map((value, i) => value - mixture.means[k]![i]!))).toBeLessThan(1e-3);
      expect(energy).toBeCloseTo(-Math.log(mixture.weights[k]!), 3);
    });
    expect(mixture.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
  });

  test('barriers: over one ridge that of its saddle, over several that of the highest on the best way', () => {
    const orders = (left: readonly number[]): number[][] => (left.length === 0 ? [[]] : left.flatMap((j) => orders(left.filter((other) => other !== j)).map((rest) => [j, ...rest])));
    const heightOf = (sides: readonly number[]): number => mixture.saddles.find((saddle) => saddle.sides.every((side, i) => side === sides[i]))!.energy;
    for (const [a, from] of mixture.minima.entries()) {
      for (const [b, to] of mixture.minima.entries()) {
        if (a === b) continue;
        // By hand: every order of crossing the ridges between the two, the highest saddle of each.
        const crossed = from.sides.flatMap((side, j) => (side === to.sides[j] ? [] : [j]));
        const heights = orders(crossed).map((order) => {
          let at = from.sides;
          return Math.max(...order.map((j) => {
            const height = heightOf(at.with(j, 0));
            at = at.with(j, to.sides[j]!);
            return height;
          }));
        });
        // A way round over other ridges may be lower still, and is what counts.
        expect(lowestWay(mixture.joins, a, b)).toBeLessThanOrEqual(Math.min(...heights));
        if (crossed.length === 3) expect(lowestWay(mixture.joins, a, b)).toBe(Math.min(...heights));
        expect(lowestWay(mixture.joins, b, a)).toBe(lowestWay(mixture.joins, a, b));
      }
    }
    // The way round: 4 and 6 differ in the second pair only, where the ridge is 0.8 lower beside the heavier well of the third.
    const direct = heightOf([-1, 0, 1]);
    expect(direct - lowestWay(mixture.joins, 4, 6)).toBeCloseTo(Math.log(0.7 / 0.3), 3);
    expect(lowestWay(mixture.joins.slice(0, 1), 0, 7)).toBe(Infinity);
  });

  test('its evaluator gives rows of the same, and counts them', async () => {
    const evaluator = evaluatorOfMixture(mixture);
    const states = Float32Array.from(mixture.saddles.slice(0, 3).flatMap(({ x }) => [...x]));
    const { energies, gradients } = await evaluator.energiesAndGradients(states);
    expect(await evaluator.energies(states)).toEqual(energies);
    mixture.saddles.slice(0, 3).forEach(({ energy }, row) => {
      expect(energies[row]).toBeCloseTo(energy, 5);
      expect([...gradients.subarray(row * 64, (row + 1) * 64)]).toEqual([...gradientAt(mixture, states.subarray(row * 64, (row + 1) * 64))].map(Math.fround));
    });
    expect(evaluator.rows()).toBe(3);
  });

  test('wells that run into one another are refused', () => {
    expect(() => gaussianMixture(64, 0.3, [{ half: 0.31, weight: 0.9 }])).toThrow(/are one/);
    expect(() => gaussianMixture(64, 0.3, [{ half: 0.2, weight: 0.5 }])).toThrow(/are one/);
  });
});
