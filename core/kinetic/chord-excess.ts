import { FEW_DIMENSIONS } from '../mapping/chord.ts';
import type { Evaluator } from '../potentials/create-evaluator.ts';
import type { StatePairs } from './nearest-pairs.ts';

/** U along the chords between pairs of states, at any point of the work. Plain data. */
export interface ChordScan {
  readonly pairs: StatePairs;
  /** Inner points of a chord that are looked at, evenly spaced. */
  readonly points: number;
  /** Highest U(y(f)) − [(1 − f)·U(a) + f·U(b)] of the inner points, signed, [pairs]. */
  readonly excess: Float64Array;
  /** Its mean over the inner points. */
  readonly meanExcess: Float64Array;
  /** Highest U of the chord, ends included. */
  readonly highest: Float64Array;
  /** Pairs that are done. */
  done: number;
}

/** Inner points of a chord. Measured on digits: more changed nothing beyond noise. */
export const CHORD_POINTS = 7;

/** A scan of the chords of `pairs`, before its first step. Throws RangeError for less than one inner point. */
export function createChordScan(pairs: StatePairs, points = CHORD_POINTS): ChordScan {
  if (!Number.isInteger(points) || points < 1) throw new RangeError(`A chord needs at least one inner point; ${points} were asked for.`);
  const count = pairs.a.length;
  return { pairs, points, excess: new Float64Array(count), meanExcess: new Float64Array(count), highest: new Float64Array(count), done: 0 };
}

/**
 * The excess of each chord that a graph goes by. A saddle of the plane is narrow on the scale of a chord between wells: the mean does not see it. Of images
 * mean and highest tell the same, the mean steadier.
 */
export function graphExcess({ excess, meanExcess }: Pick<ChordScan, 'excess' | 'meanExcess'>, dimensions: number): Float64Array {
  return dimensions <= FEW_DIMENSIONS ? excess : meanExcess;
}

/**
 * Scans the next chords, in place: as many as fill `batches` batches of the evaluator. Returns the rows evaluated.
 *
 * The excess over the chord, e = max over f in (0, 1) of U((1 − f)·y_a + f·y_b) − [(1 − f)·U(y_a) + f·U(y_b)], is what
 * tells groups apart; the excess over the higher end does not. It is below 0 where a chord sags. Where U is no number e is infinite: no way.
 * `positions` [n, N] flat and `energies` [n] are those of the states.
 */
export async function stepChordScan(
  scan: ChordScan, evaluator: Evaluator, positions: Float32Array, energies: ArrayLike<number>, batches = 1,
): Promise<number> {
  const { dimensions } = evaluator;
  const { pairs, points } = scan;
  const chords = Math.min(pairs.a.length - scan.done, Math.max(1, Math.floor((batches * evaluator.batch) / points)));
  if (chords === 0) return 0;
  const states = new Float32Array(chords * points * dimensions);
  for (let chord = 0, at = 0; chord < chords; chord++) {
    const a = pairs.a[scan.done + chord]! * dimensions;
    const b = pairs.b[scan.done + chord]! * dimensions;
    for (let point = 1; point <= points; point++) {
      const fraction = point / (points + 1);
      for (let d = 0; d < dimensions; d++) states[at++] = positions[a + d]! + fraction * (positions[b + d]! - positions[a + d]!);
    }
  }
  const found = await evaluator.energies(states);
  for (let chord = 0; chord < chords; chord++) {
    const pair = scan.done + chord;
    const from = energies[pairs.a[pair]!]!;
    const to = energies[pairs.b[pair]!]!;
    let most = -Infinity;
    let sum = 0;
    let highest = Math.max(from, to);
    for (let point = 0; point < points; point++) {
      const value = found[chord * points + point]!;
      const energy = Number.isNaN(value) ? Infinity : value;
      const fraction = (point + 1) / (points + 1);
      const excess = energy - ((1 - fraction) * from + fraction * to);
      most = Math.max(most, excess);
      sum += excess;
      highest = Math.max(highest, energy);
    }
    scan.excess[pair] = most;
    scan.meanExcess[pair] = sum / points;
    scan.highest[pair] = highest;
  }
  scan.done += chords;
  return chords * points;
}
