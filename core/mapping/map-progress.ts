import type { ResolvedMapSettings } from '../contract/map-settings.ts';
import type { ProgressTask } from '../contract/job-event.ts';
import type { JobReport } from '../jobs/job.ts';
import type { MapInfo } from './map-info.ts';
import type { MapState } from './map-state.ts';
import { progressOf } from './phases/advance.ts';
import { MAP_PHASES } from './records.ts';
import type { MapPhase } from './records.ts';

/** What a task is called, and what it counts. */
const NAMES: Readonly<Record<MapPhase, readonly [name: string, unit: string]>> = {
  sample: ['Draw samples', 'chains'],
  alpha: ['Choose α', 'placements'],
  'burn-in': ['Burn-in', 'states'],
  consolidate: ['Consolidate', 'pairs'],
  main: ['Place states', 'states'],
  barriers: ['Barriers', 'pairs'],
  refine: ['Refine paths', 'paths'],
};

/** How much a map has found, as its record and its progress tell it. */
export function countersOf({ placement, chainSteps, alpha }: MapState): { basins: number; states: number; chainSteps: number; alpha: number | null } {
  return { basins: placement.basins.length, states: placement.placed, chainSteps, alpha };
}

/** The task at work, as progress calls it; null once the map is through. */
export function stageOf({ phase: { kind } }: MapState): string | null {
  if (kind === 'done') return null;
  return kind === 'score' ? 'Score against the labels' : NAMES[kind === 'pilots' ? 'alpha' : kind][0];
}

/** Progress and metrics of one step of a map: a task a phase, those that the settings leave out left out. */
export function reportOf(state: MapState, info: MapInfo, settings: ResolvedMapSettings): JobReport {
  const phases = MAP_PHASES.filter((phase) => {
    if (phase === 'sample') return settings.method === 'placing';
    if (phase === 'alpha') return settings.alpha === null;
    if (phase === 'refine') return settings.refine === 'string';
    return phase !== 'burn-in' && phase !== 'consolidate' ? true : settings.burnIn > 0;
  });
  const counts = progressOf(state, settings);
  const parts = phases.map((phase): ProgressTask => {
    const [name, unit] = NAMES[phase];
    const [done, total] = counts[phase] ?? [0, null];
    return { name, unit, done, total: total ?? knownTotal(phase, settings), parts: [] };
  });
  const { records } = info;
  const { states: statesPlaced, basins, chainSteps } = countersOf(state);
  return {
    progress: {
      task: {
        name: 'Map', unit: 'phases', total: parts.length, parts,
        done: state.phase.kind === 'done' ? parts.length : parts.filter(({ done, total }) => total !== null && done >= total).length,
      },
      chainSteps,
      found: { kind: 'map', statesPlaced, basins },
    },
    metrics: [
      ...records.discovery.map((point) => ({ name: 'discovery', step: point.states, values: { basins: point.basins } })),
      ...records.sweep.map(({ alpha, ...at }, i) => ({ name: 'sweep', step: i, values: { alpha, ...at } })),
    ],
    frame: records.minima.length + records.members.length + records.merges.length + records.paths.length + records.sweep.length > 0,
  };
}

function knownTotal(phase: MapPhase, settings: ResolvedMapSettings): number | null {
  if (phase === 'burn-in') return settings.burnIn;
  if (phase === 'main') return settings.states - settings.burnIn;
  return phase === 'sample' ? settings.states : null;
}
