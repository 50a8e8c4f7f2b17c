import { describe, expect, test } from 'vitest';
import { advanceDescent, createDescent } from '../../../core/mapping/descend.ts';
import type { DescentSettings } from '../../../core/mapping/descend.ts';
import { twoWells } from './wells.ts';
import type { Plane } from './wells.ts';

const walk: DescentSettings = { epsilon: 0.1, descentPatience: 10, descentSteps: 2000 };

function descend(plane: Plane, start: readonly [number, number], settings = walk) {
  const descent = createDescent(0, Float32Array.from(start), settings);
  const seen: number[] = [];
  for (;;) {
    const [x, y] = [descent.x[0]!, descent.x[1]!];
    const energy = plane.energy(x, y);
    seen.push(energy);
    if (advanceDescent(descent, energy, Float32Array.from(plane.gradient(x, y)), 0, settings)) return { descent, seen };
  }
}

describe('descent', () => {
  test('ends in the minimum of the well it started in', () => {
    const plane = twoWells(10, 0.15, 15);
    for (const [start, x] of [[[0.3, 0.8], plane.right], [[1.6, -1], plane.right], [[-0.2, -0.9], plane.left]] as const) {
      const { descent } = descend(plane, start);
      expect(Math.abs(descent.best[0]! - x)).toBeLessThan(1e-3);
      expect(Math.abs(descent.best[1]!)).toBeLessThan(1e-3);
      expect(descent.bestEnergy).toBeCloseTo(plane.energy(x, 0), 4);
    }
  });

  test('stays in its basin: from anywhere off the ridge, however steep the walls', () => {
    for (const h of [1, 20, 400]) {
      const plane = twoWells(h, 0.15, 15);
      const settings = { ...walk, epsilon: 0.3 / Math.sqrt(h) };
      for (const x of [-1.2, -0.6, -0.2, plane.saddle - 0.05, plane.saddle + 0.05, 0.3, 0.8, 1.3]) {
        expect(Math.sign(descend(plane, [x, 0.1], settings).descent.best[0]!)).toBe(x < plane.saddle ? -1 : 1);
      }
    }
  });

  test('at a point without slope it stays', () => {
    const { descent } = descend({ energy: () => 3, gradient: () => [0, 0] }, [0.4, 0.5]);
    expect([...descent.best]).toEqual([0.4, 0.5].map(Math.fround));
  });

  test('finds the tip of a kinked valley, where a fixed step only bounces', () => {
    const kinked: Plane = { energy: (x, y) => Math.abs(x - 0.3) + 20 * Math.abs(y + 0.1), gradient: (x, y) => [Math.sign(x - 0.3), 20 * Math.sign(y + 0.1)] };
    const { descent } = descend(kinked, [0.9, 0.7]);
    expect(descent.bestEnergy).toBeLessThan(0.05);
  });

  test('the result is the lowest point ever seen', () => {
    const { descent, seen } = descend(twoWells(10, 0.15, 15), [0.1, 1.2]);
    expect(descent.bestEnergy).toBe(Math.min(...seen));
  });

  test('stops after descentSteps, and at once where U is no number', () => {
    expect(descend(twoWells(10, 0.15, 15), [0.1, 1.2], { ...walk, descentSteps: 5 }).seen).toHaveLength(6);
    expect(descend({ energy: () => NaN, gradient: () => [0, 0] }, [0, 0]).seen).toHaveLength(1);
  });

  test('a step off the edge of the numbers goes back to the best point', () => {
    const cliff: Plane = { energy: (x) => (x > 1 ? NaN : -10 * x), gradient: () => [-10, 0] };
    const { descent } = descend(cliff, [0, 0]);
    expect(descent.bestEnergy).toBeLessThan(-9);
    expect(descent.best[0]).toBeLessThanOrEqual(1);
  });
});
