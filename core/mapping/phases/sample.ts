import { settlingWarning } from '../settling.ts';
import { supplyStates } from '../supply.ts';
import type { Phase } from './phase.ts';
import type { PhaseOf } from './phase-state.ts';

/** All chains to samples, before anything is placed. */
export const samplePhase: Phase<PhaseOf<'sample'>> = {
  async step(phase, { supply, work }, tools, { source }) {
    const { settings, evaluator } = tools;
    await supplyStates(supply, settings.states, 0, source, work, tools);
    if (supply.ready.length === 0) return phase;
    const warning = settings.method === 'placing' ? settlingWarning(supply.settling, settings, evaluator.dimensions) : null;
    if (warning !== null) tools.book.warnings.push(warning);
    return { kind: 'pilots' };
  },
  progress: (_phase, { supply }, { states }) => ({ sample: [supply.started - supply.making.filter(({ made }) => made === null).length, states] }),
};
