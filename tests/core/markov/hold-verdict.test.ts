import { describe, expect, it } from 'vitest';
import { homeShares, trajectoriesOf } from '../../../core/markov/hold-share.ts';
import type { HoldRecord } from '../../../core/markov/hold-share.ts';
import { holdVerdict } from '../../../core/markov/hold-verdict.ts';
import { integerAt, uniformAt } from '../../../core/random/draw.ts';
import { streamKey } from '../../../core/random/stream-key.ts';

const STEPS = [0, 10, 100, 300, 1000, 3000, 10_000];
const SETS = 10;

/** Chains that leave for good with a chance `leave(home)` a step, into `to(home)`, seen by a vote that errs with chance `error` at every look. */
function record(chains: number, leave: (home: number) => number, error: number, seed: number, to: (home: number) => number = (home) => (home + 3) % SETS): HoldRecord {
  const homes = Int32Array.from({ length: chains }, (_, i) => i % SETS);
  const seen = new Int32Array(STEPS.length * chains);
  homes.forEach((home, chain) => {
    const time = Math.log(uniformAt(streamKey(seed), 0, chain)) / Math.log1p(-leave(home));
    STEPS.forEach((step, look) => {
      const at = step >= time ? to(home) : home;
      const wrong = uniformAt(streamKey(seed), 1 + look, chain) < error;
      seen[look * chains + chain] = wrong ? integerAt(streamKey(seed), 1 + look, chain, SETS) : at;
    });
  });
  return { sets: SETS, homes, steps: STEPS, seen };
}

describe('the share at home', () => {
  it('is counted at every look, for all sets and each, with an interval', () => {
    const small = { sets: 2, homes: Int32Array.of(0, 0, 1), steps: [0, 5], seen: Int32Array.of(0, 0, 1, 1, 0, -1) };
    const { all, bySet } = homeShares(small);
    expect(all.map(({ step, count, of }) => [step, count, of])).toEqual([[0, 3, 3], [5, 1, 3]]);
    expect(bySet.map((shares) => shares.map(({ count, of }) => [count, of]))).toEqual([[[2, 2], [1, 2]], [[1, 1], [0, 1]]]);
    expect(all[1].low).toBeLessThan(1 / 3);
    expect(all[1].high).toBeGreaterThan(1 / 3);
    expect(trajectoriesOf(small).map(({ sets }) => [...(sets as number[])])).toEqual([[0, 1], [0, 0], [1, -1]]);
  });
});

describe('the verdict on chains', () => {
  it('that stay is that sets hold, whatever the vote loses by itself', () => {
    for (const error of [0, 0.06, 0.15]) {
      let held = 0;
      for (let run = 0; run < 40; run++) if (holdVerdict(record(200, () => 1e-9, error, run)).kind === 'holds') held++;
      expect(held).toBeGreaterThanOrEqual(38);
    }
    const verdict = holdVerdict(record(200, () => 1e-9, 0, 1));
    expect(verdict.text).toBe('Sets hold for more than 10,000 steps (100 % of 200 chains are at home after 10,000 steps, 100 % after 100).');
    expect(verdict).toMatchObject({ since: null, leaving: [], exchanges: [] });
  });

  it('that leave is that they leave, and since when', () => {
    for (let run = 0; run < 20; run++) {
      const verdict = holdVerdict(record(200, () => 1 / 6000, 0.06, run));
      expect(verdict.kind).toBe('leaves');
      expect(verdict.since).toBeGreaterThan(100);
      expect(verdict.since).toBeLessThanOrEqual(3000);
      expect(verdict.text).toMatch(/^Chains leave: \d+ % of 200 chains are at home after 10,000 steps, \d+ % after 100; it shows from step [\d,]+ on/);
    }
  });

  it('that have left before they were thermal is that they leave at once, not that they hold at a low share', () => {
    const verdict = holdVerdict(record(200, () => 1 / 20, 0.06, 3));
    expect(verdict).toMatchObject({ kind: 'leaves', since: 100 });
    expect(verdict.text).toMatch(/^Chains leave: .* where the vote knows 9\d % at the start/);
  });

  it('that leave one set at once, while the others hold, is that they leave, with its name', () => {
    const verdict = holdVerdict(record(200, (home) => (home === 4 ? 1 / 5 : 1e-9), 0.02, 7));
    expect(verdict).toMatchObject({ kind: 'leaves', since: 100, leaving: [4] });
    expect(verdict.text).toMatch(/^Chains leave #5 \(\d % at home after 100 steps\) at once; of all, 8\d % of 200 chains are at home after 10,000 steps, 8\d % after 100\.$/);
    // Two chains of a small set that are elsewhere prove nothing.
    expect(holdVerdict(record(20, (home) => (home === 4 ? 1 / 5 : 1e-9), 0, 7)).kind).not.toBe('leaves');
  });

  it('of which two sets exchange names them and their time, and that the rest holds', () => {
    // 4 and 7 leave into each other.
    const swap = (home: number) => (home === 3 ? 6 : 3);
    const verdict = holdVerdict(record(400, (home) => (home === 3 || home === 6 ? 1 / 2000 : 1e-9), 0.02, 5, swap));
    expect(verdict.exchanges).toHaveLength(1);
    expect(verdict.exchanges[0].sets).toEqual([3, 6]);
    expect(verdict.exchanges[0].within).toBeLessThanOrEqual(3000);
    expect(verdict.leaving).toEqual([3, 6]);
    expect(verdict.text).toMatch(/#4 and #7 exchange within (300|1,000|3,000)/);
  });

  it('of too few is that they are too few, and of a vote that knows nothing that nothing can be said', () => {
    expect(holdVerdict(record(10, () => 1e-9, 0.2, 1))).toMatchObject({ kind: 'unclear' });
    expect(holdVerdict(record(10, () => 1e-9, 0.2, 1)).text).toContain('Too few chains to tell');
    expect(holdVerdict(record(300, () => 1e-9, 0.8, 1)).text).toContain('even at the start the vote of the nearest knows only');
    expect(() => holdVerdict({ sets: 1, homes: new Int32Array(0), steps: [0], seen: new Int32Array(0) })).toThrow('no chains to judge by');
  });
});
