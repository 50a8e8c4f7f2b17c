import { normalTailQuantile } from '../random/normal-quantile.ts';
import { intervalOf } from './markov-model.ts';
import type { Interval, MarkovModel } from './markov-model.ts';
import type { TransitionMatrix } from './reversible-matrix.ts';

/** The chance to be in a set again after k lags: what the model says, and what was counted. */
export interface StayComparison {
  readonly set: number;
  readonly multiple: number;
  readonly predicted: Interval;
  readonly estimated: Interval;
}

export interface ChapmanKolmogorov {
  readonly lag: number;
  readonly comparisons: readonly StayComparison[];
  /** `holds`: no difference stands out. `fails`: one does. `unclear`: the counts are too few for a difference that matters to show. */
  readonly verdict: 'holds' | 'fails' | 'unclear';
  /** The comparison that differs most, in units of its error; null where there are none. */
  readonly worst: StayComparison | null;
}

/** Chance of calling a Markov model false, over all comparisons. */
const LEVEL = 0.05;
/** Differences of a probability below this do not matter, however sure. */
const MATTERS = 0.02;
/** Where most of the comparisons are no surer than this, nothing is said. */
const SURE = 0.25;

/**
 * Chapman–Kolmogorov test: P(τ)^k against the matrix estimated at lag kτ, as the chance to be in each set again (Prinz et al. 2011, section
 * IV.F), each with its interval.
 *
 * `model` at τ; `longer[k]` the models at lags that are whole multiples of it, of which the sets in common are compared. It fails where a difference
 * is above 0.02 and above z times its error, z from the normal distribution at 5 % over all comparisons (Bonferroni). Both estimates stem
 * from the same chains, so the error, taken as if they did not, is rather too long.
 */
export function chapmanKolmogorov(model: MarkovModel, longer: readonly MarkovModel[]): ChapmanKolmogorov {
  const compared: { comparison: StayComparison; difference: number; error: number }[] = [];
  for (const other of longer) {
    const multiple = Math.round(other.lag / model.lag);
    if (multiple < 2 || multiple * model.lag !== other.lag) continue;
    const predicted = stays(model, multiple);
    const estimated = stays(other, 1);
    for (const [set, first] of predicted) {
      const second = estimated.get(set);
      if (second === undefined) continue;
      const error = Math.hypot(first.high - first.low, second.high - second.low) / (2 * 1.96);
      compared.push({ comparison: { set, multiple, predicted: first, estimated: second }, difference: Math.abs(first.value - second.value), error });
    }
  }
  const surprise = ({ difference, error }: { difference: number; error: number }): number => (difference <= MATTERS ? 0 : difference / error);
  const worst = compared.reduce<(typeof compared)[number] | null>((most, one) => (most === null || surprise(one) > surprise(most) ? one : most), null);
  const limit = normalTailQuantile(LEVEL / 2 / Math.max(1, compared.length));
  const unsure = compared.filter(({ error }) => 2 * 1.96 * error > SURE).length;
  const verdict = worst !== null && surprise(worst) > limit ? 'fails' : 2 * unsure >= compared.length ? 'unclear' : 'holds';
  return { lag: model.lag, comparisons: compared.map(({ comparison }) => comparison), verdict, worst: worst?.comparison ?? null };
}

/** Chance to be in each set of a model again after so many lags. */
function stays({ sets, likeliest, draws }: MarkovModel, multiple: number): Map<number, Interval> {
  const value = matrixPower(likeliest, multiple);
  const drawn = draws.map((draw) => matrixPower(draw, multiple));
  const n = sets.length;
  return new Map(sets.map((set, i) => [set, intervalOf(value[i * n + i], drawn.map((matrix) => matrix[i * n + i]))]));
}

/** P^k [states, states], flat, by repeated squaring. Throws RangeError unless k is a whole number of at least 0. */
export function matrixPower({ states, matrix }: Pick<TransitionMatrix, 'states' | 'matrix'>, k: number): Float64Array {
  if (!Number.isInteger(k) || k < 0) throw new RangeError(`A matrix is raised to a whole number of at least 0; got ${k}.`);
  let power = Float64Array.from({ length: states * states }, (_, at) => (Math.floor(at / states) === at % states ? 1 : 0));
  let square = matrix;
  for (let left = k; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) power = product(power, square, states);
    if (left > 1) square = product(square, square, states);
  }
  return power;
}

function product(a: Float64Array, b: Float64Array, n: number): Float64Array<ArrayBuffer> {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const factor = a[i * n + k];
      if (factor === 0) continue;
      for (let j = 0; j < n; j++) out[i * n + j] += factor * b[k * n + j];
    }
  }
  return out;
}
