import type { Evaluator } from './create-evaluator.ts';

/** Batches beside the full one, as parts of it. A program is compiled for each that is needed. */
const PARTS = [8, 4, 2];

/**
 * U and ∇U of any number of states: up to `rows` of them run in the smallest of the batches ⅛, ¼, ½ and all of `rows` that holds them, so that
 * the last chains of a kind and a handful of chord points do not cost a whole batch; more run in full batches. `make` opens an evaluator of one
 * batch; closing closes them all. Throws as they do.
 */
export function partedEvaluator(rows: number, make: (batch: number) => Evaluator): Evaluator {
  const batches = [...new Set([...PARTS.map((part) => Math.max(1, Math.ceil(rows / part))), rows])];
  const evaluators = batches.map(make);
  const full = evaluators[evaluators.length - 1]!;
  const { dimensions } = full;
  const holding = (states: Float32Array): Evaluator => evaluators.find(({ batch }) => batch * dimensions >= states.length) ?? full;
  return {
    dimensions,
    batch: rows,
    energies: (states) => holding(states).energies(states),
    energiesAndGradients: (states) => holding(states).energiesAndGradients(states),
    close: async () => {
      for (const evaluator of evaluators) await evaluator.close();
    },
  };
}
