import type { ResolvedMapSettings } from '../../contract/map-settings.ts';
import type { MapState } from '../map-state.ts';
import type { MapTools } from '../work.ts';
import { alphaPhase, pilotsPhase } from './alpha.ts';
import { barriersPhase } from './barriers.ts';
import { consolidatePhase } from './consolidate.ts';
import type { MapInputs, Phase } from './phase.ts';
import type { PhaseOf, PhaseProgress, PhaseState } from './phase-state.ts';
import { placePhase } from './place.ts';
import { samplePhase } from './sample.ts';
import { scorePhase } from './score.ts';

const donePhase: Phase<PhaseOf<'done'>> = { step: async (phase) => phase, progress: () => ({}) };

const PHASES: { readonly [Kind in PhaseState['kind']]: Phase<Extract<PhaseState, { readonly kind: Kind }>> } = {
  sample: samplePhase, pilots: pilotsPhase, alpha: alphaPhase, 'burn-in': placePhase, main: placePhase,
  consolidate: consolidatePhase, barriers: barriersPhase, score: scorePhase, done: donePhase,
};

function phaseOf({ kind }: PhaseState): Phase<PhaseState> {
  // Each kind's phase takes the state of that kind.
  return PHASES[kind] as Phase<PhaseState>;
}

/** Queues what the phase needs next, and goes on to the next phase when it is through. */
export async function advancePhase(state: MapState, tools: MapTools, inputs: MapInputs): Promise<void> {
  const { phase } = state;
  const next = await phaseOf(phase).step(phase, state, tools, inputs);
  if (next === phase) return;
  Object.assign(state.behind, phaseOf(phase).progress(phase, state, tools.settings));
  state.phase = next;
}

/** Counts of all tasks so far: of the phases behind as they ended, and of the one at work. */
export function progressOf(state: MapState, settings: ResolvedMapSettings): PhaseProgress {
  return { ...state.behind, ...phaseOf(state.phase).progress(state.phase, state, settings) };
}
