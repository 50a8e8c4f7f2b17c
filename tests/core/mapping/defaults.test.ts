import { describe, expect, test } from 'vitest';
import { mapSettings } from '../../../core/contract/map-settings.ts';
import { resolveSettings } from '../../../core/mapping/defaults.ts';

const plane = { network: { inputShape: [2, 1, 1] as [number, number, number] }, trainEpsilon: 0.125 };
const images = { network: { inputShape: [1, 32, 32] as [number, number, number] }, trainEpsilon: 0.015 };
const mnist = { count: 10_000 };

const resolve = (basis: typeof plane, given: Record<string, unknown> = {}, dataset: { count: number } | null = null) => resolveSettings(basis, mapSettings.parse(given), dataset);
const warned = (...asked: Parameters<typeof resolve>): string[] => resolve(...asked).warnings.map(({ setting }) => setting);

describe('settings filled in', () => {
  test('a plane: minima, deep by T, refined', () => {
    const { settings, warnings } = resolve(plane);
    expect(settings).toMatchObject({ method: 'minimum', start: 'uniform', epsilon: 0.125, minDepth: 1, refine: 'string', alpha: null, states: 120, burnIn: 24 });
    expect(settings.delta).toBeCloseTo(0.125 * Math.SQRT2, 12);
    expect(warnings).toEqual([]);
  });

  test('images with data: metastable samples from it, no more than it has', () => {
    expect(resolve(images, {}, mnist).settings).toMatchObject({ method: 'placing', start: 'data', states: 500, burnIn: 100, refine: 'none', alpha: null });
    expect(resolve(images, {}, { count: 80 }).settings).toMatchObject({ states: 80, burnIn: 16 });
    // One noise step is as long as δ at most, and two images within δ look the same.
    expect(resolve(images, {}, mnist).settings.delta).toBeCloseTo(3.2, 12);
  });

  test('states are all of them: burn-in is among them', () => {
    expect(resolve(images, { states: 500 }, mnist).settings).toMatchObject({ states: 500, burnIn: 100 });
    expect(resolve(plane, { states: 50, burnIn: 0 }).settings).toMatchObject({ states: 50, burnIn: 0 });
    expect(() => resolve(plane, { states: 5, burnIn: 6 })).toThrow(/burn-in of 6 states does not fit into 5/);
  });

  test('what is filled in stays when it is filled in again, and nothing is left open', () => {
    for (const [basis, dataset] of [[plane, null], [images, mnist], [images, null]] as const) {
      const { settings } = resolve(basis, { seed: 9 }, dataset);
      // But for α, which the sweep is to choose.
      expect(Object.entries(settings).filter(([, value]) => value === null || value === undefined)).toEqual([['alpha', null]]);
      expect(resolve(basis, settings, dataset).settings).toEqual(settings);
    }
  });

  test('a potential trained without noise gets a step of its own, and it is said', () => {
    expect(resolve({ ...plane, trainEpsilon: 0 }).settings.epsilon).toBe(0.01);
    expect(warned({ ...plane, trainEpsilon: 0 })).toContain('epsilon');
  });
});

describe('what is known to fail or mislead is said', () => {
  test('δ below the entropic floor N/α, below a noise step; a magnet that jumps over its target', () => {
    // N/α = 1024/100 = 10.24.
    expect(resolve(images, { alpha: 100 }, mnist).warnings.map(({ message }) => message).join()).toMatch(/N\/α = 10\.2/);
    expect(warned(images, { alpha: 400 }, mnist)).toEqual([]);
    expect(warned(images, { delta: 0.4 }, mnist)).toContain('delta');
    expect(warned(images, { alpha: 1e6 }, mnist)).toContain('alpha');
  });

  test('ε far above that of training, dents counted as basins, samples relaxed, samples without data, descents that repeat', () => {
    expect(warned(plane, { epsilon: 0.3 })).toContain('epsilon');
    expect(warned(plane, { method: 'minimum', minDepth: 0.2 })).toContain('minDepth');
    expect(warned(images, { refine: 'string' }, mnist)).toContain('refine');
    expect(warned(images)).toContain('start');
    expect(warned(images, { method: 'minimum', states: 300 }, { count: 200 })).toContain('states');
  });

  test('start data without data is refused', () => {
    expect(() => resolve(images, { start: 'data' })).toThrow(/needs a data set/);
  });
});
