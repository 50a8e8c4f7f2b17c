import { describe, expect, it } from 'vitest';
import { connectedSets } from '../../../core/markov/connected-sets.ts';
import { countTransitions, restrictCounts } from '../../../core/markov/count-transitions.ts';
import { countsOf } from './known-chains.ts';

describe('counting transitions', () => {
  it('slides over all windows and weighs them as those that fit in side by side', () => {
    const trajectory = { steps: [0, 10, 20, 30, 40], sets: [0, 0, 1, 1, 0] };
    // Lag 10: four windows, all of them side by side.
    expect([...countTransitions([trajectory], 2, 10).counts]).toEqual([1, 1, 1, 1]);
    // Lag 20: 0→1, 0→1, 1→0 from steps 0, 10, 20; two fit side by side.
    const double = countTransitions([trajectory], 2, 20);
    expect(double.windows).toBe(3);
    expect(double.counts[1]).toBeCloseTo(4 / 3, 12);
    expect(double.counts[2]).toBeCloseTo(2 / 3, 12);
    expect(countTransitions([trajectory, trajectory], 2, 20).counts[1]).toBeCloseTo(8 / 3, 12);
  });

  it('takes any looks, and only pairs that are exactly the lag apart', () => {
    const logarithmic = { steps: [0, 1, 2, 5, 10, 11, 20], sets: [0, 1, 0, 1, 0, 1, 1] };
    const { counts, windows } = countTransitions([logarithmic], 2, 10);
    expect(windows).toBe(3);
    // 0→10 and 10→20 fit, 1→11 overlaps both: each of 0→0, 0→1 and 1→1 counts 2/3.
    expect([...counts].map((count) => count.toFixed(4))).toEqual(['0.6667', '0.6667', '0.0000', '0.6667']);
    expect(countTransitions([logarithmic], 2, 7).windows).toBe(0);
  });

  it('leaves out looks that could not be told, and those before the start', () => {
    const trajectory = { steps: [0, 1, 2, 3], sets: [0, -1, 1, 1] };
    expect([...countTransitions([trajectory], 2, 1).counts]).toEqual([0, 0, 0, 1]);
    expect(countTransitions([{ steps: [0, 1, 2], sets: [0, 1, 1] }], 2, 1, 1).windows).toBe(1);
  });

  it('refuses lags and sets that make no sense', () => {
    expect(() => countTransitions([], 2, 0)).toThrow('positive lag; got 0');
    expect(() => countTransitions([{ steps: [0, 1], sets: [0, 2] }], 2, 1)).toThrow('seen in set 2; there are sets 0 to 1');
  });
});

describe('connected sets', () => {
  it('are those that lead to each other, the one with most counts first', () => {
    // 0 ⇄ 2 → 1 ⇄ 3, and 4 alone.
    const counts = countsOf([[1, 0, 2, 0, 0], [0, 9, 0, 9, 0], [3, 1, 0, 0, 0], [0, 8, 0, 1, 0], [0, 0, 0, 0, 5]]);
    expect(connectedSets(counts)).toEqual([[1, 3], [0, 2], [4]]);
    expect([...restrictCounts(counts, [1, 3]).counts]).toEqual([9, 9, 8, 1]);
  });

  it('follow chains round', () => {
    const ring = Array.from({ length: 30 }, (_, i) => Array.from({ length: 30 }, (_, j) => (j === (i + 1) % 30 ? 1 : 0)));
    expect(connectedSets(countsOf(ring))).toHaveLength(1);
    ring[29][0] = 0;
    expect(connectedSets(countsOf(ring))).toHaveLength(30);
  });
});
