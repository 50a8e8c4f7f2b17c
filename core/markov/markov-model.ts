import { quantile } from '../analysis/series-statistics.ts';
import type { StreamKey } from '../random/stream-key.ts';
import { connectedSets } from './connected-sets.ts';
import { restrictCounts } from './count-transitions.ts';
import type { TransitionCounts } from './count-transitions.ts';
import { reversibleMaximumLikelihood } from './reversible-matrix.ts';
import type { TransitionMatrix } from './reversible-matrix.ts';
import { sampleReversible } from './sample-reversible.ts';
import { impliedTimescales } from './timescales.ts';

/** A number with the interval that holds it with 95 %. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** A reversible Markov model of the sets that counted transitions connect. Plain data. */
export interface MarkovModel {
  readonly lag: number;
  /** Sets of the model, in rising order; rows and columns of the matrices are these. */
  readonly sets: readonly number[];
  /** Groups of sets that no counted transition connects with these in both directions, most counts first; none where all connect. */
  readonly apart: readonly (readonly number[])[];
  readonly counts: TransitionCounts;
  readonly likeliest: TransitionMatrix;
  /** Draws from the posterior. */
  readonly draws: readonly TransitionMatrix[];
  /** Slowest first, in steps, sets.length − 1 of them. */
  readonly timescales: readonly Interval[];
}

/** Draws for an interval: its ends are then known to a tenth of its length. */
const DRAWS = 200;

/**
 * The model at the lag of the counts, of the largest group of sets that they connect in both directions. What stands apart is named and has no
 * place in the stationary distribution: nothing that was counted says how much it weighs. Draws are functions of the key.
 */
export function estimateMarkovModel(all: TransitionCounts, key: StreamKey, draws = DRAWS): MarkovModel {
  const [sets = [], ...apart] = connectedSets(all);
  const counts = restrictCounts(all, sets);
  const likeliest = reversibleMaximumLikelihood(counts);
  const drawn = sampleReversible(counts, draws, key);
  const sampled = drawn.map((matrix) => impliedTimescales(matrix, counts.lag));
  const timescales = impliedTimescales(likeliest, counts.lag).map((value, k) => intervalOf(value, sampled.map((scales) => scales[k])));
  return { lag: counts.lag, sets, apart, counts, likeliest, draws: drawn, timescales };
}

/**
 * The value with the 2.5th and 97.5th percentile of draws (infinite ones count as the largest), widened to hold the value itself: where a
 * set is left by a window or two the likeliest matrix is at the edge of the posterior.
 */
export function intervalOf(value: number, draws: readonly number[]): Interval {
  const finite = draws.map((draw) => Math.min(draw, Number.MAX_VALUE));
  return { value, low: Math.min(value, quantile(finite, 0.025)), high: Math.max(value, quantile(finite, 0.975)) };
}
