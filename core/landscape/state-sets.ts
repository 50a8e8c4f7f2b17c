import type { Cut, Hierarchy, StateColumns } from '../contract/hierarchy.ts';
import { cutLinkage, nodesOf } from '../hierarchy/cut-linkage.ts';
import { heirsOf } from '../hierarchy/linkage.ts';

/** A basin ever founded, without its point. */
export interface FoundedBasin {
  readonly basin: number;
  /** State that is its representative. */
  readonly state: number;
  readonly energy: number;
}

/** Whose point stands for a set: the representative kept of a basin, or a member. */
export type Representative = { readonly basin: number } | { readonly state: number };

/** One set of a cut: a basin of the landscape. */
export interface StateSet {
  /** Of basins: the one that the others were merged into; of states: the node of the hierarchy. */
  readonly id: number;
  /** Rows of its members in the columns, lowest energy first, of equal ones the earlier state. */
  readonly rows: Int32Array;
  readonly energy: number;
  readonly representative: Representative;
  /** Ids of basins merged into this one, in order; none for sets of states. */
  readonly merged: readonly number[];
}

/** A partition of a map's states: sets in order of their ids, and the set (index into `sets`) of every leaf and of every row of the columns. */
export interface Partition {
  readonly cut: Cut;
  readonly sets: readonly StateSet[];
  readonly ofLeaf: Int32Array;
  readonly ofRow: Int32Array;
}

/** In `Partition.ofLeaf` and `ofRow`: in no set, for a basin is not founded or a state not placed yet. */
export const NO_SET = -1;

/**
 * The partition of a map's states where its hierarchy is cut into `sets` sets (null: the map's own number).
 *
 * A set of basins is represented as the basin it goes by, while that basin's representative is one of the set's own states (a basin takes
 * over representatives of those merged into it, so a finer cut may not have it); else, and for sets of states, by the lowest member.
 * A set of which nothing was written yet is left out. Throws RangeError when the hierarchy has no such cut.
 */
export function partitionStates(hierarchy: Hierarchy, columns: StateColumns, basins: readonly FoundedBasin[], sets: number | null): Partition {
  const { leafKind, linkage, sets: own } = hierarchy;
  const asked = sets ?? own;
  const setOf = cutLinkage(linkage, asked);
  const nodes = nodesOf(linkage, asked);
  const heirs = heirsOf(linkage);
  const leafOf = leafKind === 'basin' ? columns.placedIn : columns.state;
  const rows = rowsBySet(setOf, nodes.length, leafOf, columns);
  const rowOfState = new Map(Array.from(columns.state, (state, row) => [state, row]));
  const founded = new Map(basins.map((basin) => [basin.basin, basin]));
  const merged = leafKind === 'basin' ? mergedInto(hierarchy, setOf, heirs, linkage.leaves - asked) : [];

  const found = Array.from(nodes, (node, set): StateSet | null => {
    const members = rows[set]!;
    const basin = leafKind === 'basin' ? founded.get(heirs[node]!) : undefined;
    if (leafKind === 'basin' && basin === undefined) return null;
    const row = basin === undefined ? undefined : rowOfState.get(basin.state);
    const ownState = row === undefined || setOf[leafOf[row]!] === set;
    const lowest = members[0];
    const kept = basin !== undefined && (ownState || lowest === undefined);
    if (!kept && lowest === undefined) return null;
    return {
      id: basin?.basin ?? node,
      rows: members,
      energy: kept ? basin.energy : columns.energy[lowest!]!,
      representative: kept ? { basin: basin.basin } : { state: columns.state[lowest!]! },
      merged: merged[set] ?? [],
    };
  });
  const order = found.flatMap((set, index) => (set === null ? [] : [{ set, index }])).sort((p, q) => p.set.id - q.set.id);
  const place = new Int32Array(nodes.length).fill(NO_SET);
  order.forEach(({ index }, at) => (place[index] = at));
  const ofLeaf = setOf.map((set) => place[set]!);
  return {
    cut: { leafKind, sets: asked, own, fewest: linkage.leaves - linkage.a.length, most: linkage.leaves },
    sets: order.map(({ set }) => set),
    ofLeaf,
    ofRow: leafOf.map((leaf) => ofLeaf[leaf] ?? NO_SET),
  };
}

/** Rows of every set's members, lowest energy first. */
function rowsBySet(setOf: Int32Array, sets: number, leafOf: Int32Array, { energy, state }: StateColumns): Int32Array[] {
  const rows = Array.from({ length: sets }, (): number[] => []);
  leafOf.forEach((leaf, row) => rows[setOf[leaf] ?? NO_SET]?.push(row));
  return rows.map((list) => Int32Array.from(list).sort((p, q) => energy[p]! - energy[q]! || state[p]! - state[q]!));
}

/** What each set's joins took up, by the leaf it went by, in the order of joining. */
function mergedInto({ linkage }: Hierarchy, setOf: Int32Array, heirs: Int32Array, joins: number): number[][] {
  const merged: number[][] = [];
  for (const child of linkage.b.subarray(0, joins)) {
    const heir = heirs[child]!;
    (merged[setOf[heir]!] ??= []).push(heir);
  }
  return merged;
}

/** Members of each label in a set, by label in the order of `labels`; null when no state of the map has a label. */
export function labelCounts({ label, labels }: StateColumns, rows: Int32Array): Record<string, number> | null {
  if (labels.length === 0) return null;
  const counts = new Int32Array(labels.length);
  for (const row of rows) if (label[row]! >= 0) counts[label[row]!]!++;
  return Object.fromEntries(labels.flatMap((name, index) => (counts[index]! > 0 ? [[name, counts[index]!]] : [])));
}
