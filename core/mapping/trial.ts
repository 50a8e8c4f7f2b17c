import type { StreamKey } from '../random/stream-key.ts';
import { chordFractions, evenFractions, FEW_DIMENSIONS } from './chord.ts';
import type { Chord } from './chord.ts';
import { createPath, raisePeak, visit } from './diffusion-path.ts';
import type { DiffusionPath } from './diffusion-path.ts';
import { distance, interpolate } from './geometry.ts';
import { langevinMove } from './langevin-move.ts';
import { createPace, isHopeless } from './pace.ts';
import type { Pace } from './pace.ts';
import type { TrialPhase, TrialRecord } from './records.ts';
import type { WalkSettings } from './walk-settings.ts';

/** Points of a second look on either side of the highest. */
const CLOSER = 7;

/** Who asked for a trial: a state being placed, or a pilot of the sweep's run `run`, against a basin by its representative, or a pair of basins. */
export type TrialOwner = { readonly round: number; readonly forward: boolean } & (
  | { readonly kind: 'placing' | 'pilot'; readonly run: number; readonly state: number; readonly basin: number; readonly representative: number }
  | { readonly kind: 'pair'; readonly pair: number }
);

/** What a trial is: everything about it that does not change. */
export interface TrialPlan {
  readonly owner: TrialOwner;
  readonly phase: TrialPhase;
  readonly from: TrialRecord['from'];
  readonly to: TrialRecord['to'];
  readonly key: StreamKey;
  readonly alpha: number;
  /** A ramped magnet's α after a step over α before it; left out: 1. */
  readonly growth?: number;
  readonly start: Float32Array;
  readonly target: Float32Array;
  /** U at the target: the path ends there. */
  readonly targetEnergy: number;
  readonly keepPath: boolean;
}

/**
 * One attraction–diffusion trial [B]: magnetized Langevin from x toward x*. It succeeds when ‖x_ℓ − x*‖₂ ≤ δ and fails
 * after M steps without a new minimum of that distance, after L_max steps or as soon as these cannot be enough (isHopeless), or where
 * U is no longer a number. Plain data.
 */
export interface Trial {
  readonly kind: 'trial';
  /** Number of the trial in its map. */
  readonly trial: number;
  readonly plan: TrialPlan;
  readonly x: Float32Array;
  readonly previous: Float32Array;
  previousEnergy: number;
  /** Largest ‖∇U‖₂ so far. */
  steepness: number;
  /** Slope of U at `previous` along the chord to `x`. */
  slopeFrom: number;
  step: number;
  closest: number;
  closestStep: number;
  distance: number;
  readonly pace: Pace;
  /** Highest U so far, chords included. */
  barrier: number;
  path: DiffusionPath | null;
  outcome: 'success' | 'failure' | null;
}

/** One piece of a trial's path where U is to be looked at, at `fractions` of the way from `from` to `to`. */
export interface ChordScan {
  readonly trial: Trial;
  readonly from: Float32Array;
  readonly to: Float32Array;
  /** Step at `from`. */
  readonly step: number;
  fractions: number[];
  /** Distance, as a fraction, between the points first looked at; 0 once they were closed in on. */
  spacing: number;
  /** The highest point of the piece known so far, ends included. */
  highest: { fraction: number; energy: number };
  /** How much higher than the points looked at the piece may be between them. */
  readonly reach: number;
}

export function createTrial(trial: number, plan: TrialPlan): Trial {
  const dimensions = plan.start.length;
  return {
    kind: 'trial', trial, plan, x: Float32Array.from(plan.start), previous: new Float32Array(dimensions),
    previousEnergy: NaN, steepness: 0, slopeFrom: 0, step: 0, closest: Infinity, closestStep: 0, distance: Infinity, pace: createPace(),
    barrier: -Infinity, path: plan.keepPath ? createPath(dimensions) : null, outcome: null,
  };
}

/** Spacing of the points that a chord is looked at in few dimensions: a sixteenth of a step's typical length. */
export function chordSpacing(epsilon: number, dimensions: number): number {
  return (epsilon * Math.sqrt(dimensions)) / 16;
}

/**
 * Takes U and ∇U (from `at`) at the trial's point into account: highest point, distance, outcome.
 * Appends to `chords` the piece just walked (and, on success, the last one to x*) where they have to be looked at.
 */
export function observeTrial(
  trial: Trial, energy: number, gradients: Float32Array, at: number, settings: WalkSettings, chords: ChordScan[],
): void {
  const { x, plan } = trial;
  if (!Number.isFinite(energy)) {
    trial.outcome = 'failure';
    return;
  }
  const spacing = chordSpacing(settings.epsilon, x.length);
  trial.barrier = Math.max(trial.barrier, energy);
  trial.steepness = Math.max(trial.steepness, norm(gradients, at, x.length));
  if (trial.path !== null) visit(trial.path, trial.step, x, energy);
  if (trial.step > 0) {
    const chord = walkedChord(trial, energy, gradients, at);
    const fractions = chordFractions(chord, trial.barrier, x.length, spacing);
    if (fractions.length > 0) chords.push(scan(trial, trial.previous, x, trial.step - 1, fractions, chord));
  }
  trial.distance = distance(x, plan.target);
  if (trial.distance < trial.closest) {
    trial.closest = trial.distance;
    trial.closestStep = trial.step;
  }
  if (trial.distance <= settings.delta) {
    trial.outcome = 'success';
    trial.barrier = Math.max(trial.barrier, plan.targetEnergy);
    // The last piece was not walked: cut it like any other, so that the path is one from x to x*.
    const fractions = evenFractions(trial.distance, Math.max(spacing, trial.distance / 16));
    if (fractions.length > 0) {
      const slopeFrom = slopeToward(x, plan.target, gradients, at);
      chords.push(scan(trial, x, plan.target, trial.step, fractions, { from: energy, to: plan.targetEnergy, slopeFrom, slopeTo: slopeFrom, steepness: trial.steepness, length: trial.distance }));
    }
  } else if (trial.step - trial.closestStep >= settings.patience || trial.step >= settings.maxSteps || isHopeless(trial.pace, trial.step, trial.closest, settings)) {
    trial.outcome = 'failure';
  }
}

function slopeToward(from: Float32Array, to: Float32Array, gradients: Float32Array, at: number): number {
  let slope = 0;
  for (let i = 0; i < from.length; i++) slope += gradients[at + i]! * (to[i]! - from[i]!);
  return slope;
}

function norm(values: Float32Array, at: number, length: number): number {
  let sum = 0;
  for (let i = at; i < at + length; i++) sum += values[i]! * values[i]!;
  return Math.sqrt(sum);
}

function walkedChord(trial: Trial, energy: number, gradients: Float32Array, at: number): Chord {
  // Seen from its end: the slope toward where it came from, turned round.
  const slopeTo = -slopeToward(trial.x, trial.previous, gradients, at);
  return { from: trial.previousEnergy, to: energy, slopeFrom: trial.slopeFrom, slopeTo, steepness: trial.steepness, length: distance(trial.previous, trial.x) };
}

function scan(trial: Trial, from: Float32Array, to: Float32Array, step: number, fractions: number[], chord: Chord): ChordScan {
  const few = from.length <= FEW_DIMENSIONS;
  const spacing = few ? 1 / (fractions.length + 1) : 0;
  return {
    trial, from, to, step, fractions, spacing, reach: (chord.steepness * chord.length * spacing) / 2,
    highest: chord.from > chord.to ? { fraction: 0, energy: chord.from } : { fraction: 1, energy: chord.to },
  };
}

/** Takes U at one of the points of a piece into account. */
export function observeChord(piece: ChordScan, fraction: number, energy: number): void {
  if (!(energy > piece.highest.energy)) return;
  piece.highest = { fraction, energy };
  const { trial } = piece;
  if (energy <= trial.barrier) return;
  trial.barrier = energy;
  if (trial.path === null) return;
  const x = new Float32Array(trial.x.length);
  interpolate(x, 0, piece.from, piece.to, fraction);
  raisePeak(trial.path, piece.step + fraction, x, energy);
}

/** Sets the points of a second, finer look around the highest point of a piece, if the path's maximum may lie there; else none. */
export function closeInOnChord(piece: ChordScan): void {
  const { highest, spacing, trial, reach } = piece;
  piece.fractions = [];
  piece.spacing = 0;
  if (spacing === 0 || highest.energy + reach <= trial.barrier) return;
  for (let i = -CLOSER; i <= CLOSER; i++) {
    const fraction = highest.fraction + (i * spacing) / (CLOSER + 1);
    if (i !== 0 && fraction > 0 && fraction < 1) piece.fractions.push(fraction);
  }
}

/** Moves an undecided trial one magnetized Langevin step, given U and ∇U (from `at`) at its point. */
export function moveTrial(trial: Trial, energy: number, gradients: Float32Array, at: number, settings: WalkSettings): void {
  const { x, plan, previous } = trial;
  previous.set(x);
  trial.previousEnergy = energy;
  langevinMove(x, gradients, at, settings.epsilon, settings.temperature, plan.key, trial.step, {
    target: plan.target, alpha: alphaAt(trial), distance: trial.distance,
  });
  trial.slopeFrom = slopeToward(previous, x, gradients, at);
  trial.step++;
}

/** α of a trial's magnet at the step it stands at. */
export function alphaAt({ plan, step }: Pick<Trial, 'plan' | 'step'>): number {
  return plan.growth === undefined ? plan.alpha : plan.alpha * plan.growth ** step;
}

/** The record of a decided trial. */
export function toRecord(trial: Trial, settings: WalkSettings): TrialRecord {
  const { plan } = trial;
  return {
    trial: trial.trial, phase: plan.phase, from: plan.from, to: plan.to, alpha: alphaAt(trial),
    temperature: settings.temperature, epsilon: settings.epsilon, success: trial.outcome === 'success', steps: trial.step,
    barrier: trial.barrier, closest: trial.closest,
  };
}
