import type { Landscape } from '../../../../core/contract/landscape.ts';

/** What a cut of nested sets tells of the hierarchy: its sets with their members, and the nodes above them. */
export interface SetParts {
  /** By node: its two parts. */
  readonly children: ReadonlyMap<number, readonly [number, number]>;
  readonly parent: ReadonlyMap<number, number>;
  readonly members: ReadonlyMap<number, number>;
}

const none: SetParts = { children: new Map(), parent: new Map(), members: new Map() };

/**
 * The nodes of a map's hierarchy from its cut up to its roots. The set tree has its joins in the order of the hierarchy, of which they are the
 * last: of n states in m sets they are the nodes 2n − m, 2n − m + 1, …. Other maps have none.
 */
export function setParts(landscape: Landscape): SetParts {
  const tree = landscape.kinetic?.trees.sets;
  if (!tree) return none;
  const { basins } = landscape;
  const members = new Map(basins.map((basin) => [basin.id, basin.members]));
  const states = basins.reduce((sum, basin) => sum + basin.members, 0);
  const firstJoin = 2 * states - basins.length;
  const idOf = (node: number): number => basins[node]?.id ?? firstJoin + node - basins.length;
  const children = new Map<number, readonly [number, number]>();
  const parent = new Map<number, number>();
  for (const join of tree.joins) {
    const id = idOf(join.node);
    const parts: [number, number] = [idOf(join.children[0]), idOf(join.children[1])];
    children.set(id, parts);
    for (const part of parts) parent.set(part, id);
    members.set(id, (members.get(parts[0]) ?? 0) + (members.get(parts[1]) ?? 0));
  }
  return { children, parent, members };
}

/**
 * The set of another cut that carries a set on: itself, else the one that it is a part of, else the largest of its parts, by what the two cuts
 * tell together. Null: there is none, as where the hierarchy is another.
 */
export function heirOf(id: number, before: Landscape, after: Landscape): number | null {
  const there = new Set(after.basins.map((basin) => basin.id));
  if (there.has(id)) return id;
  return above(id, setParts(before), there) ?? largestBelow(id, setParts(after), there);
}

/** By set of the cut after: the set before that it came from, whose place and colour it takes over; sets that are in both come from themselves. */
export function originsOf(before: Landscape, after: Landscape): Map<number, number> {
  const were = new Set(before.basins.map((basin) => basin.id));
  const [old, now] = [setParts(before), setParts(after)];
  const origins = new Map<number, number>();
  for (const { id } of after.basins) {
    const origin = were.has(id) ? id : (above(id, now, were) ?? largestBelow(id, old, were));
    if (origin !== null) origins.set(id, origin);
  }
  return origins;
}

/** By set of the cut before that is not in the one after: the set that it has become a part of, or that carries it on. */
export function heirsOf(before: Landscape, after: Landscape): Map<number, number> {
  const there = new Set(after.basins.map((basin) => basin.id));
  const [old, now] = [setParts(before), setParts(after)];
  const heirs = new Map<number, number>();
  for (const { id } of before.basins) {
    if (there.has(id)) continue;
    const heir = above(id, old, there) ?? largestBelow(id, now, there);
    if (heir !== null) heirs.set(id, heir);
  }
  return heirs;
}

function above(id: number, parts: SetParts, wanted: ReadonlySet<number>): number | null {
  for (let up = parts.parent.get(id); up !== undefined; up = parts.parent.get(up)) if (wanted.has(up)) return up;
  return null;
}

function largestBelow(id: number, { children, members }: SetParts, wanted: ReadonlySet<number>): number | null {
  let at: number | null = id;
  while (at !== null && !wanted.has(at)) {
    const parts: readonly [number, number] | undefined = children.get(at);
    at = !parts ? null : (members.get(parts[0]) ?? 0) >= (members.get(parts[1]) ?? 0) ? parts[0] : parts[1];
  }
  return at;
}
