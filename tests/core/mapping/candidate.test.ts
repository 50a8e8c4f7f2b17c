import { describe, expect, test } from 'vitest';
import { better, countTrial, createCandidate, firstSuccess, upTo } from '../../../core/mapping/candidate.ts';
import type { Candidate } from '../../../core/mapping/candidate.ts';
import { createTrial } from '../../../core/mapping/trial.ts';
import { streamKey } from '../../../core/random/stream-key.ts';

function candidate(basin: number, keep = 4): Candidate {
  const made = createCandidate({ id: basin, state: basin, x: new Float32Array(2), energy: 0 }, keep);
  made.rounds.push({ successes: 0, barrier: Infinity }, { successes: 0, barrier: Infinity });
  made.outstanding = 4;
  return made;
}

/** A finished trial against a candidate: its barrier, or null for a failure. */
function tell(to: Candidate, barrier: number | null, forward: boolean, round: number): void {
  const trial = createTrial(0, {
    owner: { kind: 'pair', pair: 0, round, forward }, phase: 'main', from: { state: 1 }, to: { basin: to.basin }, key: streamKey(1), alpha: 1,
    start: new Float32Array(2), target: new Float32Array(2), targetEnergy: 0, keepPath: false,
  });
  trial.outcome = barrier === null ? 'failure' : 'success';
  trial.barrier = barrier ?? 9;
  countTrial(to, trial, forward, round);
}

describe('what the trials against a basin gave', () => {
  test('outcomes are counted by direction and round', () => {
    const one = candidate(1);
    tell(one, 3, true, 0);
    tell(one, null, false, 0);
    tell(one, 2, false, 1);
    expect([one.forward, one.backward, one.outstanding]).toEqual([[1, 1], [1, 2], 1]);
    expect([upTo(one, 0), upTo(one, 1)]).toEqual([{ successes: 1, barrier: 3 }, { successes: 2, barrier: 2 }]);
    expect(firstSuccess(one)).toBe(0);
    expect(firstSuccess(candidate(2))).toBe(Infinity);
  });

  test('the lowest successes are kept, in an order that does not depend on which came in first', () => {
    const told = [[5, true, 0], [2, false, 0], [3, true, 1], [2, true, 1], [4, false, 1]] as const;
    const kept = [told, [...told].reverse()].map((order) => {
      const one = candidate(1, 3);
      for (const [barrier, forward, round] of order) tell(one, barrier, forward, round);
      return one.successes.map(({ barrier, turn }) => [barrier, turn]);
    });
    expect(kept[0]).toEqual([[2, 1], [2, 2], [3, 2]]);
    // Of equal barriers that of the earlier turn comes first.
    expect(kept[1]).toEqual(kept[0]);
  });

  test('the joining rule: most successes, then the lowest barrier, then the basin founded first', () => {
    const [often, low, high, early] = [candidate(4), candidate(5), candidate(6), candidate(3)];
    for (const round of [0, 1]) tell(often, 8, true, round);
    tell(low, 1, true, 0);
    tell(high, 2, true, 0);
    tell(early, 2, false, 0);
    const order = [high, early, low, often].sort((p, q) => better(p, q, 1)).map(({ basin }) => basin);
    expect(order).toEqual([4, 5, 3, 6]);
    // Only rounds that all of them had count: after the first, `often` is one success like the others, over the highest barrier.
    expect([high, early, low, often].sort((p, q) => better(p, q, 0)).map(({ basin }) => basin)).toEqual([5, 3, 6, 4]);
  });
});
