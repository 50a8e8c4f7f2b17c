import { createEvaluator } from '../../potentials/create-evaluator.ts';
import type { Evaluator } from '../../potentials/create-evaluator.ts';
import type { NamedProgram, PieceOf } from '../named-program.ts';

interface Batched {
  /** Rows that run at once; more states run in chunks of so many, the last one padded. */
  readonly batch: number;
}

/** U of states. */
export type EnergiesPiece = PieceOf<'energies'> & Batched;
/** U [n]. */
export interface EnergiesResult {
  readonly energies: Float32Array;
}

/** U and ∇U of states: a step of a map's slots. */
export type GradientsPiece = PieceOf<'energies-and-gradients'> & Batched;
/** U [n] and ∇U, as the states. */
export interface GradientsResult extends EnergiesResult {
  readonly gradients: Float32Array;
}

export const energies = evaluating<EnergiesPiece, EnergiesResult>(async (evaluator, { states }) => ({ energies: await evaluator.energies(states) }));

export const energiesAndGradients = evaluating<GradientsPiece, GradientsResult>((evaluator, { states }) => evaluator.energiesAndGradients(states));

/** A program whose runs only evaluate, in batches of the piece. */
export function evaluating<Piece extends PieceOf<string> & Batched, Result>(run: (evaluator: Evaluator, piece: Piece) => Promise<Result>): NamedProgram<Piece, Result> {
  return {
    keyOf: ({ batch }) => String(batch),
    weightsOf: () => 'constant',
    prepare: async (engine, { potential, batch }) => {
      const evaluator = createEvaluator(engine, potential, batch);
      return { run: (piece) => run(evaluator, piece), close: () => evaluator.close() };
    },
  };
}
