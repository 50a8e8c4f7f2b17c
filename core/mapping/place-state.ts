import { countTrial } from './candidate.ts';
import type { Candidate } from './candidate.ts';
import { isWithin } from './geometry.ts';
import { foundBasin, joinBasin } from './membership.ts';
import type { Placement, Placing } from './placement.ts';
import { candidatesOf, rankBasins, reachedBasin } from './placing-candidates.ts';
import type { PlacingPolicy } from './placing-policy.ts';
import { abandon, withdrawFrom } from './placing-trials.ts';
import type { Relaxation } from './string-method.ts';
import { load } from './trial-slots.ts';
import type { Trial } from './trial.ts';
import { deliverVerdict } from './verify.ts';
import type { MapTools, Work } from './work.ts';

/** States go on being started until this many walkers a slot are under way or waiting. */
const FULLNESS = 1.25;

/**
 * The mapping step (science.md, section 5) for every state of a run that is under way: queues the trials and relaxations that
 * are due, and takes in, in order of their numbers, the states whose basin is decided.
 *
 * States are tried ahead of their turn against the basins that stand then. Whatever changes before their turn, a basin founded or a
 * representative replaced, is made up for: a candidate is a basin *and* the state that represents it, trials against a representative
 * that was replaced count no more. A state within δ of a representative has reached it at step 0. A state within δ of an earlier one
 * that is still under way waits for it.
 */
export async function placeStates(run: Placement, policy: PlacingPolicy, work: Work, tools: MapTools): Promise<void> {
  do {
    for (let i = 0; i < run.waiting.length; i++) await attend(run, policy, i, work, tools);
  } while (takeInHead(run, policy, work, tools));
}

/** Takes a finished trial of this run into account, and ends those whose outcome nobody waits for any more. */
export function deliverTrial(run: Placement, policy: PlacingPolicy, trial: Trial, work: Work, tools: MapTools): void {
  const { owner } = trial.plan;
  if (owner.kind === 'pair') return;
  const found = find(run, owner);
  if (found === null) return;
  countTrial(found.candidate, trial, owner.forward, owner.round);
  policy.prune(run, found.placing, candidatesOf(run, found.placing, tools), work, tools);
}

/** Takes a finished relaxation of this run into account. */
export function deliverRelaxation(run: Placement, done: Relaxation, work: Work, tools: MapTools): void {
  if (done.owner.kind === 'pair') return;
  const found = find(run, done.owner);
  if (found !== null) deliverVerdict(found.candidate, found.placing.energy, done, work, tools);
}

function find(run: Placement, { state, basin, representative }: { readonly state: number; readonly basin: number; readonly representative: number }): { placing: Placing; candidate: Candidate } | null {
  const placing = run.waiting.find((one) => one.state === state);
  const candidate = placing?.candidates.find((one) => one.basin === basin && one.state === representative);
  return placing === undefined || candidate === undefined ? null : { placing, candidate };
}

async function attend(run: Placement, policy: PlacingPolicy, index: number, work: Work, tools: MapTools): Promise<void> {
  const placing = run.waiting[index]!;
  if (!placing.started && index > 0) {
    if (load(work.slots) >= FULLNESS * work.slots.walkers.length) return;
    for (let i = 0; i < index; i++) {
      if (isWithin(run.waiting[i]!.x, placing.x, tools.walk.delta)) return;
    }
  }
  await rankBasins(run, placing, tools);
  dropReplaced(run, placing, work);
  if (reachedBasin(run, placing, tools) !== null) return;
  placing.started = true;
  const candidates = candidatesOf(run, placing, tools);
  for (const candidate of placing.candidates) if (!candidates.includes(candidate)) withdrawFrom(run, placing, candidate, work);
  policy.ask(run, placing, candidates, work, tools);
}

/** What was tried against representatives that stand no more counts no more; they do not come back. */
function dropReplaced(run: Placement, placing: Placing, work: Work): void {
  const stands = ({ basin, state }: Candidate): boolean => run.basins.some((one) => one.id === basin && one.state === state);
  if (placing.candidates.every(stands)) return;
  for (const candidate of placing.candidates) if (!stands(candidate)) abandon(run, placing, candidate, work);
  placing.candidates = placing.candidates.filter(stands);
}

/** Takes in the first state in line if its basin is decided. */
function takeInHead(run: Placement, policy: PlacingPolicy, work: Work, tools: MapTools): boolean {
  const head = run.waiting[0];
  if (head === undefined) return false;
  const reached = reachedBasin(run, head, tools);
  const chosen = reached?.id ?? policy.decide(run, head, candidatesOf(run, head, tools), tools);
  if (chosen === undefined) return false;
  if (reached !== null) policy.noteArrival(run, head, reached, work, tools);
  for (const candidate of head.candidates) abandon(run, head, candidate, work);
  run.waiting.shift();
  run.placed++;
  if (chosen === null) foundBasin(run, policy, head, tools);
  else joinBasin(run, policy, head, chosen, tools);
  return true;
}
