import { expect, test } from 'vitest';
import { mapSettings } from '../../../core/contract/map-settings.ts';
import { resolveMap } from '../../../core/jobs/resolve-map.ts';

const plane = { network: { inputShape: [2, 1, 1] as [number, number, number] }, trainEpsilon: 0.1 };
const images = { network: { inputShape: [1, 32, 32] as [number, number, number] }, trainEpsilon: 0.02 };
const resolve = (basis: typeof plane, given: object, count = 10_000) => resolveMap(basis, mapSettings.parse(given), { count }).settings;

test('a method not named is the kinetic map for images, minimum mode in the plane', () => {
  expect(resolve(images, {})).toMatchObject({ method: 'kinetic', states: 1000, start: 'data', epsilon: 0.02 });
  expect(resolve(images, { states: 50, seed: 7 }, 100)).toMatchObject({ method: 'kinetic', states: 50, seed: 7 });
  expect(resolve(images, {}, 300)).toMatchObject({ method: 'kinetic', states: 300 });
  expect(resolve(plane, {})).toMatchObject({ method: 'minimum' });
});

test('another method stays one word away, and settings of another method are not dropped unseen', () => {
  expect(resolve(images, { method: 'placing' })).toMatchObject({ method: 'placing', states: 500 });
  expect(() => resolve(images, { alpha: 400 })).toThrow(/alpha belongs to placing and minimum/);
});
