import { expect, test } from 'vitest';
import { formatMeasured, formatWithin } from '../../../renderer/lib/format.ts';

test('a number is given as far as its spread lets it be known', () => {
  expect(formatMeasured(-0.008482, 0.065)).toBe('−0.008 ± 0.065');
  expect(formatMeasured(0.026317, 0.00024)).toBe('0.02632 ± 0.00024');
  expect(formatMeasured(1203.4, 310)).toBe('1,203 ± 310');
  expect(formatMeasured(-2, 0.25)).toBe('−2 ± 0.25');
  expect(formatWithin(-0.0004, 0.1)).toBe('0');
  expect(formatWithin(0.123456, 0)).toBe('0.1235');
});
