import { adjustedRandIndex } from '../analysis/cluster-scores.ts';
import { quantile } from '../analysis/series-statistics.ts';
import type { ReplayMeasure } from '../contract/bundle.ts';
import type { EdgeRow, Landscape } from '../contract/landscape.ts';
import { NO_SET } from '../landscape/state-sets.ts';
import { readLandscape } from '../store/read-landscape.ts';
import { readPartition } from '../store/read-partition.ts';
import type { StatePartition } from '../store/read-partition.ts';
import type { Workspace } from '../store/workspace.ts';
import { measured } from './measured.ts';
import { sameStates } from './same-states.ts';

/** Bounds that a map computed on another kind of machine keeps (measured: core/DECISIONS.md, "A bundle is a zip …", "What a placing map is elsewhere"). */
const LEAST_ARI = 0.9;
/** Placing goes one state after the other, and one trial that ends otherwise by a last digit sends those after it elsewhere. */
const LEAST_ARI_OF_PLACING = 0.5;
/** Part of the samples of a placing map that came to the same place. */
const LEAST_SAME = 0.9;
const MOST_BARRIER = 0.05;

/**
 * How far two maps of a workspace agree where they are not the same to the bit: their sets as partitions of the states, and barriers between the sets that correspond.
 * Throws StoreError.
 */
export function mapAgreement(workspace: Workspace, before: string, now: string): ReplayMeasure[] {
  const first = readLandscape(workspace, before);
  const sets = first.basins.length;
  const partitions = [readPartition(workspace, before, null), partitionInto(workspace, now, sets)] as const;
  const { settings } = workspace.maps.get(before);
  const same = settings.method === 'placing' ? sameStates(workspace.members.all(before), workspace.members.all(now), settings.delta ?? Infinity) : null;
  const rows = sharedRows(...partitions, same);
  if (rows.length === 0) return [measured({ name: 'states in both', value: 0, bound: 1, is: 'at least', meaning: 'states that both maps have placed' })];
  const ari = adjustedRandIndex(rows.map(([a]) => a), rows.map(([, b]) => b));
  const barriers = barrierChanges(first, landscapeInto(workspace, now, sets), correspondence(partitions, rows));
  const all = partitions[0].columns.state.length;
  return [
    ...(same === null ? [] : [
      measured({ name: 'samples', value: same.size / all, bound: LEAST_SAME, is: 'at least', meaning: `part of the ${all} samples that are at the same place, within δ: what chains of the others came to hangs on last digits` }),
    ]),
    measured({ name: 'sets', value: ari, bound: same !== null ? LEAST_ARI_OF_PLACING : LEAST_ARI, is: 'at least', meaning: `adjusted Rand index of the ${sets} sets and those of the replay, over ${rows.length} states${same === null ? '' : ' at the same place'}` }),
    ...(barriers.length === 0 ? [] : [
      measured({ name: 'barriers', value: quantile(barriers, 0.5), bound: MOST_BARRIER, is: 'at most', meaning: `median change of the barriers of ${barriers.length} pairs of sets that both know, as a part of the landscape's height` }),
    ]),
  ];
}

/** Cut into as many sets as the other; into its own number where it cannot be. */
function partitionInto(workspace: Workspace, map: string, sets: number): StatePartition {
  try {
    return readPartition(workspace, map, sets);
  } catch {
    return readPartition(workspace, map, null);
  }
}

function landscapeInto(workspace: Workspace, map: string, sets: number): Landscape {
  try {
    return readLandscape(workspace, map, sets);
  } catch {
    return readLandscape(workspace, map);
  }
}

/** The sets of every state that both have in one, [before, now]. `same`: by number before, the number now; null: they keep their numbers. */
function sharedRows(before: StatePartition, now: StatePartition, same: ReadonlyMap<number, number> | null): [number, number][] {
  const later = new Map(Array.from(now.columns.state, (state, row) => [state, now.partition.ofRow[row]!]));
  return Array.from(before.columns.state, (state, row): [number, number] => [before.partition.ofRow[row]!, later.get(same === null ? state : (same.get(state) ?? -1)) ?? NO_SET]).filter(([a, b]) => a !== NO_SET && b !== NO_SET);
}

/** By id of a set before: the id of the one now that most of its states are in. */
function correspondence([before, now]: readonly [StatePartition, StatePartition], rows: readonly (readonly [number, number])[]): Map<number, number> {
  const counts = new Map<number, Map<number, number>>();
  for (const [a, b] of rows) {
    const row = counts.get(a) ?? new Map<number, number>();
    counts.set(a, row.set(b, (row.get(b) ?? 0) + 1));
  }
  return new Map([...counts].map(([a, row]) => [before.partition.sets[a]!.id, now.partition.sets[[...row].reduce((most, next) => (next[1] > most[1] ? next : most))[0]]!.id]));
}

/** |ΔB| of every pair known to both, divided by the height of the landscape: from its lowest set to its highest barrier. */
function barrierChanges(before: Landscape, now: Landscape, idNow: ReadonlyMap<number, number>): number[] {
  const later = new Map(now.edges.map((edge) => [pairKey(edge.a, edge.b), barrierOf(edge)]));
  const known = before.edges.flatMap((edge) => {
    const [a, b] = [idNow.get(edge.a), idNow.get(edge.b)];
    const [first, second] = [barrierOf(edge), a === undefined || b === undefined ? null : (later.get(pairKey(a, b)) ?? null)];
    return first === null || second === null ? [] : [{ first, change: Math.abs(second - first) }];
  });
  const height = Math.max(...known.map(({ first }) => first)) - Math.min(...before.basins.map(({ energy }) => energy));
  return height > 0 ? known.map(({ change }) => change / height) : [];
}

function barrierOf({ refined, barrier, graph }: EdgeRow): number | null {
  return refined ?? barrier ?? graph ?? null;
}

function pairKey(a: number, b: number): string {
  return `${Math.min(a, b)} ${Math.max(a, b)}`;
}
