import { describe, expect, test } from 'vitest';
import { chooseAlpha, fallingFit, logSpaced } from '../../../core/mapping/alpha-rule.ts';

const curve = (points: readonly (readonly [number, number])[]) => points.map(([alpha, basins]) => ({ alpha, basins, states: 50 }));

describe('the falling fit', () => {
  test('is the least-squares one among all that never rise', () => {
    const values = [5, 3, 4, 4.5, 1, 2, 1, 1];
    const fit = fallingFit(values);
    const loss = (other: readonly number[]): number => other.reduce((sum, value, i) => sum + (value - values[i]!) ** 2, 0);
    for (let i = 1; i < fit.length; i++) expect(fit[i]!).toBeLessThanOrEqual(fit[i - 1]!);
    // The set of falling sequences is convex: no falling neighbour may be better.
    for (let trial = 0; trial < 2000; trial++) {
      const other = fit.map((value, i) => value + 0.1 * Math.sin(trial * (i + 1) * 1.7 + i));
      if (other.every((value, i) => i === 0 || value <= other[i - 1]!)) expect(loss(other)).toBeGreaterThanOrEqual(loss(fit) - 1e-12);
    }
    const sum = (numbers: readonly number[]): number => numbers.reduce((total, value) => total + value, 0);
    expect(sum(fit)).toBeCloseTo(sum(values), 12);
  });

  test('leaves what falls already', () => {
    expect(fallingFit([4, 3, 3, 1])).toEqual([4, 3, 3, 1]);
    expect(fallingFit([])).toEqual([]);
  });
});

describe('the choice of α', () => {
  test('where the number of basins persists: the plateau in the middle of the fall', () => {
    expect(chooseAlpha(curve([[1, 50], [2, 40], [4, 12], [8, 10], [16, 9], [32, 3], [64, 1]]))).toBe(8);
  });

  test('half-way down where the curve falls evenly: noise in its slope is no plateau', () => {
    // Of the 500 digits on the reference's MNIST potential; the smallest slope lies at 4 basins, hardly below that at 17.
    const counts = [50, 48, 46, 33, 22, 17, 8, 4, 3, 1];
    expect(chooseAlpha(curve(logSpaced(258, 729, 10).map((alpha, i) => [alpha, counts[i]!])))).toBe(logSpaced(258, 729, 10)[6]);
  });

  test('the plateaus at the ends say nothing', () => {
    const chosen = chooseAlpha(curve([[1, 50], [2, 50], [4, 49], [8, 12], [16, 6], [32, 1], [64, 1], [128, 1]]));
    expect([8, 16]).toContain(chosen);
  });

  test("the authors' ivy curve: between their 66 and 11 basins", () => {
    const counts = [1001, 515, 179, 66, 34, 20, 11, 5, 2, 1];
    const alphas = logSpaced(10, 5000, 10);
    const chosen = counts[alphas.indexOf(chooseAlpha(curve(alphas.map((alpha, i) => [alpha, counts[i]!]))))]!;
    expect(chosen).toBeLessThanOrEqual(66);
    expect(chosen).toBeGreaterThanOrEqual(11);
  });

  test('a fall in one step is cut at half its height; a flat curve in the middle of its range', () => {
    expect(chooseAlpha(curve([[1, 50], [100, 1]]))).toBeCloseTo(10, 9);
    expect(chooseAlpha(curve([[1, 1], [16, 1]]))).toBeCloseTo(4, 9);
    expect(chooseAlpha(curve([[3, 7]]))).toBeCloseTo(3, 12);
    expect(() => chooseAlpha([])).toThrow(/no points/);
  });

  test('the order of the points and a single rise do not matter', () => {
    const points = curve([[64, 1], [1, 50], [8, 10], [4, 12], [16, 11], [2, 40], [32, 3]]);
    expect([4, 8, 16]).toContain(chooseAlpha(points));
    expect(chooseAlpha(points)).toBe(chooseAlpha([...points].reverse()));
  });

  test('log-spaced values include both ends exactly', () => {
    const values = logSpaced(0.1, 7, 10);
    expect([values[0], values[9], values.length]).toEqual([0.1, 7, 10]);
    for (let i = 1; i < 10; i++) expect(values[i]! / values[i - 1]!).toBeCloseTo(70 ** (1 / 9), 9);
    expect(logSpaced(5, 5, 10)).toEqual([5]);
  });
});
