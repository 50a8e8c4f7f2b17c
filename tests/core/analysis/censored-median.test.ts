import { describe, expect, test } from 'vitest';
import { censoredMedian } from '../../../core/analysis/censored-median.ts';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => count - i);

describe('the median with its interval by order statistics', () => {
  test('leaves out at either end as many values as keep 95 %, the ranks of the tables of the sign test', () => {
    expect(censoredMedian(upTo(10))).toEqual({ value: 5, low: 2, high: 9 });
    expect(censoredMedian(upTo(9))).toEqual({ value: 5, low: 2, high: 8 });
    expect(censoredMedian(upTo(20))).toEqual({ value: 10, low: 6, high: 15 });
    for (const count of [1, 2, 5, 6, 8]) expect(censoredMedian(upTo(count))).toMatchObject({ low: 1, high: count });
  });

  test('covers the median of what the values are drawn from in at least 95 % of draws', () => {
    for (const [count, least] of [[5, 0.93], [6, 0.95], [10, 0.95], [15, 0.95]] as const) {
      let covered = 0;
      // Only how many of the values lie below the true median matters: all patterns of a fair coin, each as often.
      for (let pattern = 0; pattern < 2 ** count; pattern++) {
        const values = Array.from({ length: count }, (_, i) => (((pattern >> i) & 1) === 1 ? -1 - i : 1 + i));
        const { low, high } = censoredMedian(values);
        if (low! < 0 && high! > 0) covered++;
      }
      expect(covered / 2 ** count, `${count} values`).toBeGreaterThanOrEqual(least);
    }
  });

  test('takes values that were never reached as larger than all, not as missing', () => {
    expect(censoredMedian([3, Infinity, 1])).toEqual({ value: 3, low: 1, high: null });
    expect(censoredMedian([3, Infinity, Infinity])).toEqual({ value: null, low: 3, high: null });
    expect(censoredMedian([Infinity, Infinity])).toEqual({ value: null, low: null, high: null });
    expect(() => censoredMedian([])).toThrow(RangeError);
  });
});
