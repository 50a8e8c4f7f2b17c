import { describe, expect, test } from 'vitest';
import { criticalAlphas, diffusionControl } from '../../../core/landscape/kinetic/ramped-alphas.ts';
import type { RampedTrial } from '../../../core/landscape/kinetic/ramped-alphas.ts';

const trials = (from: number, to: number, alphas: readonly number[], distance = 1): RampedTrial[] => alphas.map((alpha) => ({ from, to, alpha, arrived: alpha < 1000, distance }));
/** Four states in two sets, and a state alone. */
const ofState = Int32Array.of(0, 0, 1, 1, 2);

describe('the critical α of pairs of sets', () => {
  test('is the median of all trials between their states, with its interval and both directions', () => {
    const found = criticalAlphas([...trials(0, 2, [10, 12, 11, 14, 13]), ...trials(3, 1, [20, 24, 22, 21, 23]), ...trials(0, 1, [1])], ofState, 3);
    expect([...found.keys()]).toEqual([1]);
    expect(found.get(1)).toEqual({
      value: 14, low: 11, high: 23, trials: 10, arrived: 10, beyond: null,
      forward: { value: 12, low: 10, high: 14, trials: 5, arrived: 5, beyond: null },
      backward: { value: 22, low: 20, high: 24, trials: 5, arrived: 5, beyond: null },
    });
    // At a cut where both are one set there is nothing between them.
    expect(criticalAlphas(trials(0, 2, [10]), Int32Array.of(0, 0, 0, 0, 1), 2).size).toBe(0);
  });

  test('counts chains that never arrived as larger than all that was tried', () => {
    expect(criticalAlphas(trials(0, 2, [500, 1000, 400]), ofState, 3).get(1)).toMatchObject({ value: 500, low: 400, high: null, trials: 3, arrived: 2, beyond: 1000 });
    expect(criticalAlphas(trials(0, 2, [500, 1000, 1000]), ofState, 3).get(1)).toMatchObject({ value: null, low: 500, high: null, arrived: 1, beyond: 1000 });
  });
});

describe('whether attraction–diffusion tells sets apart', () => {
  test('it does where nearly all between need the stronger magnet', () => {
    const found = diffusionControl([...trials(0, 1, [10, 11, 12, 13], 5), ...trials(0, 2, [20, 30, 40, 1000], 5)], ofState)!;
    expect(found).toMatchObject({ order: 1, distance: null, within: { low: 10, high: 13, trials: 4 }, between: { low: 20, high: null, trials: 4 } });
    expect(found.text).toMatch(/^Attraction–diffusion tells these sets apart: critical α 10–13 inside sets and 20 and more between them/);
    expect(found.text).toContain('1 of 8 chains never arrived.');
  });

  test('it does not where the two overlap, and says so where α is a matter of distance', () => {
    const found = diffusionControl([...trials(0, 1, [10, 20], 1), ...trials(2, 3, [40, 80], 3), ...trials(0, 2, [10, 20], 1), ...trials(1, 3, [41, 79], 3)], ofState)!;
    expect(found.order).toBe(0.5);
    expect(found.text).toMatch(/^Attraction–diffusion does not tell these sets apart/);
    expect(found.distance).toBeGreaterThan(0.89);
    const exact = diffusionControl([...trials(0, 1, [Math.exp(1)], 1), ...trials(0, 1, [Math.exp(2)], 2), ...trials(0, 2, [Math.exp(3)], 3)], ofState)!;
    expect(exact.distance).toBeCloseTo(1, 12);
    expect(exact.text).toContain('α goes with the distance of the two states (correlation 1.00)');
  });

  test('nothing is said without a control or without anything between', () => {
    expect(diffusionControl(trials(0, 2, [1]), ofState)).toBeNull();
    expect(diffusionControl(trials(0, 1, [1]), ofState)).toBeNull();
    expect(diffusionControl([], ofState)).toBeNull();
  });
});
