import { z } from 'zod';
import { createQuench, isQuenched, stepQuench } from '../../kinetic/quench.ts';
import type { PieceOf } from '../named-program.ts';
import { evaluating } from './evaluation.ts';
import { batch, factor, states, steps, values } from './piece-fields.ts';

/** Descents x ← x − (ε²/2)·∇U of so many steps: quenches to inherent structures. */
export interface DescentPiece extends PieceOf<'descent'> {
  readonly batch: number;
  readonly epsilon: number;
  readonly steps: number;
}

/** Where the descents end, as the states, and U there, [n]. */
export interface DescentResult {
  readonly states: Float32Array;
  readonly energies: Float32Array;
}

export const descent = evaluating<DescentPiece, DescentResult>({
  schema: z.strictObject({ program: z.literal('descent'), states, batch, epsilon: factor, steps }),
  resultSchema: z.strictObject({ states: values, energies: values }),
  stepsEach: (piece) => piece.steps,
  async run(evaluator, piece) {
    const quench = createQuench(piece.states, evaluator.dimensions, piece.steps);
    while (!isQuenched(quench)) await stepQuench(quench, evaluator, piece.epsilon);
    return { states: quench.positions, energies: quench.energies };
  },
});
