import { createQuench, isQuenched, stepQuench } from '../../kinetic/quench.ts';
import type { PieceOf } from '../named-program.ts';
import { evaluating } from './evaluation.ts';

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

export const descent = evaluating<DescentPiece, DescentResult>(async (evaluator, { states, epsilon, steps }) => {
  const quench = createQuench(states, evaluator.dimensions, steps);
  while (!isQuenched(quench)) await stepQuench(quench, evaluator, epsilon);
  return { states: quench.positions, energies: quench.energies };
});
