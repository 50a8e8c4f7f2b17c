import { FEW_DIMENSIONS } from '../mapping/chord.ts';
import type { SlowModes } from './slow-modes.ts';

/** Steps of the walk after which states are compared: 4 to 16 score alike on digits, 1 is worse. */
export const COORDINATE_STEPS = 8;

/** Modes by which sets are told apart: 24 to 64 score alike on digits. */
const DIRECTION_MODES = 32;

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

/** Points in which sets are told apart, [count, modes], flat. */
export interface SetCoordinates {
  readonly coordinates: Float64Array;
  readonly modes: number;
}

/**
 * The coordinates in which sets are told apart, of states of `dimensions` values: in few dimensions kinetic coordinates themselves, of images their
 * directions, each brought to length 1 (Ng, Jordan and Weiss 2002), in the first 32 modes.
 *
 * How far out a state stands says how seldom the walk leaves where it is, which way says where that is. Of images Ward's method in the coordinates
 * themselves spends its sets on one kind of states that lies far out (digits: thin strokes) and leaves all others near the origin together. In the plane
 * wells are alike, and directions tell halves of a well apart that the walk has not mixed yet. A state at the origin stays there.
 */
export function setCoordinates(slow: SlowModes, dimensions: number): SetCoordinates {
  if (dimensions <= FEW_DIMENSIONS) return { coordinates: kineticCoordinates(slow), modes: slow.eigenvalues.length };
  const modes = Math.min(DIRECTION_MODES, slow.eigenvalues.length);
  const coordinates = kineticCoordinates(slow, modes);
  for (let i = 0; i < slow.count; i++) {
    const own = coordinates.subarray(i * modes, (i + 1) * modes);
    const length = Math.sqrt(own.reduce((sum, value) => sum + value * value, 0));
    if (length > 0) own.forEach((value, k) => (own[k] = value / length));
  }
  return { coordinates, modes };
}
