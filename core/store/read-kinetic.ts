import type { BasinDetail, EdgeRow, Landscape, PathView } from '../contract/landscape.ts';
import { composeKinetic, kineticEdges } from '../landscape/kinetic/compose-kinetic.ts';
import type { Measured } from '../landscape/kinetic/compose-kinetic.ts';
import { graphPath } from '../landscape/kinetic/graph-path.ts';
import { kineticCut } from '../landscape/kinetic/kinetic-cut.ts';
import type { KineticCut } from '../landscape/kinetic/kinetic-cut.ts';
import { createKineticMap, mostShown } from '../landscape/kinetic/kinetic-map.ts';
import type { KineticMap } from '../landscape/kinetic/kinetic-map.ts';
import { histogram } from '../landscape/histogram.ts';
import { areImages } from '../landscape/image-strip.ts';
import { pathView } from '../landscape/path-view.ts';
import { sizeOf } from '../graph/program.ts';
import { setTrials } from '../landscape/set-trials.ts';
import { labelCounts } from '../landscape/state-sets.ts';
import type { Partition } from '../landscape/state-sets.ts';
import { readPartition } from './read-partition.ts';
import { readRampedTrials } from './read-ramped.ts';
import { stateShape } from './state-shape.ts';
import { StoreError } from './store-error.ts';
import type { Workspace } from './workspace.ts';

/** Kinetic maps kept in memory of a workspace: of 10,000 states one takes some 40 MB. */
const MOST_KEPT = 3;
const kept = new WeakMap<Workspace, Map<string, KineticMap>>();

/**
 * A kinetic map as it is looked at; null while it has no graph, or is of another method. Kept in memory by its graph, which is written once: what
 * else is written to the workspace (trials, other maps) does not let it go. Throws StoreError.
 */
export function readKineticMap(workspace: Workspace, map: string): KineticMap | null {
  const stamp = workspace.kinetic.stamp(map);
  if (stamp === null) return null;
  const maps = kept.get(workspace) ?? new Map<string, KineticMap>();
  kept.set(workspace, maps);
  const key = `${map} ${stamp}`;
  const known = maps.get(key);
  if (known !== undefined) return known;
  const record = workspace.kinetic.get(map);
  const { leafKind, linkage } = workspace.hierarchies.get(map);
  if (record === null || leafKind !== 'state' || linkage.leaves !== record.count) return null;
  const columns = workspace.members.columns(map);
  if (columns.state.length !== record.count) {
    throw new StoreError(`The workspace's map ${map} has ${columns.state.length} states and ${record.count} inherent structures: the file is damaged or was changed by hand.`);
  }
  const { temperature } = workspace.maps.get(map).settings;
  let made: KineticMap;
  try {
    made = createKineticMap({ ...record, linkage, columns, temperature, dimensions: sizeOf(stateShape(workspace, map)) });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new StoreError(`The workspace's kinetic graph of map ${map} is none: the file is damaged or was changed by hand (${error.message})`, { cause: error });
  }
  const oldest = maps.keys().next();
  if (maps.size >= MOST_KEPT && !oldest.done) maps.delete(oldest.value);
  maps.set(key, made);
  return made;
}

/** A kinetic map with its sets where it is cut. */
export interface KineticSets {
  readonly kinetic: KineticMap;
  readonly partition: Partition;
  readonly cut: KineticCut;
}

/** Null as `readKineticMap`. Throws StoreError when the map is not shown with so many sets. */
export function readKineticSets(workspace: Workspace, map: string, sets: number | null): KineticSets | null {
  const kinetic = readKineticMap(workspace, map);
  if (kinetic === null) return null;
  const most = mostShown(kinetic.linkage);
  if (sets !== null && sets > most) throw new StoreError(`A kinetic map of ${kinetic.count} states is shown with up to ${most} sets; ${sets} were asked for.`);
  const { partition } = readPartition(workspace, map, sets);
  return { kinetic, partition, cut: kineticCut(kinetic, partition.sets.map(({ id }) => id), partition.ofLeaf) };
}

/** What was measured between the sets of a cut. Kept paths lead between states: between sets where both are in different ones. */
function measuredOf(workspace: Workspace, map: string, { cut, partition }: KineticSets): Measured {
  const paths = workspace.paths.barriers(map).flatMap((path) => {
    const [a, b] = [cut.ofState[path.a], cut.ofState[path.b]];
    return a === undefined || b === undefined || a === b ? [] : [{ ...path, a: cut.ids[a]!, b: cut.ids[b]!, states: [path.a, path.b] as const }];
  });
  return { paths, trials: setTrials(partition, workspace.trials.pairCounts(map, 'state')), ramped: readRampedTrials(workspace, map) };
}

/** The landscape of a kinetic map. Throws StoreError. */
export function readKineticLandscape(workspace: Workspace, map: string, found: KineticSets): Landscape {
  const { kinetic, partition, cut } = found;
  const { potential, alpha, scores } = workspace.maps.get(map);
  const shape = stateShape(workspace, map);
  const thumbnails = areImages(shape) ? workspace.members.thumbnails(map, [...cut.representatives]) : null;
  const bottoms = areImages(shape) ? null : workspace.inherent.pictures(map, [...cut.bottoms]);
  return composeKinetic(kinetic, cut, {
    map,
    potential,
    shape,
    cut: { ...partition.cut, most: mostShown(kinetic.linkage) },
    sets: partition.sets.map(({ rows }, set) => ({
      members: rows.length,
      labelCounts: labelCounts(kinetic.columns, rows),
      thumbnail: thumbnails?.get(cut.representatives[set]!) ?? null,
      bottom: bottoms?.get(cut.bottoms[set]!)?.x ?? null,
    })),
    measured: measuredOf(workspace, map, found),
    alpha,
    oldScores: scores,
    scores: workspace.kinetic.scores(map),
  });
}

/** What the detail of a set of a kinetic map has beyond that of others: its rows with barriers of all pairs, and its inherent energies. */
export function readKineticBasin(workspace: Workspace, map: string, basin: number, found: KineticSets): { readonly edges: EdgeRow[]; readonly inherentHistogram: BasinDetail['histogram'] } {
  const set = found.cut.ids.indexOf(basin);
  const edges = kineticEdges(found.cut, measuredOf(workspace, map, found), true).filter(({ a, b }) => a === basin || b === basin);
  return { edges, inherentHistogram: histogram([...found.kinetic.energies.filter((_, state) => found.cut.ofState[state] === set).sort()]) };
}

/**
 * The ways between two sets of a kinetic map (nodes of its hierarchy): the lowest over the graph between their representatives, and the kept paths
 * between states of both. Empty where nothing leads. Throws StoreError.
 */
export function readKineticPaths(workspace: Workspace, map: string, kinetic: KineticMap, a: number, b: number): PathView[] {
  const shape = stateShape(workspace, map);
  const [first, second] = [a, b].map((node) => membersOf(kinetic, node));
  const [from, to] = [first, second].map((states) => middleOf(kinetic, states!));
  const way = from === undefined || to === undefined ? null : readGraphPath(workspace, map, kinetic, from, to, { a, b });
  const isIn = [first, second].map((states) => new Set(states));
  const stored = workspace.paths.barriers(map).filter((path) => (isIn[0]!.has(path.a) && isIn[1]!.has(path.b)) || (isIn[1]!.has(path.a) && isIn[0]!.has(path.b)));
  const views = stored.flatMap((path) => {
    const ends = isIn[0]!.has(path.a) ? { a, b } : { a: b, b: a };
    return workspace.paths.between(map, path.a, path.b).filter(({ kind }) => kind === path.kind).map((one) => ({ ...pathView(one, shape), ...ends }));
  });
  return [...(way === null ? [] : [way]), ...views];
}

/** The lowest way over the graph between two states, for looking at; null where none leads. */
export function readGraphPath(
  workspace: Workspace, map: string, kinetic: KineticMap, from: number, to: number, ends: { readonly a: number; readonly b: number },
): PathView | null {
  return graphPath(kinetic, from, to, ends, stateShape(workspace, map), (states) => {
    const pictures = workspace.inherent.pictures(map, states);
    return states.map((state) => {
      const picture = pictures.get(state);
      if (picture === undefined) throw new StoreError(`The workspace's map ${map} has no inherent structure of state ${state}: the file is damaged or was changed by hand.`);
      return picture.x;
    });
  });
}

/** States below a node of the hierarchy. Throws StoreError when there is no such node. */
function membersOf({ linkage, count }: KineticMap, node: number): number[] {
  if (node >= count + linkage.a.length) throw new StoreError(`There is no basin ${node} in this map.`);
  const states: number[] = [];
  for (const stack = [node]; stack.length > 0; ) {
    const top = stack.pop()!;
    if (top < count) states.push(top);
    else stack.push(linkage.a[top - count]!, linkage.b[top - count]!);
  }
  return states.sort((p, q) => p - q);
}

/** The state nearest to the middle of some: what is the representative of a set. */
function middleOf({ coordinates, modes }: KineticMap, states: readonly number[]): number | undefined {
  const middle = new Float64Array(modes);
  for (const state of states) for (let k = 0; k < modes; k++) middle[k]! += coordinates[state * modes + k]! / states.length;
  let best: number | undefined;
  let least = Infinity;
  for (const state of states) {
    let squared = 0;
    for (let k = 0; k < modes; k++) squared += (coordinates[state * modes + k]! - middle[k]!) ** 2;
    if (squared < least) [least, best] = [squared, state];
  }
  return best;
}
