import { quantile } from '../analysis/series-statistics.ts';
import { FEW_DIMENSIONS } from '../mapping/chord.ts';
import { squaredDistance } from '../mapping/geometry.ts';
import { floorExcess, lowExcess } from './excess-floor.ts';
import type { StatePairs } from './nearest-pairs.ts';

/** What the actions of a map's chords are counted from and in. Plain data. */
export interface ActionScale {
  /** The floor that excess energies are counted from. */
  readonly low: number;
  /** Squared length that counts as 1: the median of the map's chords. Null where lengths do not count: in few dimensions. */
  readonly square: number | null;
}

/** Squared lengths ‖y_a − y_b‖² of the chords between states at `positions` [n, dimensions], flat. */
export function squaredLengths({ a, b }: StatePairs, positions: Float32Array, dimensions: number): Float64Array {
  return Float64Array.from(a, (from, chord) => squaredDistance(positions, positions, from * dimensions, b[chord]! * dimensions, dimensions));
}

/**
 * How far below their 1st percentile excess energies are counted from, in parts of what lies between that and their median: far enough that hardly a chord
 * is cut off and keeps its length, and no further than the chords say, where one accident may lie anywhere.
 */
const BELOW = 0.5;

/** The scale of the chords of a map of states of `dimensions` values, from their excess energies and squared lengths. */
export function actionScale(excess: ArrayLike<number>, squares: ArrayLike<number>, dimensions: number): ActionScale {
  const low = lowExcess(excess);
  const square = quantile(squares, 0.5);
  if (dimensions <= FEW_DIMENSIONS || !(square > 0)) return { low, square: null };
  return { low: low - BELOW * (quantile(excess, 0.5) - low), square };
}

/**
 * What a graph of states goes by: of each chord its excess energy, counted from below nearly all, times its squared length, max(0, e − e_low)·ℓ²/ℓ²_med, in units of U.
 *
 * (e·ℓ²)^½ is the abbreviated action ∫√e ds of a way as high as the chord's mean (Maupertuis; the Agmon distance of Schrödinger operators): of two rises
 * as high the longer parts more. Excess alone forgets the distance between states whose way hardly rises, distance alone what lies between. In the plane the
 * excess by itself is exact: wells are wide, and long ways within them rise nowhere.
 */
export function chordActions(excess: ArrayLike<number>, squares: ArrayLike<number>, { low, square }: ActionScale): Float64Array {
  const raised = floorExcess(excess, low);
  return square === null ? raised : raised.map((rise, chord) => (Number.isFinite(rise) ? (rise * squares[chord]!) / square : rise));
}
