import { countTrial, createCandidate } from './candidate.ts';
import type { Candidate } from './candidate.ts';
import { barrierNoise, chooseBasin } from './choose-basin.ts';
import { judgesByDepth } from './depth.ts';
import { isWithin } from './geometry.ts';
import { addMember, foundBasin } from './membership.ts';
import type { Basin, Placement, Placing } from './placement.ts';
import { byNearness, nearnessTo } from './rank-candidates.ts';
import type { Relaxation } from './string-method.ts';
import { load, withdraw } from './trial-slots.ts';
import type { Trial, TrialOwner } from './trial.ts';
import { deliverVerdict, verify } from './verify.ts';
import { queueTrial } from './work.ts';
import type { MapTools, TrialEnd, Work } from './work.ts';

/** States go on being started until this many walkers a slot are under way or waiting. */
const FULLNESS = 1.25;

/**
 * The mapping step (science.md, section 5) for every state of a run that is under way: queues the trials and relaxations that
 * are due, and takes in, in order of their numbers, the states whose basin is decided.
 *
 * A state is tried against its `nearest` basins in both directions; round r + 1 of up to `repeats` only when round r had no
 * success. It joins the basin with most successes, then the lowest barrier (chooseBasin), else it founds one. A state within δ of a
 * representative has reached it at step 0. A state within δ of an earlier one that is still under way waits for it.
 */
export async function placeStates(run: Placement, work: Work, tools: MapTools): Promise<void> {
  do {
    for (let i = 0; i < run.waiting.length; i++) await attend(run, i, work, tools);
  } while (takeInHead(run, work, tools));
}

/** Takes a finished trial of this run into account, and ends those whose outcome nobody waits for any more. */
export function deliverTrial(run: Placement, trial: Trial, work: Work, tools: MapTools): void {
  const { owner } = trial.plan;
  if (!('state' in owner)) return;
  const placing = run.waiting.find((one) => one.state === owner.state);
  const candidate = placing?.candidates.find((one) => one.basin === owner.candidate);
  if (candidate === undefined) return;
  countTrial(candidate, trial, owner.forward, owner.round);
  // The sweep only counts basins: any success settles a state, and nobody waits for its other trials.
  if (run.kind === 'sweep' && trial.outcome === 'success') withdraw(work.slots, (plan) => isOf(plan.owner, run, owner.state));
  if (run.kind === 'map' && !judgesByDepth(tools.settings)) endHopeless(run, placing!, work);
}

/** Takes a finished relaxation of this run into account. */
export function deliverRelaxation(run: Placement, done: Relaxation, work: Work, tools: MapTools): void {
  const { owner } = done;
  if (!('state' in owner)) return;
  const placing = run.waiting.find((one) => one.state === owner.state);
  const candidate = placing?.candidates.find((one) => one.basin === owner.candidate);
  if (placing !== undefined && candidate !== undefined) deliverVerdict(candidate, placing.energy, done, work, tools);
}

/**
 * Where success alone decides, a candidate that cannot have as many successes any more as another one has already will not be
 * chosen: the rest of its trials is left out.
 */
function endHopeless(run: Placement, placing: Placing, work: Work): void {
  const most = Math.max(...placing.candidates.map(successesOf));
  for (const candidate of placing.candidates) {
    if (candidate.outstanding === 0 || successesOf(candidate) + candidate.outstanding >= most) continue;
    candidate.outstanding -= withdraw(work.slots, ({ owner }) => isOf(owner, run, placing.state) && 'candidate' in owner && owner.candidate === candidate.basin);
  }
}

function successesOf({ forward, backward }: Candidate): number {
  return forward[0] + backward[0];
}

function isOf(owner: TrialOwner, run: Placement, state: number): boolean {
  return 'state' in owner && owner.run === run.run && owner.state === state;
}

async function attend(run: Placement, index: number, work: Work, tools: MapTools): Promise<void> {
  const placing = run.waiting[index]!;
  if (placing.round === 0) {
    const isHead = index === 0;
    if (!isHead && load(work.slots) >= FULLNESS * work.slots.walkers.length) return;
    for (let i = 0; i < index; i++) {
      if (isWithin(run.waiting[i]!.x, placing.x, tools.walk.delta)) return;
    }
  }
  await rankNewBasins(run, placing, tools);
  if (reached(run, placing, tools) !== null) return;
  if (run.kind === 'sweep' && placing.candidates.some((candidate) => candidate.successes.length > 0)) return;
  if (placing.round === 0) placing.round = 1;
  pursue(run, placing, work, tools);
}

async function rankNewBasins(run: Placement, placing: Placing, tools: MapTools): Promise<void> {
  const fresh = run.basins.slice(placing.nearness.length);
  if (fresh.length > 0) placing.nearness.push(...(await nearnessTo(placing, fresh, tools.settings.rank, tools.evaluator)));
}

/** The nearest basin whose representative is within δ of the state, or null. */
function reached(run: Placement, placing: Placing, tools: MapTools): Basin | null {
  let nearest = -1;
  for (const [i, { distance }] of placing.nearness.entries()) {
    if (distance <= tools.walk.delta && (nearest < 0 || distance < placing.nearness[nearest]!.distance)) nearest = i;
  }
  return nearest < 0 ? null : run.basins[nearest]!;
}

/** The candidates among the basins ranked so far, nearest first; new ones are made. */
function candidatesOf(run: Placement, placing: Placing, tools: MapTools): Candidate[] {
  const order = placing.nearness.map((_, i) => i);
  order.sort((p, q) => byNearness(placing.nearness[p]!, placing.nearness[q]!) || p - q);
  return order.slice(0, tools.settings.nearest).map((i) => {
    const basin = run.basins[i]!;
    const known = placing.candidates.find((candidate) => candidate.basin === basin.id);
    if (known !== undefined) return known;
    const made = createCandidate(basin, 1);
    placing.candidates.push(made);
    return made;
  });
}

/** Asks for whatever trials and relaxations the state needs next. */
function pursue(run: Placement, placing: Placing, work: Work, tools: MapTools): void {
  for (;;) {
    const candidates = candidatesOf(run, placing, tools);
    if (run.kind === 'sweep') {
      tryNext(run, placing, candidates, work, tools);
      return;
    }
    for (const candidate of candidates) queueRounds(run, placing, candidate, work, tools);
    if (candidates.some((candidate) => candidate.outstanding > 0)) return;
    for (const candidate of candidates) {
      if (candidate.successes.length > 0 && candidate.verdict === null && !candidate.relaxing) {
        verify(candidate, placing.energy, { run: run.run, state: placing.state, candidate: candidate.basin }, work, tools);
      }
    }
    if (candidates.some((candidate) => candidate.relaxing || candidate.verdict === 'one')) return;
    const open = candidates.some((candidate) => candidate.verdict !== 'two');
    if (!open || placing.round >= tools.settings.repeats) return;
    placing.round++;
  }
}

/** A sweep only counts basins, so that one success is enough: candidates are tried one after the other, the nearest first. */
function tryNext(run: Placement, placing: Placing, candidates: readonly Candidate[], work: Work, tools: MapTools): void {
  if (placing.candidates.some((candidate) => candidate.outstanding > 0)) return;
  const next = candidates.find((candidate) => candidate.rounds.length === 0);
  if (next !== undefined) queueRounds(run, placing, next, work, tools);
}

/** Trials of every round asked for and not yet queued, both directions. A refuted candidate is not tried again. */
function queueRounds(run: Placement, placing: Placing, candidate: Candidate, work: Work, tools: MapTools): void {
  if (candidate.verdict === 'two') return;
  const state: TrialEnd = { name: { state: placing.state }, state: placing.state, x: placing.x, energy: placing.energy };
  const name = run.kind === 'sweep' ? { state: candidate.state } : { basin: candidate.basin };
  const target: TrialEnd = { name, state: candidate.state, x: candidate.x, energy: candidate.energy };
  const keepPath = run.kind === 'map' && tools.settings.mode === 'minimum';
  while (candidate.rounds.length < placing.round) {
    const round = candidate.rounds.length;
    candidate.rounds.push({ successes: 0, barrier: Infinity });
    candidate.outstanding += 2;
    const owner = { run: run.run, state: placing.state, candidate: candidate.basin, round };
    queueTrial(work, tools, { ...owner, forward: true }, run.phase, state, target, run.alpha, round, keepPath);
    queueTrial(work, tools, { ...owner, forward: false }, run.phase, target, state, run.alpha, round, keepPath);
  }
}

/** Takes in the first state in line if its basin is decided. */
function takeInHead(run: Placement, work: Work, tools: MapTools): boolean {
  const head = run.waiting[0];
  if (head === undefined || head.nearness.length < run.basins.length) return false;
  const here = reached(run, head, tools);
  if (here !== null) recordArrival(run, head, here, work, tools);
  else if (head.round === 0) return false;
  const chosen = here?.id ?? joinOf(run, head, tools);
  if (chosen === undefined) return false;
  run.waiting.shift();
  run.placed++;
  if (chosen === null) foundBasin(run, head, tools);
  else addMember(run, head, chosen, tools);
  return true;
}

/** The basin to join as chooseBasin has it, in a sweep the first that succeeded. */
function joinOf(run: Placement, placing: Placing, tools: MapTools): number | null | undefined {
  const candidates = candidatesOf(run, placing, tools);
  if (run.kind === 'map') {
    const noise = barrierNoise(tools.settings, tools.evaluator.dimensions);
    return chooseBasin(candidates, noise, (basin) => placing.nearness[run.basins.findIndex(({ id }) => id === basin)]!);
  }
  const success = placing.candidates.find((candidate) => candidate.successes.length > 0);
  if (success !== undefined) return success.basin;
  return candidates.some(({ outstanding, rounds }) => outstanding > 0 || rounds.length === 0) ? undefined : null;
}

/** A state that is within δ of a representative: the trials succeed at step 0 in both directions. */
function recordArrival(run: Placement, placing: Placing, basin: Basin, work: Work, tools: MapTools): void {
  if (run.kind === 'sweep') return;
  const ends = [{ state: placing.state }, { basin: basin.id }] as const;
  const { temperature, epsilon } = tools.walk;
  const closest = placing.nearness[run.basins.indexOf(basin)]!.distance;
  for (const [from, to] of [ends, [ends[1], ends[0]]] as const) {
    tools.book.trials.push({
      trial: work.nextTrial++, phase: run.phase, from, to, alpha: run.alpha, temperature, epsilon, success: true, steps: 0,
      barrier: Math.max(placing.energy, basin.energy), closest,
    });
  }
}
