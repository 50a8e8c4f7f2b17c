import { drawBeta, drawGamma, uniformSequence } from '../random/gamma.ts';
import type { StreamKey } from '../random/stream-key.ts';
import type { TransitionCounts } from './count-transitions.ts';
import { leavingCounts, pairCounts, requireConnected, reversibleMaximumLikelihood } from './reversible-matrix.ts';
import type { TransitionMatrix } from './reversible-matrix.ts';

/** Sweeps before the first draw, and between two: draws further apart than the sampler remembers (a test looks at their correlation). */
const BURN_IN = 100;
const SWEEPS = 10;
/** Numbers are kept in here: counts well below 1 give draws that are smaller than a double can be. */
const SMALLEST = 1e-200;

/**
 * Draws of the reversible transition matrix given the counts, under the prior Π X_ij⁻¹ of Trendelkamp-Schroer et al. 2015: transitions that
 * were never counted stay at 0, and the mean lies near the likeliest matrix.
 *
 * In that posterior the chance to stay, P_ii ~ Beta(c_ii, Σ_j≠i c_ij), is independent of where a jump leads: integrating X_ii out leaves
 * Π_(i<j) X_ij^(c_ij + c_ji − 1)/Π_i (Σ_j≠i X_ij)^(Σ_j≠i c_ij). That is sampled by Gibbs' method with one auxiliary number a state,
 * u_i | X ~ Gamma(Σ_j≠i c_ij)/Σ_j≠i X_ij, X_ij | u ~ Gamma(c_ij + c_ji)/(u_i + u_j) (as Caron and Doucet 2012 for Bradley–Terry models): exact
 * conditionals, nothing to tune. For two states the draws are independent.
 * Throws MarkovError as `reversibleMaximumLikelihood`.
 */
export function sampleReversible(given: TransitionCounts, draws: number, key: StreamKey): TransitionMatrix[] {
  requireConnected(given);
  const { states, counts } = given;
  const pairs = pairCounts(counts, states);
  const leaving = leavingCounts(counts, states);
  const flux = startFlux(given);
  const drawn: TransitionMatrix[] = [];
  for (let sweep = 1; drawn.length < draws; sweep++) {
    const next = uniformSequence(key, sweep);
    if (states > 2) sweepFlux(flux, pairs, leaving, next);
    if (sweep > BURN_IN && (sweep - BURN_IN) % SWEEPS === 0) drawn.push(withStays(flux, counts, leaving, next));
  }
  return drawn;
}

/** X_ij of the likeliest matrix off the diagonal, scaled to sum 1. */
function startFlux(given: TransitionCounts): Float64Array {
  const { states, matrix, stationary } = reversibleMaximumLikelihood(given);
  const flux = matrix.map((value, at) => (Math.floor(at / states) === at % states ? 0 : value * stationary[Math.floor(at / states)]));
  return scaled(flux);
}

function scaled(flux: Float64Array): Float64Array {
  const sum = flux.reduce((total, value) => total + value, 0);
  return sum === 0 ? flux : flux.map((value) => value / sum);
}

/** One sweep in place. The posterior does not know the scale of X, so it is set to sum 1 after each. */
function sweepFlux(flux: Float64Array, pairs: Float64Array, leaving: Float64Array, next: () => number): void {
  const states = leaving.length;
  const auxiliary = leaving.map((count, i) => drawGamma(next, count) / Math.max(SMALLEST, rowSum(flux, states, i)));
  for (let i = 0; i < states; i++) {
    for (let j = 0; j < i; j++) {
      const count = pairs[i * states + j];
      if (count === 0) continue;
      flux[i * states + j] = flux[j * states + i] = Math.max(SMALLEST, drawGamma(next, count) / (auxiliary[i] + auxiliary[j]));
    }
  }
  flux.set(scaled(flux));
}

function rowSum(flux: Float64Array, states: number, i: number): number {
  let sum = 0;
  for (let j = 0; j < states; j++) sum += flux[i * states + j];
  return sum;
}

function withStays(flux: Float64Array, counts: Float64Array, leaving: Float64Array, next: () => number): TransitionMatrix {
  const states = leaving.length;
  if (states === 1) return { states, matrix: Float64Array.of(1), stationary: Float64Array.of(1) };
  const matrix = new Float64Array(states * states);
  const weights = new Float64Array(states);
  for (let i = 0; i < states; i++) {
    const leave = Math.max(SMALLEST, drawBeta(next, leaving[i], counts[i * states + i]));
    const jumps = rowSum(flux, states, i);
    for (let j = 0; j < states; j++) matrix[i * states + j] = j === i ? 1 - leave : (leave * flux[i * states + j]) / jumps;
    weights[i] = jumps / leave;
  }
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return { states, matrix, stationary: weights.map((weight) => weight / sum) };
}
