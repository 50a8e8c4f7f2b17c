import { pieceEvaluator } from '../pieces/piece-evaluator.ts';
import type { PieceRunner } from '../pieces/piece-runner.ts';
import type { Evaluator } from '../potentials/create-evaluator.ts';
import { partedEvaluator } from '../potentials/parted-evaluator.ts';
import type { Potential } from '../potentials/potential.ts';

/** The evaluator of a map: batches of up to `slots` states, smaller ones for fewer (`partedEvaluator`). Each call is a piece of work. Throws as `createEvaluator`. */
export function createMapEvaluator(pieces: PieceRunner, potential: Potential, slots: number): Evaluator {
  return partedEvaluator(slots, (batch) => pieceEvaluator(pieces, potential, batch));
}
