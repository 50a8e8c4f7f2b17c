import type { Candidate } from './candidate.ts';
import type { Placement, Placing } from './placement.ts';
import type { PlacingPolicy } from './placing-policy.ts';
import { withdraw } from './trial-slots.ts';
import { queueTrial } from './work.ts';
import type { MapTools, TrialEnd, Work } from './work.ts';

/** One direction of one round of trials. */
export interface Turn {
  readonly round: number;
  readonly forward: boolean;
}

/** Queues the next round of trials of a state against a candidate, both directions. */
export function queueRound(run: Placement, policy: PlacingPolicy, placing: Placing, candidate: Candidate, work: Work, tools: MapTools): void {
  const round = candidate.rounds.length;
  candidate.rounds.push({ successes: 0, barrier: Infinity });
  for (const forward of [true, false]) queueTurn(run, policy, placing, candidate, { round, forward }, work, tools);
}

/** Queues what was withdrawn from a candidate: it matters again. */
export function queueAgain(run: Placement, policy: PlacingPolicy, placing: Placing, candidate: Candidate, work: Work, tools: MapTools): void {
  const turns = candidate.withdrawn;
  candidate.withdrawn = [];
  for (const turn of turns) queueTurn(run, policy, placing, candidate, turn, work, tools);
}

function queueTurn(run: Placement, policy: PlacingPolicy, placing: Placing, candidate: Candidate, { round, forward }: Turn, work: Work, tools: MapTools): void {
  const state: TrialEnd = { name: { state: placing.state }, state: placing.state, x: placing.x, energy: placing.energy };
  const target: TrialEnd = { name: policy.nameOf(candidate), state: candidate.state, x: candidate.x, energy: candidate.energy };
  candidate.outstanding++;
  queueTrial(work, tools, {
    owner: { kind: policy.kind, run: run.run, state: placing.state, basin: candidate.basin, representative: candidate.state, round, forward },
    phase: run.phase, from: forward ? state : target, to: forward ? target : state, alpha: run.alpha, repeat: round, keepPath: policy.keepsPaths(tools.settings),
  });
}

/** Takes out the trials against a candidate that nobody waits for at present. They are noted, in case they matter later. */
export function withdrawFrom(run: Placement, placing: Placing, candidate: Candidate, work: Work): void {
  if (candidate.outstanding === 0) return;
  const plans = withdraw(work.slots, ({ owner }) =>
    owner.kind !== 'pair' && owner.run === run.run && owner.state === placing.state && owner.basin === candidate.basin && owner.representative === candidate.state,
  );
  for (const { owner: { round, forward } } of plans) candidate.withdrawn.push({ round, forward });
  candidate.outstanding -= plans.length;
}

/** Takes out everything under way for a state against this candidate, for good. */
export function abandon(run: Placement, placing: Placing, candidate: Candidate, work: Work): void {
  withdrawFrom(run, placing, candidate, work);
  if (!candidate.relaxing) return;
  work.relaxations = work.relaxations.filter(({ owner }) =>
    owner.kind === 'pair' || owner.state !== placing.state || owner.basin !== candidate.basin || owner.representative !== candidate.state,
  );
}
