import { createEvaluator } from '../../potentials/create-evaluator.ts';
import type { Evaluator } from '../../potentials/create-evaluator.ts';
import { partedEvaluator } from '../../potentials/parted-evaluator.ts';
import type { NamedProgram, PieceOf } from '../named-program.ts';
import type { Batched } from './evaluation.ts';

/** What a program that evaluates batches of any size up to the piece's says for itself. */
export interface Parted<Piece, Result> extends Pick<NamedProgram<Piece, Result>, 'schema' | 'resultSchema' | 'chainStepsOf'> {
  run(evaluator: Evaluator, piece: Piece): Promise<Result>;
}

/** A program whose runs only evaluate, in the smallest of the batches ⅛, ¼, ½ and all of the piece's that holds what is to be evaluated: of a map's work. */
export function parted<Piece extends PieceOf<string> & Batched, Result>({ run, ...said }: Parted<Piece, Result>): NamedProgram<Piece, Result> {
  return {
    ...said,
    keyOf: (piece) => String(piece.batch),
    weightsOf: () => 'constant',
    prepare: async (engine, { potential, batch: rows }) => {
      const evaluator = partedEvaluator(rows, (part) => createEvaluator(engine, potential, part));
      return { run: (piece) => run(evaluator, piece), close: () => evaluator.close() };
    },
  };
}
