import { z } from 'zod';
import { rowsOf, stepRelaxations } from '../../mapping/string-method.ts';
import type { Relaxation } from '../../mapping/string-method.ts';
import type { PieceOf } from '../named-program.ts';
import type { Batched } from './evaluation.ts';
import { parted } from './parted.ts';
import { batch, count, factor, values } from './piece-fields.ts';
import { relaxation } from './walker-fields.ts';

/** Relaxations of paths by the string method, to their ends. Their points are in them: `states` is empty. */
export interface RelaxationsPiece extends PieceOf<'relaxations'>, Batched {
  readonly relaxations: readonly Relaxation[];
  readonly epsilon: number;
}

/** The relaxations, done; rows of gradients evaluated. */
export interface RelaxationsResult {
  readonly relaxations: Relaxation[];
  readonly rows: number;
}

export const relaxations = parted<RelaxationsPiece, RelaxationsResult>({
  schema: z.strictObject({ program: z.literal('relaxations'), states: values, batch, relaxations: z.array(relaxation).min(1).max(65_536), epsilon: factor }),
  resultSchema: z.strictObject({ relaxations: z.array(relaxation), rows: count(Number.MAX_SAFE_INTEGER) }),
  chainStepsOf: ({ relaxations: all }) => all.reduce((sum, one) => sum + rowsOf(one) * (one.maxSteps - one.step), 0),
  async run(evaluator, { relaxations: given, epsilon }) {
    const all = structuredClone(given) as Relaxation[];
    let rows = 0;
    while (all.some(({ done }) => !done)) rows += await stepRelaxations(all.filter(({ done }) => !done), evaluator, epsilon);
    return { relaxations: all, rows };
  },
});
