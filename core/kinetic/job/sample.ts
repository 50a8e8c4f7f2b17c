import { langevinMove } from '../../mapping/langevin-move.ts';
import { MappingError } from '../../mapping/mapping-error.ts';
import { STREAM } from '../../mapping/work.ts';
import { streamKey } from '../../random/stream-key.ts';
import type { KineticTools, PhaseStep, SamplePhase } from './kinetic-state.ts';
import { openQuench } from './quench.ts';

/**
 * Reads a batch of starts, then one Langevin step of it, in place: x ← x − (ε²/2)·∇U/T + ε z. After `sampleSteps` steps the thermal states are
 * written down. Noise is keyed by the state's number and its step: numbers do not depend on the batch. Throws MappingError where U is no number.
 */
export async function stepSample(phase: SamplePhase, { evaluator, settings, source, info }: KineticTools): Promise<PhaseStep> {
  const { states, sampleSteps, epsilon, temperature, seed } = settings;
  const { dimensions } = evaluator;
  const { first, x, origins } = phase;
  if (origins.length === 0) {
    const starts = await source.read(Array.from({ length: Math.min(evaluator.batch, states - first) }, (_, row) => first + row));
    const read = new Float32Array(starts.length * dimensions);
    starts.forEach((start, row) => read.set(start.x, row * dimensions));
    return { phase: { ...phase, origins: starts.map(({ source: from, label }) => ({ source: from, label })), x: read }, rows: 0 };
  }
  const rows = origins.length;
  if (phase.step < sampleSteps) {
    const { energies, gradients } = await evaluator.energiesAndGradients(x);
    for (let row = 0; row < rows; row++) {
      checkEnergy(energies[row]!, first + row, phase.step, epsilon);
      const at = row * dimensions;
      langevinMove(x.subarray(at, at + dimensions), gradients, at, epsilon, temperature, streamKey(seed, STREAM.chain, first + row), phase.step, null);
    }
    phase.step++;
    return { phase, rows };
  }
  const energies = await evaluator.energies(x);
  origins.forEach((origin, row) => {
    checkEnergy(energies[row]!, first + row, phase.step, epsilon);
    info.members.push({ state: first + row, energy: energies[row]!, ...origin, x: x.slice(row * dimensions, (row + 1) * dimensions) });
  });
  return { phase: openQuench(phase, dimensions, settings), rows };
}

function checkEnergy(energy: number, state: number, step: number, epsilon: number): void {
  if (Number.isFinite(energy)) return;
  throw new MappingError(
    step === 0
      ? `Start state ${state} has energy ${energy}: the potential cannot be mapped from there. Check the data and the weights.`
      : `The chain from start state ${state} ran off to energy ${energy} after ${step} steps of ε = ${epsilon}. Take a smaller ε, or fewer steps to a sample.`,
  );
}
