import { describe, expect, test } from 'vitest';
import { bounds, BOUND_RATIO, nextAlphas } from '../../../core/mapping/alpha-bracket.ts';
import type { AlphaLimits, BracketResult } from '../../../core/mapping/alpha-bracket.ts';

/** Searches where every pilot founds up to `low` and all are one from `high` on; returns the bounds found and the runs it took. */
function search(low: number, high: number, limits: AlphaLimits) {
  const results: BracketResult[] = [];
  for (let next = nextAlphas(results, limits); next !== null; next = nextAlphas(results, limits)) {
    expect(next.length).toBeGreaterThan(0);
    for (const alpha of next) {
      expect(results.some((result) => result.alpha === alpha)).toBe(false);
      expect(alpha).toBeGreaterThanOrEqual(limits.lowest);
      expect(alpha).toBeLessThanOrEqual(limits.highest);
      results.push({ alpha, kind: alpha <= low ? 'all-found' : alpha >= high ? 'all-one' : 'mixed' });
    }
    expect(results.length).toBeLessThan(60);
  }
  return { ...bounds(results, limits), runs: results.length };
}

const limits = { start: 100, lowest: 100 / 4 ** 6, highest: 100 * 4 ** 6 };

describe('the range of α', () => {
  test('both bounds to a factor of 1.08, wherever they lie', () => {
    for (const [low, high] of [[50, 200], [3, 4], [99, 101], [1, 1e5], [0.05, 0.06], [2e4, 3e5], [100, 100.5]] as const) {
      const found = search(low, high, limits);
      expect(found.low).toBeLessThanOrEqual(low);
      expect(found.low * BOUND_RATIO).toBeGreaterThanOrEqual(low * 0.9999);
      expect(found.high).toBeGreaterThanOrEqual(high);
      expect(found.high / BOUND_RATIO).toBeLessThanOrEqual(high * 1.0001);
      // Walking by 1.08 from 100 takes log(high/100)/log(1.08) runs: hundreds for the far ones.
      expect(found.runs).toBeLessThan(40);
    }
  });

  test('where pilots never are all apart, or never all one, the limits stand for the bounds', () => {
    expect(search(0, 200, limits).low).toBe(limits.lowest);
    expect(search(50, Infinity, limits).high).toBe(limits.highest);
    expect(search(0, Infinity, limits)).toMatchObject({ low: limits.lowest, high: limits.highest });
  });

  test('everything one at every α: the lower limit is the weakest that is', () => {
    const found = search(0, 0, limits);
    expect([found.low, found.high]).toEqual([limits.lowest, limits.lowest]);
  });

  test('a noisy result in the middle does not stretch a bound: each is the end of an unbroken run of its kind', () => {
    const kinds: [number, BracketResult['kind']][] = [[1, 'all-found'], [2, 'all-found'], [3, 'mixed'], [4, 'all-found'], [5, 'mixed'], [6, 'all-one'], [7, 'mixed'], [8, 'all-one']];
    expect(bounds(kinds.map(([alpha, kind]) => ({ alpha, kind })), limits)).toEqual({ low: 2, high: 8 });
  });
});
