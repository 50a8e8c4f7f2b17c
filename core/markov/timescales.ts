import { symmetricEigen } from '../kinetic/symmetric-eigen.ts';
import type { TransitionMatrix } from './reversible-matrix.ts';

/** Eigenvalues of a reversible matrix, largest first, with its right eigenvectors. */
export interface Spectrum {
  readonly values: Float64Array;
  /** ψ_k as rows [states, states], flat, Σ_i π_i ψ_k(i)² = 1. */
  readonly vectors: Float64Array;
}

/** All eigenpairs of a reversible matrix, from √π_i P_ij/√π_j, which is symmetric with the same eigenvalues. */
export function spectrumOf({ states, matrix, stationary }: TransitionMatrix): Spectrum {
  const symmetric = new Float64Array(states * states);
  for (let i = 0; i < states; i++) {
    for (let j = 0; j < states; j++) {
      // Both entries are the same but for rounding.
      const [there, back] = [matrix[i * states + j], matrix[j * states + i]];
      symmetric[i * states + j] = Math.sqrt(there * back);
    }
  }
  const { values, vectors } = symmetricEigen(symmetric, states);
  for (let k = 0; k < states; k++) for (let i = 0; i < states; i++) vectors[k * states + i] /= Math.sqrt(stationary[i]);
  return { values, vectors };
}

/**
 * Implied timescales −τ/ln λ_k of a reversible matrix of lag τ, k = 2 … states, slowest first, in steps. 0 where λ_k ≤ 0: faster than the
 * lag can tell. They grow with the lag to the true ones where sets are not quite Markovian (Prinz et al. 2011).
 */
export function impliedTimescales(matrix: TransitionMatrix, lag: number): number[] {
  return [...spectrumOf(matrix).values.subarray(1)].map((value) => (value <= 0 ? 0 : value >= 1 ? Infinity : -lag / Math.log(value)));
}
