import type { Evaluator } from '../potentials/create-evaluator.ts';
import { advanceChain } from './chain.ts';
import { advanceDescent } from './descend.ts';
import { interpolate } from './geometry.ts';
import { createTrial, moveTrial, closeInOnChord, observeChord, observeTrial } from './trial.ts';
import type { ChordScan, Trial, TrialPlan } from './trial.ts';
import type { WalkSettings } from './walk-settings.ts';
import type { Walker } from './walker.ts';

/** What waits for a slot: a trial is made only when it gets one, so that a long queue stays small. */
export type Waiting = { readonly kind: 'plan'; readonly trial: number; readonly plan: TrialPlan } | Walker;

/**
 * A fixed number of rows of the batch, refilled from a queue: whoever is finished leaves at once and the next comes in,
 * so that the hardware always sees a full batch. Plain data: part of a map's state.
 */
export interface TrialSlots {
  readonly walkers: (Walker | null)[];
  queue: Waiting[];
  /** Rows of gradient evaluations that moved or finished something, so far. */
  chainSteps: number;
}

export function createSlots(count: number): TrialSlots {
  return { walkers: Array.from({ length: count }, () => null), queue: [], chainSteps: 0 };
}

/** Walkers in slots and in the queue. */
export function load(slots: TrialSlots): number {
  return slots.queue.length + slots.walkers.filter((walker) => walker !== null).length;
}

/** Takes out the trials that nobody needs any more: they end without a record. Returns what they were. */
export function withdraw(slots: TrialSlots, unwanted: (plan: TrialPlan) => boolean): TrialPlan[] {
  const out: TrialPlan[] = [];
  slots.queue = slots.queue.filter((waiting) => {
    if (!('plan' in waiting) || !unwanted(waiting.plan)) return true;
    out.push(waiting.plan);
    return false;
  });
  for (let i = 0; i < slots.walkers.length; i++) {
    const walker = slots.walkers[i];
    if (walker?.kind !== 'trial' || !unwanted(walker.plan)) continue;
    out.push(walker.plan);
    slots.walkers[i] = null;
  }
  return out;
}

/**
 * One step of everything in the slots: fills free slots from the queue, evaluates U and ∇U once for all that are taken and U at
 * the chord points asked for, and moves every walker. Returns those that finished, in order of their slots.
 */
export async function stepSlots(slots: TrialSlots, evaluator: Evaluator, settings: WalkSettings): Promise<Walker[]> {
  refill(slots);
  const { walkers } = slots;
  const { dimensions } = evaluator;
  const taken: number[] = [];
  for (let slot = 0; slot < walkers.length; slot++) if (walkers[slot] !== null) taken.push(slot);
  if (taken.length === 0) return [];
  const points = new Float32Array(taken.length * dimensions);
  for (let row = 0; row < taken.length; row++) points.set(walkers[taken[row]!]!.x, row * dimensions);
  const { energies, gradients } = await evaluator.energiesAndGradients(points);

  const finished: Walker[] = [];
  const moving: Trial[] = [];
  const rows: number[] = [];
  const chords: ChordScan[] = [];
  for (let row = 0; row < taken.length; row++) {
    const walker = walkers[taken[row]!]!;
    slots.chainSteps++;
    if (advance(walker, energies[row]!, gradients, row * dimensions, settings, chords)) {
      finished.push(walker);
      walkers[taken[row]!] = null;
    } else if (walker.kind === 'trial') {
      moving.push(walker);
      rows.push(row);
    }
  }
  // Chords end at the points before the move.
  if (chords.length > 0) await lookAtChords(chords, evaluator);
  for (let i = 0; i < moving.length; i++) moveTrial(moving[i]!, energies[rows[i]!]!, gradients, rows[i]! * dimensions, settings);
  return finished;
}

/** True when the walker is finished. Trials are only looked at here: they move once their chords are known. */
function advance(walker: Walker, energy: number, gradients: Float32Array, at: number, settings: WalkSettings, chords: ChordScan[]): boolean {
  switch (walker.kind) {
    case 'chain':
      return advanceChain(walker, energy, gradients, at, settings);
    case 'descent':
      return advanceDescent(walker, energy, gradients, at, settings);
    case 'trial':
      observeTrial(walker, energy, gradients, at, settings, chords);
      return walker.outcome !== null;
  }
}

/** Gives free slots to those that wait, in their order. */
export function refill(slots: TrialSlots): void {
  let taken = 0;
  for (let row = 0; row < slots.walkers.length && taken < slots.queue.length; row++) {
    if (slots.walkers[row] === null) slots.walkers[row] = walkerOf(slots.queue[taken++]!);
  }
  if (taken > 0) slots.queue = slots.queue.slice(taken);
}

/** Whoever waited, once there is a slot. */
function walkerOf(waiting: Waiting): Walker {
  return waiting.kind === 'plan' ? createTrial(waiting.trial, waiting.plan) : waiting;
}

/** Looks at the chords, then once more, more finely, around the highest point of each that may hold the path's maximum. */
async function lookAtChords(chords: readonly ChordScan[], evaluator: Evaluator): Promise<void> {
  for (let round = 0; round < 2; round++) {
    const points = chords.reduce((count, { fractions }) => count + fractions.length, 0);
    if (points === 0) return;
    const states = new Float32Array(points * evaluator.dimensions);
    let at = 0;
    for (const { from, to, fractions } of chords) for (const fraction of fractions) interpolate(states, evaluator.dimensions * at++, from, to, fraction);
    const energies = await evaluator.energies(states);
    at = 0;
    for (const chord of chords) for (const fraction of chord.fractions) observeChord(chord, fraction, energies[at++]!);
    for (const chord of chords) closeInOnChord(chord);
  }
}
