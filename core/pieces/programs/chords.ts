import { z } from 'zod';
import { createChordScan, stepChordScan } from '../../kinetic/chord-excess.ts';
import type { StatePairs } from '../../kinetic/nearest-pairs.ts';
import type { PieceOf } from '../named-program.ts';
import type { Batched } from './evaluation.ts';
import { parted } from './parted.ts';
import { batch, count, places, realValues, states } from './piece-fields.ts';

/** U along chords between pairs of the piece's states. */
export interface ChordsPiece extends PieceOf<'chords'>, Batched {
  /** U of the states, [n]. */
  readonly energies: Float64Array;
  /** Ends of the chords, as places among the states. */
  readonly pairs: StatePairs;
  /** Inner points of a chord. */
  readonly points: number;
}

/** What `ChordScan` has of each chord. */
export interface ChordsResult {
  readonly excess: Float64Array;
  readonly meanExcess: Float64Array;
  readonly highest: Float64Array;
}

export const chords = parted<ChordsPiece, ChordsResult>({
  schema: z.strictObject({ program: z.literal('chords'), states, batch, energies: realValues, pairs: z.strictObject({ a: places, b: places }), points: count(1000, 1) })
    .refine(({ pairs: { a, b }, energies }) => a.length === b.length && [a, b].every((ends) => ends.every((end) => end < energies.length)), 'chords between states that are not there'),
  resultSchema: z.strictObject({ excess: realValues, meanExcess: realValues, highest: realValues }),
  chainStepsOf: ({ pairs, points }) => pairs.a.length * points,
  async run(evaluator, { states: positions, energies, pairs, points }) {
    const scan = createChordScan(pairs, points);
    while (scan.done < pairs.a.length) await stepChordScan(scan, evaluator, positions, energies);
    const { excess, meanExcess, highest } = scan;
    return { excess, meanExcess, highest };
  },
});
