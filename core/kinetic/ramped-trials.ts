import { reversed, toPolyline } from '../mapping/diffusion-path.ts';
import type { Polyline } from '../mapping/diffusion-path.ts';
import { TRIAL_PHASES } from '../mapping/records.ts';
import type { PathRecord, TrialRecord } from '../mapping/records.ts';
import { createSlots, load, stepSlots } from '../mapping/trial-slots.ts';
import type { TrialSlots } from '../mapping/trial-slots.ts';
import { toRecord } from '../mapping/trial.ts';
import type { Trial } from '../mapping/trial.ts';
import type { WalkSettings } from '../mapping/walk-settings.ts';
import { STREAM } from '../mapping/work.ts';
import type { Evaluator } from '../potentials/create-evaluator.ts';
import { streamKey } from '../random/stream-key.ts';
import { inherentState } from './inherent-states.ts';
import type { InherentStates } from './inherent-states.ts';
import { createPathQuench, stepPathQuench } from './path-quench.ts';
import type { PathQuench } from './path-quench.ts';

/** Trials are queued until so many a slot are under way or waiting. */
const FULLNESS = 1.25;

/** Part of a ramp after which most chains have arrived: measured on digits. */
export const ARRIVED = 0.6;

/** Two states that are tried against each other, and whether their path is looked at as well. */
export interface TriedPair {
  readonly a: number;
  readonly b: number;
  /** False of a control within a set: its α alone counts. */
  readonly path: boolean;
}

/** How the magnet grows and chains move. α starts at `alphaFrom` and is at `alphaTo` after `rampSteps` steps, by the same factor each step. */
export interface RampSettings {
  readonly alphaFrom: number;
  readonly alphaTo: number;
  readonly rampSteps: number;
  /** Trials of a pair in each direction. */
  readonly rampRepeats: number;
  readonly delta: number;
  readonly temperature: number;
  readonly epsilon: number;
  readonly seed: number;
  readonly quenchSteps: number;
  readonly chordPoints: number;
}

/** The trial of a pair that came through with the weakest magnet. */
interface BestPath {
  readonly trial: number;
  readonly alpha: number;
  readonly forward: boolean;
  readonly path: Polyline;
}

/** Attraction–diffusion between pairs of states with a ramped magnet, at any point of the work. Plain data. */
export interface RampedTrials {
  readonly pairs: readonly TriedPair[];
  readonly slots: TrialSlots;
  /** Number of the first trial in its map. */
  readonly first: number;
  /** Trials queued so far, and finished. */
  queued: number;
  finished: number;
  /** Trials of each pair that are not finished. */
  readonly open: Int32Array;
  /** By pair, until its path is quenched. */
  readonly best: (BestPath | null)[];
  /** Pairs whose path waits to be quenched. */
  waiting: number[];
  quench: PathQuench | null;
}

/** What one step found. */
export interface RampedInfo {
  readonly rows: number;
  readonly trials: TrialRecord[];
  readonly paths: PathRecord[];
}

/** Trials between `pairs`, both directions, before the first step. `slots`: chains at once; nothing found depends on it. */
export function createRampedTrials(pairs: readonly TriedPair[], { rampRepeats }: Pick<RampSettings, 'rampRepeats'>, slots: number, first = 0): RampedTrials {
  return {
    pairs, slots: createSlots(slots), first, queued: 0, finished: 0,
    open: new Int32Array(pairs.length).fill(2 * rampRepeats), best: pairs.map(() => null), waiting: [], quench: null,
  };
}

/** Trials of a pair. */
export function trialsOfPair({ rampRepeats }: Pick<RampSettings, 'rampRepeats'>): number {
  return 2 * rampRepeats;
}

/** Trials of a run in all. */
export function trialsOf({ pairs }: Pick<RampedTrials, 'pairs'>, settings: Pick<RampSettings, 'rampRepeats'>): number {
  return trialsOfPair(settings) * pairs.length;
}

export function areTried(run: RampedTrials, settings: Pick<RampSettings, 'rampRepeats'>): boolean {
  return run.finished === trialsOf(run, settings) && run.waiting.length === 0;
}

/**
 * One step of all chains, or of the quench of a path that came through. Trials beyond the first `most` are not begun.
 *
 * A trial is attraction–diffusion [B] with a magnet that grows: from the inherent structure of one state at T toward that of the other,
 * x ← x − (ε²/2)(∇U/T + α_ℓ·(x − x*)/‖x − x*‖₂) + ε z, α_ℓ = α_from·(α_to/α_from)^(ℓ/ℓ_max). The α at which it first comes within δ is its critical
 * α; one that has not arrived after ℓ_max steps is a failure, known to need more than α_to. As in any pulling experiment α depends on how fast it grows:
 * values of one map compare with each other, not with those of another ramp. Of the paths of a pair that of the weakest magnet is quenched image by image,
 * because U of a thermal path lies N·T/2 above what its ends have.
 *
 * Noise is keyed by both states and the repeat, so that nothing depends on slots or on what else is tried. *Ours*; [B] tries one α.
 */
export async function stepRampedTrials(run: RampedTrials, states: InherentStates, evaluator: Evaluator, settings: RampSettings, most = trialsOf(run, settings)): Promise<RampedInfo> {
  if (run.waiting.length > 0) return quenchNext(run, evaluator, settings);
  queueTrials(run, states, evaluator.dimensions, settings, most);
  const before = run.slots.chainSteps;
  const walk = walkOf(settings);
  const trials: TrialRecord[] = [];
  for (const walker of await stepSlots(run.slots, evaluator, walk)) {
    if (walker.kind !== 'trial') continue;
    trials.push(toRecord(walker, walk));
    takeIn(run, walker, settings);
  }
  return { rows: run.slots.chainSteps - before, trials, paths: [] };
}

/** A ramped chain stands still until its magnet is strong enough: no patience ends it. */
function walkOf({ temperature, epsilon, delta, rampSteps }: RampSettings): WalkSettings {
  return { temperature, epsilon, delta, patience: rampSteps, maxSteps: rampSteps };
}

function queueTrials(run: RampedTrials, states: InherentStates, dimensions: number, settings: RampSettings, most: number): void {
  const { alphaFrom, alphaTo, rampSteps, rampRepeats, seed } = settings;
  while (run.queued < most && load(run.slots) < FULLNESS * run.slots.walkers.length) {
    const pair = Math.floor(run.queued / (2 * rampRepeats));
    const round = Math.floor((run.queued % (2 * rampRepeats)) / 2);
    const forward = run.queued % 2 === 0;
    const { a, b, path } = run.pairs[pair]!;
    const [from, to] = forward ? [a, b] : [b, a];
    const { x: target, energy: targetEnergy } = inherentState(states, to, dimensions);
    run.slots.queue.push({
      kind: 'plan',
      trial: run.first + run.queued++,
      plan: {
        owner: { kind: 'pair', pair, round, forward }, phase: 'diffusion', from: { state: from }, to: { state: to },
        key: streamKey(seed, STREAM.trial, TRIAL_PHASES.indexOf('diffusion'), from, to, round),
        alpha: alphaFrom, growth: (alphaTo / alphaFrom) ** (1 / rampSteps),
        start: inherentState(states, from, dimensions).x, target, targetEnergy, keepPath: path,
      },
    });
  }
}

/** Keeps the path of the weakest magnet; of equal ones that of the trial asked for first, whichever comes in first. */
function takeIn(run: RampedTrials, trial: Trial, settings: RampSettings): void {
  const { owner, target, targetEnergy } = trial.plan;
  if (owner.kind !== 'pair') return;
  const { pair, forward } = owner;
  run.finished++;
  run.open[pair]!--;
  if (trial.outcome === 'success' && trial.path !== null) {
    const { alpha } = toRecord(trial, walkOf(settings));
    const known = run.best[pair];
    if (known === null || known === undefined || alpha < known.alpha || (alpha === known.alpha && trial.trial < known.trial)) {
      run.best[pair] = { trial: trial.trial, alpha, forward, path: toPolyline(trial.path, target, targetEnergy) };
    }
  }
  if (run.open[pair] === 0 && run.best[pair] !== null) run.waiting.push(pair);
}

async function quenchNext(run: RampedTrials, evaluator: Evaluator, { epsilon, quenchSteps, chordPoints }: RampSettings): Promise<RampedInfo> {
  const pair = run.waiting[0]!;
  const { path, forward } = run.best[pair]!;
  run.quench ??= createPathQuench(path, evaluator.dimensions, quenchSteps, chordPoints);
  const { rows, done } = await stepPathQuench(run.quench, evaluator, epsilon);
  if (done === null) return { rows, trials: [], paths: [] };
  const { a, b } = run.pairs[pair]!;
  run.waiting.shift();
  run.best[pair] = null;
  run.quench = null;
  // Paths lead from the smaller number to the larger.
  const line = forward === a < b ? done : reversed(done, evaluator.dimensions);
  return { rows, trials: [], paths: [{ a: Math.min(a, b), b: Math.max(a, b), kind: 'quenched', barrier: done.barrier, energies: line.energies, points: line.points }] };
}
