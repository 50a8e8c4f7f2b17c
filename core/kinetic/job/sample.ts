import { stepThermal } from '../thermal-states.ts';
import type { KineticTools, Origin, PhaseStep, SamplePhase } from './kinetic-state.ts';
import { openQuench } from './quench.ts';

/** Reads a batch of starts, then one Langevin step of it. After `sampleSteps` steps the thermal states are written down. Throws MappingError where U is no number. */
export async function stepSample(phase: SamplePhase, tools: KineticTools): Promise<PhaseStep> {
  const { evaluator, settings } = tools;
  const { first, x, origins } = phase;
  if (origins.length === 0) {
    const starts = await readStarts(tools, first, Math.min(evaluator.batch, settings.states - first));
    return { phase: { ...phase, ...starts }, rows: 0 };
  }
  const energies = await stepThermal(phase, first, evaluator, settings);
  if (energies === null) return { phase, rows: origins.length };
  noteThermal(tools, first, origins, x, energies);
  return { phase: openQuench(phase, evaluator.dimensions, settings), rows: origins.length };
}

/** Start states `first`, `first` + 1, …: their points [count, N], flat, and where they come from. */
export async function readStarts({ source, evaluator: { dimensions } }: Pick<KineticTools, 'source' | 'evaluator'>, first: number, count: number): Promise<{ readonly x: Float32Array; readonly origins: readonly Origin[] }> {
  const starts = await source.read(Array.from({ length: count }, (_, row) => first + row));
  const x = new Float32Array(starts.length * dimensions);
  starts.forEach((start, row) => x.set(start.x, row * dimensions));
  return { x, origins: starts.map(({ source: from, label }) => ({ source: from, label })) };
}

/** Writes thermal states x [n, N] down, of numbers from `first` on. */
export function noteThermal({ info, evaluator: { dimensions } }: Pick<KineticTools, 'info' | 'evaluator'>, first: number, origins: readonly Origin[], x: Float32Array, energies: Float32Array): void {
  origins.forEach((origin, row) => {
    info.members.push({ state: first + row, energy: energies[row]!, ...origin, x: x.slice(row * dimensions, (row + 1) * dimensions) });
  });
}
