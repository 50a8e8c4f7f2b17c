import { pieceEvaluator } from '../pieces/piece-evaluator.ts';
import type { PieceRunner } from '../pieces/piece-runner.ts';
import type { Evaluator } from '../potentials/create-evaluator.ts';
import type { Potential } from '../potentials/potential.ts';

/** Batches beside the full one, as parts of it. A program is compiled for each that is needed. */
const PARTS = [8, 4, 2];

/**
 * The evaluator of a map: up to `slots` states run in the smallest of the batches ⅛, ¼, ½ and all of `slots` that holds them, so that
 * the last trials of a phase and a handful of chord points do not cost a whole batch; more states run in full batches. Each call is a
 * piece of work. Throws as `createEvaluator`.
 */
export function createMapEvaluator(pieces: PieceRunner, potential: Potential, slots: number): Evaluator {
  const batches = [...new Set([...PARTS.map((part) => Math.max(1, Math.ceil(slots / part))), slots])];
  const evaluators = batches.map((batch) => pieceEvaluator(pieces, potential, batch));
  const full = evaluators[evaluators.length - 1]!;
  const { dimensions } = full;
  const holding = (states: Float32Array): Evaluator => evaluators.find(({ batch }) => batch * dimensions >= states.length) ?? full;
  return {
    dimensions,
    batch: slots,
    energies: (states) => holding(states).energies(states),
    energiesAndGradients: (states) => holding(states).energiesAndGradients(states),
    close: () => full.close(),
  };
}
