import { describe, expect, test } from 'vitest';
import { createCandidate } from '../../../core/mapping/candidate.ts';
import type { Candidate } from '../../../core/mapping/candidate.ts';
import { barrierNoise, chooseBasin } from '../../../core/mapping/choose-basin.ts';

/** A candidate by its successes and lowest barrier in round 0 (and 1), judged one basin with the state. */
function tried(basin: number, ...rounds: { successes: number; barrier: number }[]): Candidate {
  const made = createCandidate({ id: basin, state: basin, x: new Float32Array(2), energy: 0 }, 1);
  made.rounds.push(...rounds);
  const barrier = Math.min(...rounds.map((round) => round.barrier));
  return { ...made, successes: barrier < Infinity ? [{ barrier, path: null, turn: 0 }] : [], verdict: barrier < Infinity ? 'one' : null };
}

const failed = { successes: 0, barrier: Infinity };
const near = (...order: number[]) => (basin: number) => ({ line: order.indexOf(basin), distance: 1 });

describe('which basin a state joins', () => {
  test('most successes, then the lowest barrier, then the one founded first', () => {
    const choose = (...candidates: Candidate[]) => chooseBasin(candidates, 0, near());
    expect(choose(tried(1, { successes: 1, barrier: 1 }), tried(2, { successes: 2, barrier: 9 }))).toBe(2);
    expect(choose(tried(1, { successes: 2, barrier: 3 }), tried(2, { successes: 2, barrier: 2.999 }))).toBe(2);
    expect(choose(tried(4, { successes: 2, barrier: 3 }), tried(2, { successes: 2, barrier: 3 }))).toBe(2);
  });

  test('without a success it founds one; while trials or relaxations are out nothing is decided', () => {
    expect(chooseBasin([tried(1, failed), tried(2, failed)], 0, near())).toBeNull();
    expect(chooseBasin([], 0, near())).toBeNull();
    expect(chooseBasin([tried(1, { successes: 2, barrier: 1 }), { ...tried(2, failed), outstanding: 1 }], 0, near())).toBeUndefined();
    expect(chooseBasin([{ ...tried(1, { successes: 2, barrier: 1 }), verdict: null }], 0, near())).toBeUndefined();
    expect(chooseBasin([{ ...tried(1, { successes: 2, barrier: 1 }), verdict: 'two' }], 0, near())).toBeNull();
  });

  test('a success of a later round does not count against one of an earlier', () => {
    expect(chooseBasin([tried(1, failed, { successes: 2, barrier: -5 }), tried(2, { successes: 1, barrier: 8 })], 0, near())).toBe(2);
  });

  test('barriers that the noise does not tell apart: the nearest of them, never one with fewer successes or clearly higher', () => {
    const candidates = [
      tried(1, { successes: 2, barrier: 10 }), tried(2, { successes: 2, barrier: 14 }), tried(3, { successes: 2, barrier: 15.1 }), tried(4, { successes: 1, barrier: 9 }),
    ];
    expect(chooseBasin(candidates, 5, near(4, 3, 2, 1))).toBe(2);
    expect(chooseBasin(candidates, 5, near(4, 3, 1, 2))).toBe(1);
    expect(chooseBasin(candidates, 0, near(4, 3, 2, 1))).toBe(1);
  });

  test('the noise: T·√(N/2) of samples, none of minima', () => {
    expect(barrierNoise({ method: 'placing', temperature: 2 }, 1024)).toBeCloseTo(2 * Math.sqrt(512), 9);
    expect(barrierNoise({ method: 'minimum', temperature: 2 }, 1024)).toBe(0);
  });
});
