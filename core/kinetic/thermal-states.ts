import { langevinMove } from '../mapping/langevin-move.ts';
import { MappingError } from '../mapping/mapping-error.ts';
import { STREAM } from '../mapping/work.ts';
import type { Evaluator } from '../potentials/create-evaluator.ts';
import { streamKey } from '../random/stream-key.ts';

/** States on their way from start to thermal state. Plain data. */
export interface ThermalWalk {
  /** [n, N], flat. */
  readonly x: Float32Array;
  step: number;
}

export interface ThermalSettings {
  readonly sampleSteps: number;
  readonly epsilon: number;
  readonly temperature: number;
  readonly seed: number;
}

/**
 * One Langevin step of all, in place: x ← x − (ε²/2)·∇U/T + ε z. After `sampleSteps` steps there are thermal states: returns U of each, [n]; null before.
 * Noise is keyed by the state's number (from `first` on) and its step: numbers do not depend on the batch. Throws MappingError where U is no number.
 */
export async function stepThermal(walk: ThermalWalk, first: number, evaluator: Evaluator, { sampleSteps, epsilon, temperature, seed }: ThermalSettings): Promise<Float32Array | null> {
  const { dimensions } = evaluator;
  const { x, step } = walk;
  if (step >= sampleSteps) {
    const energies = await evaluator.energies(x);
    energies.forEach((energy, row) => checkEnergy(energy, first + row, step, epsilon));
    return energies;
  }
  const { energies, gradients } = await evaluator.energiesAndGradients(x);
  energies.forEach((energy, row) => {
    checkEnergy(energy, first + row, step, epsilon);
    const at = row * dimensions;
    langevinMove(x.subarray(at, at + dimensions), gradients, at, epsilon, temperature, streamKey(seed, STREAM.chain, first + row), step, null);
  });
  walk.step++;
  return null;
}

function checkEnergy(energy: number, state: number, step: number, epsilon: number): void {
  if (Number.isFinite(energy)) return;
  throw new MappingError(
    step === 0
      ? `Start state ${state} has energy ${energy}: the potential cannot be mapped from there. Check the data and the weights.`
      : `The chain from start state ${state} ran off to energy ${energy} after ${step} steps of ε = ${epsilon}. Take a smaller ε, or fewer steps to a sample.`,
  );
}
