import { expect, test } from 'vitest';
import { overlayData, typicalRange } from '../../../renderer/features/train/compare/overlay-data.ts';
import { SeriesBuffer } from '../../../renderer/features/train/series/series-buffer.ts';

function curve(values: readonly number[]): { name: string; color: '--accent'; buffer: SeriesBuffer } {
  const buffer = new SeriesBuffer();
  buffer.append(values);
  return { name: '', color: '--accent', buffer };
}

test('runs of different length share their updates; the shorter one ends', () => {
  const [x, long, short] = overlayData([curve([1, 2, 3, 4]), curve([5, 6])], 1, false);
  expect(x).toEqual([1, 2, 3, 4]);
  expect(long).toEqual([1, 2, 3, 4]);
  expect(short).toEqual([5, 6, null, null]);
});

test('long runs are thinned out from their first update to their last', () => {
  const [x] = overlayData([curve(Array.from({ length: 50_000 }, () => 1))], 11, false);
  expect(x.length).toBeLessThanOrEqual(1500);
  expect(x[0]).toBe(1);
  expect(x.at(-1)).toBe(50_000);
});

test('what is not positive has no place on a logarithmic axis', () => {
  expect(overlayData([curve([1, 0, -1, 2])], 1, true)[1]).toEqual([1, null, null, 2]);
});

test('a run that goes astray does not press the others flat', () => {
  const calm = Array.from({ length: 100 }, (_, i) => Math.sin(i));
  const astray = calm.map((value, i) => (i > 96 ? 1e6 : value));
  const [low, high] = typicalRange([calm, astray])!;
  expect(low).toBeLessThan(-1);
  expect(high).toBeGreaterThan(1);
  expect(high).toBeLessThan(10);
  expect(typicalRange([[null, null]])).toBeNull();
});
