import type { MapOutcome } from '../contract/sweep.ts';
import { readLandscape } from '../store/read-landscape.ts';
import type { Workspace } from '../store/workspace.ts';

/** What a map came to, in the numbers that cells of a sweep are compared by. Throws StoreError. */
export function readMapOutcome(workspace: Workspace, map: string): MapOutcome {
  const { states, chainSteps, seconds, alpha } = workspace.maps.get(map);
  const { basins, forest } = readLandscape(workspace, map);
  const members = basins.map((basin) => basin.members);
  const all = members.reduce((sum, count) => sum + count, 0);
  const heights = forest.joins.map(({ height }) => height);
  return {
    kind: 'map',
    basins: basins.length,
    trees: forest.roots.length,
    states,
    largestShare: all === 0 ? null : Math.max(...members) / all,
    lowestBarrier: heights.length === 0 ? null : Math.min(...heights),
    highestBarrier: heights.length === 0 ? null : Math.max(...heights),
    alpha,
    chainSteps,
    seconds,
  };
}
