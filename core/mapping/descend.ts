import type { ResolvedMinimum } from '../contract/map-settings.ts';
import type { WalkSettings } from './walk-settings.ts';

export type DescentSettings = Pick<ResolvedMinimum, 'epsilon' | 'descentPatience' | 'descentSteps'>;

/** Halvings of the step after which a descent ends: a thousandth of the first step. */
const HALVINGS = 10;

/** Growth of the step while every step lowers U. */
const GROWTH = 1.2;

/** A step that lowers U by less than this part of what the slope promised counts as not improving. */
const WORTHWHILE = 1e-3;

/**
 * A gradient descent to a local minimum, made for kinks: LeakyReLU nets are piecewise linear, their minima and valley
 * floors are kinks, where a fixed step bounces and a line search stalls.
 *
 * x ← x − h ∇U with h = ε²/2 at first (Langevin's own drift), 1.2 times longer after each step that improves. After
 * `patience` steps without a new lowest U it goes back to the best point with half the step; ten halvings end it.
 * No step is longer than one noise step, ε·√N: a step that has grown on a gentle slope does not carry it into another basin.
 * The lowest point ever seen is the result. Plain data.
 */
export interface Descent {
  readonly kind: 'descent';
  readonly state: number;
  readonly x: Float32Array;
  readonly best: Float32Array;
  bestEnergy: number;
  /** Gradient at `best`, so that going back there costs no evaluation. */
  readonly bestGradient: Float32Array;
  stepSize: number;
  smallestStep: number;
  /** Steps without a new lowest U after which the step is halved, and after which it ends. */
  readonly patience: number;
  readonly maxSteps: number;
  step: number;
  sinceBest: number;
}

/** A descent for state number `state` from `start`; `epsilon` sets the first step ε²/2. */
export function createDescent(state: number, start: Float32Array, { epsilon, descentPatience, descentSteps }: DescentSettings): Descent {
  const stepSize = (epsilon * epsilon) / 2;
  return {
    kind: 'descent', state, x: Float32Array.from(start), best: Float32Array.from(start), bestEnergy: Infinity,
    bestGradient: new Float32Array(start.length), stepSize, smallestStep: stepSize * 2 ** -HALVINGS, patience: descentPatience, maxSteps: descentSteps, step: 0, sinceBest: 0,
  };
}

/** One step, given U and ∇U (from `at`) at `descent.x`. True when finished: `best` and `bestEnergy` are the result. */
export function advanceDescent(descent: Descent, energy: number, gradients: Float32Array, at: number, settings: Pick<WalkSettings, 'epsilon'>): boolean {
  const { x, best, bestGradient } = descent;
  if (Number.isNaN(energy) && descent.step === 0) {
    descent.bestEnergy = energy;
    return true;
  }
  const gradient = gradients.subarray(at, at + x.length);
  const promised = descent.step === 0 ? 0 : WORTHWHILE * descent.stepSize * squaredNorm(bestGradient);
  const improved = energy < descent.bestEnergy;
  const worthwhile = energy < descent.bestEnergy - promised || descent.step === 0;
  if (improved) {
    descent.bestEnergy = energy;
    best.set(x);
    bestGradient.set(gradient);
  }
  if (worthwhile) {
    if (descent.sinceBest === 0 && descent.step > 0) descent.stepSize *= GROWTH;
    descent.sinceBest = 0;
  } else descent.sinceBest++;
  descent.step++;
  if (descent.step > descent.maxSteps) return true;
  let direction: Float32Array = gradient;
  if (descent.sinceBest >= descent.patience || !Number.isFinite(energy)) {
    descent.stepSize /= 2;
    descent.sinceBest = 0;
    if (descent.stepSize < descent.smallestStep) return true;
    x.set(best);
    direction = bestGradient;
  }
  const longest = settings.epsilon * Math.sqrt(x.length);
  const scale = Math.min(descent.stepSize, longest / Math.sqrt(squaredNorm(direction)));
  for (let i = 0; i < x.length; i++) x[i] = x[i]! - scale * direction[i]!;
  return false;
}

function squaredNorm(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!;
  return sum;
}
