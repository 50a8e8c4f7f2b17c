import type { Polyline } from '../mapping/diffusion-path.ts';
import type { Evaluator } from '../potentials/create-evaluator.ts';
import { createChordScan, stepChordScan } from './chord-excess.ts';
import type { ChordScan } from './chord-excess.ts';
import { createQuench, isQuenched, stepQuench } from './quench.ts';
import type { Quench } from './quench.ts';

/** A path on its way to its quenched one, at any point of the work. Plain data. */
export interface PathQuench {
  /** Its inner images. */
  readonly quench: Quench;
  /** The ends, which are inherent structures already: [2, dimensions] flat, and U there. */
  readonly ends: Float32Array;
  readonly endEnergies: readonly [number, number];
  readonly chordPoints: number;
  /** Between each image and the next, once all are quenched. */
  scan: ChordScan | null;
}

/** A path of images with its highest U. */
export interface QuenchedPath extends Polyline {
  readonly barrier: number;
}

/** The quench of `path`, whose ends are inherent structures, image by image, by `steps` steps; U between images is then looked at in `chordPoints` points. */
export function createPathQuench(path: Polyline, dimensions: number, steps: number, chordPoints: number): PathQuench {
  const last = path.points.length - dimensions;
  const ends = new Float32Array(2 * dimensions);
  ends.set(path.points.subarray(0, dimensions));
  ends.set(path.points.subarray(last), dimensions);
  return {
    quench: createQuench(path.points.subarray(dimensions, Math.max(dimensions, last)), dimensions, steps),
    ends, endEnergies: [path.energies[0]!, path.energies[path.energies.length - 1]!], chordPoints, scan: null,
  };
}

/** One step. Returns the rows evaluated and, after the last, the path from inherent structure to inherent structure with its highest U, chords between images included. */
export async function stepPathQuench(one: PathQuench, evaluator: Evaluator, epsilon: number): Promise<{ readonly rows: number; readonly done: QuenchedPath | null }> {
  if (!isQuenched(one.quench)) return { rows: (await stepQuench(one.quench, evaluator, epsilon)).rows, done: null };
  const { dimensions, positions, energies } = one.quench;
  const count = energies.length + 2;
  const points = new Float32Array(count * dimensions);
  points.set(one.ends.subarray(0, dimensions));
  points.set(positions, dimensions);
  points.set(one.ends.subarray(dimensions), points.length - dimensions);
  const along = Float32Array.of(one.endEnergies[0], ...energies, one.endEnergies[1]);
  const pieces = Int32Array.from({ length: count - 1 }, (_, i) => i);
  one.scan ??= createChordScan({ a: pieces, b: pieces.map((i) => i + 1) }, one.chordPoints);
  const rows = await stepChordScan(one.scan, evaluator, points, along);
  if (one.scan.done < pieces.length) return { rows, done: null };
  return { rows, done: { points, energies: along, barrier: Math.max(...one.scan.highest) } };
}
