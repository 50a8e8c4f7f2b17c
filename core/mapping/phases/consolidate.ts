import type { ResolvedMapSettings } from '../../contract/map-settings.ts';
import type { MapState } from '../map-state.ts';
import { createPairRun, isFinished, progressOfPairs, pursuePairs } from '../pair-run.ts';
import { mergePairs, notePaths } from './pairs.ts';
import type { Phase } from './phase.ts';
import type { PhaseOf } from './phase-state.ts';

export function openConsolidation({ placement, alpha }: MapState, { consolidateNearest, repeats }: ResolvedMapSettings): PhaseOf<'consolidate'> {
  return { kind: 'consolidate', run: createPairRun('consolidate', placement.basins, { alpha: alpha!, nearest: consolidateNearest, rounds: repeats, untilSuccess: true }) };
}

/** Trials between the basins of the burn-in; those found to be one are merged. */
export const consolidatePhase: Phase<PhaseOf<'consolidate'>> = {
  async step(phase, state, tools) {
    const { run } = phase;
    await pursuePairs(run, state.work, tools, () => undefined);
    if (!isFinished(run)) return phase;
    mergePairs(state, run, tools);
    const standing = new Set(state.placement.basins.map(({ id }) => id));
    for (const pair of run.pairs) if (standing.has(pair.a.id) && standing.has(pair.b.id)) notePaths(state, pair, tools);
    state.revision++;
    return { kind: 'main' };
  },
  progress: ({ run }) => ({ consolidate: progressOfPairs(run) }),
};
