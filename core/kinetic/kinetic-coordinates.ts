import type { SlowModes } from './slow-modes.ts';

/** Steps of the walk after which states are compared: 4 to 16 score alike on digits, 1 is worse. */
export const COORDINATE_STEPS = 8;

/** Modes with which m sets are told apart: the constant one and 2m − 1 others. */
export function modesFor(sets: number): number {
  return 2 * sets;
}

/**
 * Kinetic coordinates λ_k^t·ψ_k(i) of the first `modes` modes [count, modes], flat, in order of the modes.
 *
 * Their Euclidean distance is the diffusion distance after t steps (Coifman and Lafon 2006), the kinetic distance of Noé and Clementi 2015. The
 * constant mode of a connected graph is left in: it is the same for all states. Modes with λ ≤ 0 (alternations, no slow process) count as 0.
 */
export function kineticCoordinates({ count, eigenvalues, vectors }: SlowModes, modes = eigenvalues.length, steps = COORDINATE_STEPS): Float64Array {
  const used = Math.min(modes, eigenvalues.length);
  const coordinates = new Float64Array(count * used);
  for (let k = 0; k < used; k++) {
    const factor = Math.max(0, eigenvalues[k]!) ** steps;
    for (let i = 0; i < count; i++) coordinates[i * used + k] = factor * vectors[k * count + i]!;
  }
  return coordinates;
}
