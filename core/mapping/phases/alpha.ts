import { alphaLimits, createSweep, pursueSweep } from '../choose-alpha.ts';
import { isWithin } from '../geometry.ts';
import { supplyStates } from '../supply.ts';
import type { MadeState } from '../supply.ts';
import type { MapTools } from '../work.ts';
import type { Phase } from './phase.ts';
import type { PhaseOf } from './phase-state.ts';

/** States placed at every α of the sweep (science.md, section 5: the last 50 states). */
const PILOTS = 50;

/** Makes the states that α is chosen with. An α that is given needs none. */
export const pilotsPhase: Phase<PhaseOf<'pilots'>> = {
  async step(phase, state, tools, inputs) {
    const { settings, evaluator, walk } = tools;
    if (settings.alpha !== null) {
      state.placement.alpha = settings.alpha;
      return { kind: 'burn-in' };
    }
    const wanted = Math.min(PILOTS, settings.states);
    if (settings.method === 'minimum') await supplyStates(state.supply, settings.states, wanted, inputs.source, state.work, tools);
    if (state.supply.ready.length < wanted && state.supply.making.length > 0) return phase;
    const sweep = createSweep(pilotsOf(state.supply.ready, walk.delta), alphaLimits(settings, evaluator.dimensions));
    // One pilot settles the sweep at once.
    const opened: PhaseOf<'alpha'> = { kind: 'alpha', sweep };
    const next = await alphaPhase.step(opened, state, tools, inputs);
    if (next !== opened) Object.assign(state.behind, alphaPhase.progress(opened, state, settings));
    return next;
  },
  progress: () => ({}),
};

/** The sweep for α. */
export const alphaPhase: Phase<PhaseOf<'alpha'>> = {
  async step(phase, state, tools: MapTools) {
    await pursueSweep(phase.sweep, state.work, tools);
    if (phase.sweep.stage !== 'done') return phase;
    state.alpha = phase.sweep.alpha;
    state.placement.alpha = phase.sweep.alpha!;
    state.revision++;
    return { kind: 'burn-in' };
  },
  progress({ sweep: { runs, nextRun, pilots, stage } }) {
    // A run that stopped early counts as if it had placed all its pilots.
    const placed = (nextRun - 1 - runs.length) * pilots.length + runs.reduce((sum, run) => sum + run.placed, 0);
    return { alpha: [placed, stage === 'bounds' ? null : (nextRun - 1) * pilots.length] };
  },
};

/** Up to 50 states spread evenly over those ready; of several within δ of each other only the first: they say nothing about α. */
function pilotsOf(ready: readonly MadeState[], delta: number): MadeState[] {
  const distinct: MadeState[] = [];
  for (const made of ready) if (!distinct.some(({ x }) => isWithin(x, made.x, delta))) distinct.push(made);
  const count = Math.min(PILOTS, distinct.length);
  return Array.from({ length: count }, (_, i) => distinct[Math.floor((i * distinct.length) / count)]!);
}
