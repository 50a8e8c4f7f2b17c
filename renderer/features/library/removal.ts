import type { MapSummary } from '../../../core/contract/map-record.ts';
import type { PotentialSummary } from '../../../core/contract/potential.ts';
import type { SweepSummary } from '../../../core/contract/sweep.ts';
import type { RunSummary } from '../../../core/contract/training-run.ts';
import { request } from '../../lib/bridge.ts';
import { formatPlural } from '../../lib/format.ts';
import { groupWords } from '../../lib/found-words.ts';
import { isOpen, type Workspace } from '../../lib/workspace.svelte.ts';

/** What is asked before something is removed for good. */
export interface Removal {
  readonly title: string;
  readonly text: string;
  readonly action: string;
  readonly carryOut: () => Promise<void>;
}

/** Said of work that goes on. */
function endedFirst(workspace: Workspace, work: MapSummary | RunSummary | SweepSummary): string {
  return isOpen(workspace.statusOf(work)) ? ' The work on it is ended first.' : '';
}

export function mapRemoval(workspace: Workspace, map: MapSummary): Removal {
  return {
    title: `Remove “${map.name}”?`,
    text: `Its ${groupWords(map.settings.method, map.basins) || 'states'}, barriers and paths are deleted from the workspace for good. Files exported from it stay.${endedFirst(workspace, map)}`,
    action: 'Remove the map',
    carryOut: async () => {
      await request('map.remove', { map: map.id });
      await workspace.refresh();
    },
  };
}

export function runRemoval(workspace: Workspace, run: RunSummary): Removal {
  return {
    title: `Remove “${run.name}”?`,
    text: `Its curves, samples and ${formatPlural(run.checkpoints.length, 'checkpoint')} are deleted from the workspace for good. Potentials opened from its checkpoints stay.${endedFirst(workspace, run)}`,
    action: 'Remove the run',
    carryOut: async () => {
      await request('training.remove', { run: run.id });
      await workspace.refresh();
    },
  };
}

/** A sweep goes with the maps or runs that are its cells. */
export function sweepRemoval(workspace: Workspace, sweep: SweepSummary): Removal {
  const cells = formatPlural(sweep.jobs.length, sweep.kind === 'map' ? 'map' : 'training run');
  return {
    title: `Remove “${sweep.name}”?`,
    text: `The sweep and the ${cells} that ${sweep.jobs.length === 1 ? 'is its cell' : 'are its cells'} are deleted from the workspace for good.${endedFirst(workspace, sweep)}`,
    action: 'Remove the sweep',
    carryOut: async () => {
      await request('sweep.remove', { sweep: sweep.id });
      await workspace.refresh();
    },
  };
}

/** A potential goes with its maps. */
export function potentialRemoval(workspace: Workspace, potential: PotentialSummary): Removal {
  const maps = workspace.mapsOf(potential.id);
  const withMaps = maps.length === 0 ? '' : ` ${maps.length === 1 ? 'Its map goes' : `Its ${maps.length} maps go`} with it, and all that ${maps.length === 1 ? 'it' : 'they'} found.`;
  const again = potential.bundled ? ' It came with Basinscope and does not come back by itself.' : ' The file it was opened from stays where it is.';
  return {
    title: `Remove “${potential.name}”?`,
    text: `The workspace’s copy of its weights is deleted.${withMaps}${again}`,
    action: maps.length === 0 ? 'Remove the potential' : `Remove it and ${formatPlural(maps.length, 'map')}`,
    carryOut: async () => {
      try {
        for (const map of maps) await request('map.remove', { map: map.id });
        await request('potential.remove', { potential: potential.id });
      } finally {
        await workspace.refresh();
      }
    },
  };
}
