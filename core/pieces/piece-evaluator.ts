import { sizeOf } from '../graph/program.ts';
import type { Evaluator } from '../potentials/create-evaluator.ts';
import type { Potential } from '../potentials/potential.ts';
import type { PieceRunner } from './piece-runner.ts';

/** U and ∇U of any number of states as pieces of work, in chunks of `batch` rows. Closing it lets the potential's programs go. */
export function pieceEvaluator(pieces: PieceRunner, potential: Potential, batch: number): Evaluator {
  return {
    dimensions: sizeOf(potential.network.inputShape),
    batch,
    energies: async (states) => (await pieces.run({ program: 'energies', potential, states, batch })).energies,
    energiesAndGradients: (states) => pieces.run({ program: 'energies-and-gradients', potential, states, batch }),
    close: () => pieces.release(potential),
  };
}
