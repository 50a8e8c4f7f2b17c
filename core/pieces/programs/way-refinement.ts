import { z } from 'zod';
import { areRefined, createRefinement, refinementRows, stepRefinement } from '../../kinetic/join-refinement.ts';
import type { GraphWay, RefineSettings } from '../../kinetic/join-refinement.ts';
import { sizeOf } from '../../graph/program.ts';
import type { PathRecord } from '../../mapping/records.ts';
import type { PieceOf } from '../named-program.ts';
import type { Batched } from './evaluation.ts';
import { pathRecord } from './map-records.ts';
import { parted } from './parted.ts';
import { areAmong, batch, count, factor, places, realValues, states, steps } from './piece-fields.ts';

/** The string method on one way over a kinetic map's graph. */
export interface WayRefinementPiece extends PieceOf<'way-refinement'>, Batched {
  /** Of the states, which are inherent structures: their numbers in their map, and U, [n]. */
  readonly numbers: Int32Array;
  readonly energies: Float64Array;
  readonly way: GraphWay;
  readonly settings: RefineSettings;
}

/** The relaxed way as a record, and the rows of gradients that it took. */
export interface WayRefinementResult {
  readonly paths: PathRecord[];
  readonly rows: number;
}

export const wayRefinement = parted<WayRefinementPiece, WayRefinementResult>({
  schema: z.strictObject({
    program: z.literal('way-refinement'), states, batch, numbers: places, energies: realValues,
    way: z.strictObject({ states: z.array(count(2 ** 31 - 1)).min(1).max(65_536), barrier: z.number() }),
    settings: z.strictObject({ refineImages: count(1000, 3), refineSteps: count(1_000_000, 1), epsilon: factor, seed: count(Number.MAX_SAFE_INTEGER) }),
  }).refine((piece) => areAmong(piece, piece.way.states), 'a way over states that are not there'),
  resultSchema: z.strictObject({ paths: z.array(pathRecord).max(1), rows: steps }),
  chainStepsOf: ({ way, settings, potential }) => refinementRows(createRefinement([way]), settings, sizeOf(potential.network.inputShape)),
  async run(evaluator, { states: positions, numbers, energies, way, settings }) {
    const work = createRefinement([way]);
    const found: WayRefinementResult['paths'] = [];
    let rows = 0;
    while (!areRefined(work)) {
      const step = await stepRefinement(work, { positions, numbers, energies }, evaluator, settings);
      found.push(...step.paths);
      rows += step.rows;
    }
    return { paths: found, rows };
  },
});
