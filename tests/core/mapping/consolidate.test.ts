import { describe, expect, test } from 'vitest';
import { createCandidate } from '../../../core/mapping/candidate.ts';
import { mergeBasins } from '../../../core/mapping/consolidate.ts';
import { createPairRun } from '../../../core/mapping/pair-run.ts';
import type { Pair } from '../../../core/mapping/pair-run.ts';
import { createPlacement } from '../../../core/mapping/placement.ts';
import type { Basin } from '../../../core/mapping/placement.ts';

function basin(id: number, energy: number, members = 1): Basin {
  return { id, state: 10 + id, x: Float32Array.of(id, 0), energy, members };
}

/** Pair a–b as its trials left it: `successes` of them, the lowest barrier, and what was made of it. */
function pair(a: Basin, b: Basin, verdict: 'one' | 'two', successes: number, barrier: number): Pair {
  const trials = createCandidate(b, 1);
  trials.rounds.push({ successes, barrier });
  trials.successes.push({ barrier, path: null, turn: 0 });
  return { a, b, trials: { ...trials, verdict, refined: barrier - 0.5 }, relaxed: [], relaxing: 0, effort: 'none', done: true };
}

function merge(basins: Basin[], pairs: Pair[]) {
  const placement = createPlacement(0, 'burn-in', 1);
  placement.basins = basins;
  const run = createPairRun('consolidate', basins, { alpha: 1, nearest: 5, rounds: 3, untilSuccess: true });
  run.pairs = pairs;
  return { merges: mergeBasins(placement, run), left: placement.basins };
}

describe('consolidation', () => {
  test('the shallower becomes part of the deeper, with its members, and the history says so', () => {
    const [a, b] = [basin(0, -1, 4), basin(1, -3, 2)];
    const { merges, left } = merge([a, b], [pair(a, b, 'one', 2, 0.25)]);
    expect(merges).toEqual([{ from: 0, into: 1, phase: 'consolidate', barrier: 0.25, refined: -0.25, alternatives: [] }]);
    expect(left).toEqual([basin(1, -3, 6)]);
  });

  test('what was tried and found apart stays apart', () => {
    const [a, b] = [basin(0, -1), basin(1, -3)];
    expect(merge([a, b], [pair(a, b, 'two', 6, 5)])).toMatchObject({ merges: [], left: [{ id: 0 }, { id: 1 }] });
  });

  test('joined is not transitive: a chain does not fall into one', () => {
    // 0 with 1 and 1 with 2 are one; 0 with 2 is not.
    const [a, b, c] = [basin(0, -3), basin(1, -2), basin(2, -1)];
    const { merges, left } = merge([a, b, c], [pair(a, b, 'one', 1, 0), pair(b, c, 'one', 1, 0), pair(a, c, 'two', 1, 4)]);
    expect(merges.map(({ from, into }) => [from, into])).toEqual([[1, 0]]);
    expect(left.map(({ id }) => id)).toEqual([0, 2]);
  });

  test('of several the one joined most often, then over the lowest barrier; the others are told', () => {
    const [a, b, c, d] = [basin(0, -4), basin(1, -3), basin(2, -2.5), basin(3, -1)];
    const often = merge([a, b, c, d].map((one) => ({ ...one })), [pair(a, d, 'one', 1, -0.5), pair(b, d, 'one', 2, 0.5), pair(c, d, 'one', 2, 0.7)]);
    expect(often.merges).toEqual([{ from: 3, into: 1, phase: 'consolidate', barrier: 0.5, refined: 0, alternatives: [0, 2] }]);
    const low = merge([a, b, c, d].map((one) => ({ ...one })), [pair(a, d, 'one', 2, 0.9), pair(b, d, 'one', 2, 0.5), pair(c, d, 'one', 2, 0.7)]);
    expect(low.merges[0]).toMatchObject({ into: 1, alternatives: [0, 2] });
  });

  test('the barrier of a merge is never below its ends', () => {
    const [a, b] = [basin(0, -1), basin(1, -3)];
    expect(merge([a, b], [pair(a, b, 'one', 1, -2)]).merges[0]!.barrier).toBe(-1);
  });
});
