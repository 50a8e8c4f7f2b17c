import { z } from 'zod';
import { sizeOf } from '../../graph/program.ts';
import { createEvaluator } from '../../potentials/create-evaluator.ts';
import type { Evaluator } from '../../potentials/create-evaluator.ts';
import type { NamedProgram, PieceOf } from '../named-program.ts';
import { batch, states, values } from './piece-fields.ts';

export interface Batched {
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

export const energies = evaluating<EnergiesPiece, EnergiesResult>({
  schema: z.strictObject({ program: z.literal('energies'), states, batch }),
  resultSchema: z.strictObject({ energies: values }),
  stepsEach: () => 1,
  run: async (evaluator, { states: x }) => ({ energies: await evaluator.energies(x) }),
});

export const energiesAndGradients = evaluating<GradientsPiece, GradientsResult>({
  schema: z.strictObject({ program: z.literal('energies-and-gradients'), states, batch }),
  resultSchema: z.strictObject({ energies: values, gradients: values }),
  stepsEach: () => 1,
  run: (evaluator, { states: x }) => evaluator.energiesAndGradients(x),
});

/** What a program that only evaluates says for itself. */
export interface Evaluating<Piece, Result> extends Pick<NamedProgram<Piece, Result>, 'schema' | 'resultSchema'> {
  /** Steps that each state of a piece takes. */
  stepsEach(piece: Piece): number;
  run(evaluator: Evaluator, piece: Piece): Promise<Result>;
}

/** A program whose runs only evaluate, in batches of the piece. */
export function evaluating<Piece extends PieceOf<string> & Batched, Result>({ schema, resultSchema, stepsEach, run }: Evaluating<Piece, Result>): NamedProgram<Piece, Result> {
  return {
    schema,
    resultSchema,
    chainStepsOf: (piece) => (piece.states.length / sizeOf(piece.potential.network.inputShape)) * stepsEach(piece),
    keyOf: (piece) => String(piece.batch),
    weightsOf: () => 'constant',
    prepare: async (engine, { potential, batch: rows }) => {
      const evaluator = createEvaluator(engine, potential, rows);
      return { run: (piece) => run(evaluator, piece), close: () => evaluator.close() };
    },
  };
}
