import type { ResolvedKinetic } from '../../contract/map-settings.ts';
import { MappingError } from '../../mapping/mapping-error.ts';
import { createNearestSearch } from '../nearest-pairs.ts';
import { createQuench, isQuenched, stepQuench } from '../quench.ts';
import { openSample } from './kinetic-state.ts';
import type { KineticPhase, KineticTools, PhaseStep, QuenchPhase, SamplePhase } from './kinetic-state.ts';

export function openQuench({ first, x }: SamplePhase, dimensions: number, { quenchSteps }: Pick<ResolvedKinetic, 'quenchSteps'>): QuenchPhase {
  return { kind: 'quench', first, quench: createQuench(x, dimensions, quenchSteps) };
}

/** One step of the batch's descent; then its inherent structures are written down and the next batch begins. Throws MappingError where U is no number. */
export async function stepQuenchPhase(phase: QuenchPhase, tools: KineticTools): Promise<PhaseStep> {
  const { first, quench } = phase;
  const { rows } = await stepQuench(quench, tools.evaluator, tools.settings.epsilon);
  if (!isQuenched(quench)) return { phase, rows };
  noteInherent(tools, first, quench.positions, quench.energies);
  return { phase: afterBatch(first + quench.energies.length, tools.settings), rows };
}

/** Writes inherent structures [n, N], flat, down, of states from `first` on. Throws MappingError where U of one is no number. */
export function noteInherent({ structures, settings, info, evaluator: { dimensions } }: KineticTools, first: number, positions: Float32Array, energies: Float32Array): void {
  structures.positions.set(positions, first * dimensions);
  structures.energies.set(energies, first);
  energies.forEach((energy, row) => {
    if (!Number.isFinite(energy)) {
      throw new MappingError(`The descent from state ${first + row} ran off to energy ${energy} after ${settings.quenchSteps} steps of ε = ${settings.epsilon}. Take a smaller ε, or fewer steps of the quench.`);
    }
    info.inherent.push({ state: first + row, energy, x: positions.slice(row * dimensions, (row + 1) * dimensions) });
  });
}

/** What comes after a batch: the next, which begins with state `next`, or the search for neighbours. */
export function afterBatch(next: number, { states, neighbours }: Pick<ResolvedKinetic, 'states' | 'neighbours'>): KineticPhase {
  return next < states ? openSample(next) : { kind: 'search', search: createNearestSearch(states, neighbours) };
}
