import { deliverSweepTrial } from './choose-alpha.ts';
import { mapPlacing } from './map-placing.ts';
import type { MapState } from './map-state.ts';
import { MappingError } from './mapping-error.ts';
import { deliverPairRelaxation, deliverPairTrial } from './pair-run.ts';
import type { PairRun } from './pair-run.ts';
import { deliverRelaxation, deliverTrial } from './place-state.ts';
import { rowsOf, stepRelaxations } from './string-method.ts';
import type { Relaxation } from './string-method.ts';
import { deliverState } from './supply.ts';
import { load, stepSlots } from './trial-slots.ts';
import { toRecord } from './trial.ts';
import type { Trial } from './trial.ts';
import type { Walker } from './walker.ts';
import type { MapTools } from './work.ts';

/** Relaxations that do not fill a batch wait for others, but every so many turns they go on all the same. */
const RELAX_EVERY = 4;

/**
 * One turn on the hardware, and its results to whom they belong: a batch of relaxations when enough of them wait to fill one, when
 * nothing else is to do, or every fourth turn; else one step of everything in the slots.
 */
export async function runHardware(state: MapState, tools: MapTools): Promise<void> {
  const { work } = state;
  const fill = work.relaxations.length === 0 ? 0 : Math.max(1, Math.floor(work.slots.walkers.length / rowsOf(work.relaxations[0]!)));
  const idle = load(work.slots) === 0;
  if (fill > 0 && (idle || work.relaxations.length >= fill || state.ticks % RELAX_EVERY === 0)) await relax(state, tools, fill);
  else if (!idle) await walk(state, tools);
}

async function relax(state: MapState, tools: MapTools, count: number): Promise<void> {
  const { work } = state;
  const turn = work.relaxations.slice(0, count);
  state.chainSteps += await stepRelaxations(turn, tools.evaluator, tools.settings.epsilon);
  for (const done of turn.filter((one) => one.done)) {
    work.relaxations.splice(work.relaxations.indexOf(done), 1);
    deliverRelaxed(state, done, tools);
  }
}

/** A finished relaxation to whom it belongs. */
export function deliverRelaxed(state: MapState, done: Relaxation, tools: MapTools): void {
  if (done.owner.kind === 'placing') deliverRelaxation(state.placement, done, state.work, tools);
  else deliverPairRelaxation(pairRunOf(state), done, state.work, tools);
}

async function walk(state: MapState, tools: MapTools): Promise<void> {
  const { work } = state;
  const before = work.slots.chainSteps;
  const finished = await stepSlots(work.slots, tools.evaluator, tools.walk);
  state.chainSteps += work.slots.chainSteps - before;
  for (const walker of finished) deliverWalker(state, walker, tools);
}

/** A finished walker to whom it belongs. */
export function deliverWalker(state: MapState, walker: Walker, tools: MapTools): void {
  if (walker.kind === 'trial') deliver(state, walker, tools);
  else deliverState(state.supply, walker, tools);
}

function deliver(state: MapState, trial: Trial, tools: MapTools): void {
  tools.book.trials.push(toRecord(trial, tools.walk));
  const { owner } = trial.plan;
  switch (owner.kind) {
    case 'placing':
      return deliverTrial(state.placement, mapPlacing, trial, state.work, tools);
    case 'pilot':
      if (state.phase.kind === 'alpha') deliverSweepTrial(state.phase.sweep, trial, state.work, tools);
      return;
    case 'pair':
      return deliverPairTrial(pairRunOf(state), trial);
  }
}

function pairRunOf({ phase }: MapState): PairRun {
  if (phase.kind === 'consolidate' || phase.kind === 'barriers') return phase.run;
  throw new MappingError(`A trial between basins came in while the map is at ${phase.kind}: its saved state is damaged. Start the map again.`);
}
