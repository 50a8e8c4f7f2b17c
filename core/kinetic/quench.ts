import type { Evaluator } from '../potentials/create-evaluator.ts';

/** States on their way to their inherent structures, at any point of the work. Plain data. */
export interface Quench {
  readonly dimensions: number;
  /** Steps that every state takes. */
  readonly steps: number;
  /** [n, dimensions], flat: finished ones first. */
  readonly positions: Float32Array;
  /** U before the last step; U at the inherent structure once a state is finished, [n]. */
  readonly energies: Float32Array;
  /** States that are finished. */
  finished: number;
  /** Steps that the states behind them, one batch of the evaluator, have taken. */
  step: number;
}

/** What one step saw. */
export interface QuenchInfo {
  /** Rows of gradients and energies evaluated. */
  readonly rows: number;
  /** Part of the work that is done, 0 … 1. */
  readonly progress: number;
}

/**
 * A quench of states `x` [n, dimensions], flat (copied), by `steps` steps of descent, before the first.
 * Throws RangeError when x is not a whole number of states or the steps are not a whole number.
 */
export function createQuench(x: Float32Array, dimensions: number, steps: number): Quench {
  const count = x.length / dimensions;
  if (!Number.isInteger(count)) throw new RangeError(`${x.length} values are not a whole number of states of ${dimensions} values.`);
  if (!Number.isInteger(steps) || steps < 0) throw new RangeError(`A quench takes a whole number of steps from 0; got ${steps}.`);
  return { dimensions, steps, positions: Float32Array.from(x), energies: new Float32Array(count).fill(NaN), finished: 0, step: 0 };
}

export function isQuenched({ energies, finished }: Quench): boolean {
  return finished === energies.length;
}

/**
 * One step of the next batch of states, in place: x ← x − (ε²/2)·∇U, Langevin's drift without its noise and so x − ∇F where ε is that
 * of training. After `steps` steps U is evaluated once more and the batch is finished.
 *
 * Inherent structures (Stillinger and Weber 1982) of thermal states: what is left when the N·T/2 of noise is gone. They are not
 * followed into a few deep minima. A batch is taken through all its steps before the next, so that a state's numbers do not
 * depend on where the work was interrupted.
 */
export async function stepQuench(quench: Quench, evaluator: Evaluator, epsilon: number): Promise<QuenchInfo> {
  const { dimensions, steps, positions, energies } = quench;
  const count = energies.length;
  const rows = Math.min(evaluator.batch, count - quench.finished);
  if (rows === 0) return { rows, progress: 1 };
  const batch = positions.subarray(quench.finished * dimensions, (quench.finished + rows) * dimensions);
  if (quench.step < steps) {
    const { energies: before, gradients } = await evaluator.energiesAndGradients(batch);
    const stepSize = (epsilon * epsilon) / 2;
    for (let i = 0; i < batch.length; i++) batch[i] = batch[i]! - stepSize * gradients[i]!;
    energies.set(before, quench.finished);
    quench.step++;
  } else {
    energies.set(await evaluator.energies(batch), quench.finished);
    quench.finished += rows;
    quench.step = 0;
  }
  const work = quench.finished * (steps + 1) + quench.step * Math.min(rows, count - quench.finished);
  return { rows, progress: work / (count * (steps + 1)) };
}
