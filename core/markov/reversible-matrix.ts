import { connectedSets } from './connected-sets.ts';
import type { TransitionCounts } from './count-transitions.ts';
import { MarkovError } from './markov-error.ts';

/** A reversible transition matrix with its stationary distribution. */
export interface TransitionMatrix {
  readonly states: number;
  /** P [states, states], flat: rows sum to 1. */
  readonly matrix: Float64Array;
  /** π [states], sums to 1; π_i P_ij = π_j P_ji. */
  readonly stationary: Float64Array;
}

const MOST_STEPS = 500;
/** Part of a state's counts that the solution may miss. */
const TOLERANCE = 1e-12;
/** Part of the log-likelihood below which a difference is not to be trusted. */
const ROUNDING = 1e-12;

/**
 * The reversible transition matrix that makes the counts likeliest (Prinz et al. 2011, section IV; Trendelkamp-Schroer et al. 2015).
 *
 * With X_ij = π_i P_ij symmetric its conditions are X_ij = (c_ij + c_ji)/(c_i/x_i + c_j/x_j), x_i = Σ_j X_ij, c_i = Σ_j c_ij. Written for
 * w_i = c_i/x_i the diagonal drops out and they become Σ_j≠i (c_ij + c_ji)·w_i/(w_i + w_j) = Σ_j≠i c_ij: those of a Bradley–Terry model, in
 * which i beats j c_ij times. It is concave in log w, so Newton's steps find the maximum in a handful of turns, where the usual iteration
 * needs as many as the slowest process has lags. The diagonal comes out as P_ii = c_ii/c_i.
 * Throws MarkovError when the transitions do not connect all states in both directions: then there is no such matrix, or not one.
 */
export function reversibleMaximumLikelihood(given: TransitionCounts): TransitionMatrix {
  const { states, counts } = given;
  requireConnected(given);
  const pairs = pairCounts(counts, states);
  const leaving = leavingCounts(counts, states);
  const logs = new Float64Array(states);
  let likelihood = logLikelihood(pairs, leaving, logs);
  for (let step = 0; ; step++) {
    const gradient = gradientOf(pairs, leaving, logs);
    if (residual(gradient, leaving) <= TOLERANCE) break;
    if (step === MOST_STEPS) {
      throw new MarkovError(`The reversible matrix of ${states} sets did not converge in ${MOST_STEPS} steps: some sets are joined by too few of the transitions.`);
    }
    const direction = solveLaplacian(pairs, logs, gradient);
    let moved = false;
    for (let length = 1; length > 1e-10 && !moved; length /= 2) {
      const trial = logs.map((value, i) => value + length * direction[i]);
      const value = logLikelihood(pairs, leaving, trial);
      // Near the maximum rounding hides what is gained; there the gradient tells.
      const level = Math.abs(value - likelihood) <= ROUNDING * Math.abs(likelihood);
      if (level ? !(residual(gradientOf(pairs, leaving, trial), leaving) < residual(gradient, leaving)) : !(value > likelihood)) continue;
      likelihood = value;
      logs.set(trial);
      moved = true;
    }
    // No step comes nearer any more: rounding is all that is left.
    if (!moved) break;
  }
  return matrixOf(pairs, counts, logs);
}

/** Throws MarkovError unless the counts connect all states in both directions. */
export function requireConnected(given: TransitionCounts): void {
  const groups = connectedSets(given);
  if (groups.length <= 1) return;
  const named = groups.map((group) => `{${group.join(', ')}}`).join(', ');
  const advice = 'Run more or longer chains, or take one group.';
  throw new MarkovError(`The transitions counted at lag ${given.lag} do not connect the sets in both directions: ${named} stay apart. ${advice}`);
}

/** c_ij + c_ji off the diagonal [states, states], 0 on it. */
export function pairCounts(counts: Float64Array, states: number): Float64Array {
  const pairs = new Float64Array(states * states);
  for (let i = 0; i < states; i++) for (let j = 0; j < states; j++) if (i !== j) pairs[i * states + j] = counts[i * states + j] + counts[j * states + i];
  return pairs;
}

/** Σ_j≠i c_ij. */
export function leavingCounts(counts: Float64Array, states: number): Float64Array {
  return Float64Array.from({ length: states }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < states; j++) if (j !== i) sum += counts[i * states + j];
    return sum;
  });
}

function logLikelihood(pairs: Float64Array, leaving: Float64Array, logs: Float64Array): number {
  const states = logs.length;
  let sum = 0;
  for (let i = 0; i < states; i++) {
    sum += leaving[i] * logs[i];
    for (let j = 0; j < i; j++) {
      const most = Math.max(logs[i], logs[j]);
      sum -= pairs[i * states + j] * (most + Math.log1p(Math.exp(-Math.abs(logs[i] - logs[j]))));
    }
  }
  return sum;
}

/** w_i/(w_i + w_j). */
function share(logs: Float64Array, i: number, j: number): number {
  return 1 / (1 + Math.exp(logs[j] - logs[i]));
}

function gradientOf(pairs: Float64Array, leaving: Float64Array, logs: Float64Array): Float64Array {
  const states = logs.length;
  return leaving.map((value, i) => {
    let sum = value;
    for (let j = 0; j < states; j++) if (j !== i) sum -= pairs[i * states + j] * share(logs, i, j);
    return sum;
  });
}

/** Largest part of a state's leaving counts that is missed. */
function residual(gradient: Float64Array, leaving: Float64Array): number {
  return gradient.reduce((most, value, i) => (leaving[i] === 0 ? most : Math.max(most, Math.abs(value) / leaving[i])), 0);
}

/** Newton's direction, its first component 0 (only ratios of w count): the Laplacian of (c_ij + c_ji)·w_i w_j/(w_i + w_j)² solved by Cholesky's method. */
function solveLaplacian(pairs: Float64Array, logs: Float64Array, gradient: Float64Array): Float64Array {
  const states = logs.length;
  const n = states - 1;
  const factor = new Float64Array(n * n);
  for (let i = 1; i < states; i++) {
    for (let j = 0; j < states; j++) {
      if (j === i) continue;
      const weight = pairs[i * states + j] * share(logs, i, j) * share(logs, j, i);
      factor[(i - 1) * n + (i - 1)] += weight;
      if (j > 0) factor[(i - 1) * n + (j - 1)] -= weight;
    }
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = factor[i * n + j];
      for (let k = 0; k < j; k++) sum -= factor[i * n + k] * factor[j * n + k];
      factor[i * n + j] = i === j ? Math.sqrt(Math.max(sum, Number.MIN_VALUE)) : sum / factor[j * n + j];
    }
  }
  const solution = new Float64Array(states);
  for (let i = 0; i < n; i++) {
    let sum = gradient[i + 1];
    for (let k = 0; k < i; k++) sum -= factor[i * n + k] * solution[k + 1];
    solution[i + 1] = sum / factor[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = solution[i + 1];
    for (let k = i + 1; k < n; k++) sum -= factor[k * n + i] * solution[k + 1];
    solution[i + 1] = sum / factor[i * n + i];
  }
  return solution;
}

function matrixOf(pairs: Float64Array, counts: Float64Array, logs: Float64Array): TransitionMatrix {
  const states = logs.length;
  const matrix = new Float64Array(states * states);
  const stationary = new Float64Array(states);
  for (let i = 0; i < states; i++) {
    const total = counts.subarray(i * states, (i + 1) * states).reduce((sum, count) => sum + count, 0);
    matrix[i * states + i] = states === 1 ? 1 : counts[i * states + i] / total;
    for (let j = 0; j < states; j++) {
      if (j === i) continue;
      // X_ij/x_i = (c_ij + c_ji)/(w_i + w_j) · w_i/c_i.
      matrix[i * states + j] = (pairs[i * states + j] * share(logs, i, j)) / total;
    }
    stationary[i] = Math.log(states === 1 ? 1 : total) - logs[i];
  }
  const most = Math.max(...stationary);
  const weights = stationary.map((value) => Math.exp(value - most));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return { states, matrix, stationary: weights.map((weight) => weight / sum) };
}
