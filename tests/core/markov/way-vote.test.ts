import { describe, expect, it } from 'vitest';
import { rateScale } from '../../../core/kinetic/attach-state.ts';
import { squaredLengths } from '../../../core/kinetic/chord-action.ts';
import { createChordScan, stepChordScan } from '../../../core/kinetic/chord-excess.ts';
import { GRAPH_DEFAULTS } from '../../../core/kinetic/kinetic-graph.ts';
import { nearestVote } from '../../../core/markov/vote.ts';
import { countWayVote, createWayVote, stepWayVote, wayVoteRows } from '../../../core/markov/way-vote.ts';
import type { Ways, WayVote } from '../../../core/markov/way-vote.ts';
import { evaluatorOf } from '../mapping/wells.ts';
import type { Plane } from '../mapping/wells.ts';

/** Two valleys along x, at y = 0 and y = 0.3, with a ridge 40 high between them. */
const valleys: Plane = {
  energy: (_x, y) => 20 * (1 - Math.cos((2 * Math.PI * y) / 0.3)),
  gradient: (_x, y) => [0, ((40 * Math.PI) / 0.3) * Math.sin((2 * Math.PI * y) / 0.3)],
};

// Few structures in the lower valley, many in the upper: those near a point of the lower one lie mostly across the ridge.
const places = [...Array.from({ length: 8 }, (_, i) => [i, 0] as const), ...Array.from({ length: 36 }, (_, i) => [i / 5, 0.3] as const)];
const voters = { positions: Float32Array.from(places.flat()), dimensions: 2, sets: places.map(([, y]) => (y === 0 ? 0 : 1)) };

async function waysOf(): Promise<Ways> {
  const energies = places.map(([x, y]) => valleys.energy(x, y));
  const all = places.flatMap((_, a) => places.flatMap((_other, b) => (a < b ? [[a, b] as const] : [])));
  const pairs = { a: Int32Array.from(all, ([a]) => a), b: Int32Array.from(all, ([, b]) => b) };
  const scan = createChordScan(pairs, 7);
  const evaluator = evaluatorOf(valleys);
  while (scan.done < all.length) await stepChordScan(scan, evaluator, voters.positions, energies);
  return { energies, rates: rateScale(places.length, 2, pairs, { excess: scan.excess, squares: squaredLengths(pairs, voters.positions, 2) }, GRAPH_DEFAULTS), rule: GRAPH_DEFAULTS, chordPoints: 7 };
}

async function heard(vote: WayVote, batch: number): Promise<WayVote> {
  const evaluator = evaluatorOf(valleys, batch);
  while ((await stepWayVote(vote, evaluator)) > 0);
  return vote;
}

describe('the vote along the ways', () => {
  const asked = Float32Array.from([0.5, 0, 3.5, 0, 6.5, 0, 2.1, 0.3]);
  const energies = [0, 0, 0, 0];
  const nobody = [-1, -1, -1, -1];

  it('keeps to a valley where the nearest lie across the ridge', async () => {
    expect([...nearestVote(asked, voters)]).toEqual([1, 1, 1, 1]);
    const ways = await waysOf();
    expect([...countWayVote(await heard(createWayVote(asked, energies, voters, ways, nobody), 64), voters, ways)]).toEqual([0, 0, 0, 1]);
  });

  it('is the same however many chords are looked along at once, and costs what it says', async () => {
    const ways = await waysOf();
    const small = await heard(createWayVote(asked, energies, voters, ways, nobody), 7);
    expect(small.scan).toEqual((await heard(createWayVote(asked, energies, voters, ways, nobody), 1000)).scan);
    expect(small.scan.pairs.a.length * 7).toBe(4 * wayVoteRows(voters, ways));
  });

  it('does not hear a chain’s own start, and is nobody’s where no way leads to any', async () => {
    const ways = await waysOf();
    const vote = createWayVote(asked.slice(0, 2), [0], voters, ways, [0]);
    expect([...vote.scan.pairs.a]).not.toContain(0);
    const walled: Plane = { energy: () => Infinity, gradient: () => [0, 0] };
    const evaluator = evaluatorOf(walled);
    while ((await stepWayVote(vote, evaluator)) > 0);
    expect([...countWayVote(vote, voters, ways)]).toEqual([-1]);
  });
});
