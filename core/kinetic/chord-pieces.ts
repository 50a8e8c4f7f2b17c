import type { ChordsPiece, ChordsResult } from '../pieces/programs/chords.ts';
import type { Potential } from '../potentials/potential.ts';
import type { ChordScan } from './chord-excess.ts';
import { pickStates } from './inherent-states.ts';
import type { InherentStates } from './inherent-states.ts';

/** Points of chords that are looked at in one piece. */
const POINTS_A_PIECE = 16_384;

/** Chords of a piece. */
export function chordsAPiece({ points }: Pick<ChordScan, 'points'>): number {
  return Math.max(1, Math.floor(POINTS_A_PIECE / points));
}

/** The chords `from` … `to` − 1 of a scan (or to its end) as a piece of work: of the states only those that they lead between travel. */
export function chordsPiece(
  { pairs, points }: Pick<ChordScan, 'pairs' | 'points'>, from: number, to: number, structures: InherentStates,
  { potential, batch, dimensions }: { readonly potential: Potential; readonly batch: number; readonly dimensions: number },
): ChordsPiece {
  const [a, b] = [pairs.a.subarray(from, to), pairs.b.subarray(from, to)];
  const { positions, energies, numbers } = pickStates(structures, [...a, ...b], dimensions);
  const places = new Map(Array.from(numbers, (number, place) => [number, place]));
  const placed = (ends: Int32Array): Int32Array => ends.map((end) => places.get(end)!);
  return { program: 'chords', potential, states: positions, batch, energies, pairs: { a: placed(a), b: placed(b) }, points };
}

/** Takes the next chords of a scan in, in place. */
export function takeChords(scan: ChordScan, { excess, meanExcess, highest }: ChordsResult): void {
  scan.excess.set(excess, scan.done);
  scan.meanExcess.set(meanExcess, scan.done);
  scan.highest.set(highest, scan.done);
  scan.done += excess.length;
}
