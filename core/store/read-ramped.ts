import type { RampedTrial } from '../landscape/kinetic/ramped-alphas.ts';
import { distance } from '../mapping/geometry.ts';
import type { Workspace } from './workspace.ts';

/** Distances between inherent structures by map and pair, as long as the workspace is open: points are large, and a cut must not wait for them. */
const kept = new WeakMap<Workspace, Map<string, number>>();

/** Trials with a ramped magnet between states of a map, with the distance of their ends. */
export function readRampedTrials(workspace: Workspace, map: string): RampedTrial[] {
  const trials = workspace.trials.ramped(map);
  const known = kept.get(workspace) ?? new Map<string, number>();
  kept.set(workspace, known);
  const keyOf = ({ from, to }: { readonly from: number; readonly to: number }): string => `${map} ${Math.min(from, to)} ${Math.max(from, to)}`;
  const unknown = trials.filter((trial) => !known.has(keyOf(trial)));
  if (unknown.length > 0) {
    const points = workspace.inherent.pictures(map, [...new Set(unknown.flatMap(({ from, to }) => [from, to]))]);
    for (const trial of unknown) {
      const [from, to] = [points.get(trial.from), points.get(trial.to)];
      known.set(keyOf(trial), from === undefined || to === undefined ? NaN : distance(from.x, to.x));
    }
  }
  return trials.map((trial) => ({ ...trial, distance: known.get(keyOf(trial))! }));
}
