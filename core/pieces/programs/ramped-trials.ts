import { z } from 'zod';
import { ARRIVED, areTried, createRampedTrials, stepRampedTrials, trialsOf } from '../../kinetic/ramped-trials.ts';
import type { RampSettings, TriedPair } from '../../kinetic/ramped-trials.ts';
import type { PathRecord, TrialRecord } from '../../mapping/records.ts';
import type { PieceOf } from '../named-program.ts';
import type { Batched } from './evaluation.ts';
import { pathRecord, rampedRecord } from './map-records.ts';
import { parted } from './parted.ts';
import { areAmong, batch, count, factor, places, realValues, states, steps } from './piece-fields.ts';

/** Attraction–diffusion with a ramped magnet between pairs of states, all trials of each, and the quench of the path of each. */
export interface RampedTrialsPiece extends PieceOf<'ramped-trials'>, Batched {
  /** Of the states, which are inherent structures: their numbers in their map, and U, [n]. */
  readonly numbers: Int32Array;
  readonly energies: Float64Array;
  readonly pairs: readonly TriedPair[];
  /** Number of the first trial in its map. */
  readonly first: number;
  readonly settings: RampSettings;
}

/** Records of the trials, in order of their numbers, and of the paths, in order of the pairs; rows that were evaluated. */
export interface RampedTrialsResult {
  readonly trials: TrialRecord[];
  readonly paths: PathRecord[];
  readonly rows: number;
}

const number = count(2 ** 31 - 1);

export const rampedTrials = parted<RampedTrialsPiece, RampedTrialsResult>({
  schema: z.strictObject({
    program: z.literal('ramped-trials'), states, batch, numbers: places, energies: realValues, first: count(Number.MAX_SAFE_INTEGER),
    pairs: z.array(z.strictObject({ a: number, b: number, path: z.boolean() })).min(1).max(65_536),
    settings: z.strictObject({
      alphaFrom: factor, alphaTo: factor, rampSteps: steps, rampRepeats: count(1000, 1), delta: factor, temperature: factor, epsilon: factor,
      seed: count(Number.MAX_SAFE_INTEGER), quenchSteps: steps, chordPoints: count(1000, 1),
    }),
  }).refine((piece) => areAmong(piece, piece.pairs.flatMap(({ a, b }) => [a, b])), 'trials between states that are not there'),
  resultSchema: z.strictObject({ trials: z.array(rampedRecord), paths: z.array(pathRecord), rows: count(Number.MAX_SAFE_INTEGER) }),
  chainStepsOf: ({ pairs, settings }) => Math.ceil(trialsOf({ pairs }, settings) * ARRIVED * settings.rampSteps),
  async run(evaluator, { states: positions, numbers, energies, pairs, first, settings }) {
    const run = createRampedTrials(pairs, settings, evaluator.batch, first);
    const trials: TrialRecord[] = [];
    const paths: PathRecord[] = [];
    let rows = 0;
    while (!areTried(run, settings)) {
      const found = await stepRampedTrials(run, { positions, numbers, energies }, evaluator, settings);
      trials.push(...found.trials);
      paths.push(...found.paths);
      rows += found.rows;
    }
    const place = ({ a, b }: PathRecord): number => pairs.findIndex((pair) => Math.min(pair.a, pair.b) === a && Math.max(pair.a, pair.b) === b);
    return { trials: trials.sort((p, q) => p.trial - q.trial), paths: paths.sort((p, q) => place(p) - place(q)), rows };
  },
});
