import type { StateColumns } from '../contract/hierarchy.ts';
import { partitionStates } from '../landscape/state-sets.ts';
import type { Partition } from '../landscape/state-sets.ts';
import { StoreError } from './store-error.ts';
import type { Workspace } from './workspace.ts';

/** A map's states by column, and the sets they are in where its hierarchy is cut. */
export interface StatePartition {
  readonly columns: StateColumns;
  readonly partition: Partition;
}

/** Partitions kept of a workspace, while nothing is written to it: a page of members should not count all states again. */
const MOST_KEPT = 4;
const kept = new WeakMap<Workspace, { readonly version: string; readonly partitions: Map<string, StatePartition> }>();

/** A map's partition into `sets` sets (null: the map's own number), as it is now. Throws StoreError when its hierarchy has no such cut. */
export function readPartition(workspace: Workspace, map: string, sets: number | null): StatePartition {
  return workspace.snapshot(() => {
    const version = workspace.version();
    const known = kept.get(workspace);
    const partitions = known?.version === version ? known.partitions : new Map<string, StatePartition>();
    if (known?.partitions !== partitions) kept.set(workspace, { version, partitions });
    const key = JSON.stringify([map, sets]);
    const before = partitions.get(key);
    if (before !== undefined) return before;
    const read = partitionOf(workspace, map, sets);
    if (partitions.size >= MOST_KEPT) partitions.clear();
    partitions.set(key, read);
    return read;
  });
}

function partitionOf(workspace: Workspace, map: string, sets: number | null): StatePartition {
  workspace.maps.get(map);
  const columns = workspace.members.columns(map);
  try {
    return { columns, partition: partitionStates(workspace.hierarchies.get(map), columns, workspace.minima.rows(map), sets) };
  } catch (error) {
    if (error instanceof RangeError) throw new StoreError(`This map cannot be shown so: ${error.message}`, { cause: error });
    throw error;
  }
}
