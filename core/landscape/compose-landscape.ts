import type { BasinRow, Landscape } from '../contract/landscape.ts';
import type { DiscoveryRecord, PathRecord, SweepRecord } from '../mapping/records.ts';
import { edgeRows } from './edge-rows.ts';
import type { DirectedTrials } from './edge-rows.ts';
import { buildForest } from './forest.ts';
import { areImages, imageStrip, planePosition } from './image-strip.ts';
import type { StateShape } from './image-strip.ts';
import { layoutBasins } from './layout-basins.ts';

/** A basin ever founded; `survivor`: the standing basin that its members belong to now. */
export interface FoundedBasin {
  readonly basin: number;
  readonly survivor: number;
  readonly energy: number;
  readonly x: Float32Array;
}

/** Everything a landscape is composed of, as the store keeps it. */
export interface LandscapeBasis {
  readonly map: string;
  readonly potential: string;
  readonly shape: StateShape;
  readonly basins: readonly FoundedBasin[];
  readonly memberCounts: readonly { readonly basin: number; readonly members: number }[];
  readonly labelCounts: readonly { readonly basin: number; readonly label: string; readonly members: number }[];
  /** In order of merging. */
  readonly merges: readonly { readonly from: number; readonly into: number }[];
  readonly trials: readonly DirectedTrials[];
  readonly paths: readonly Pick<PathRecord, 'a' | 'b' | 'kind' | 'barrier'>[];
  readonly discovery: readonly DiscoveryRecord[];
  readonly sweep: readonly SweepRecord[];
  readonly alpha: number | null;
  readonly scores: Landscape['scores'];
}

/**
 * The landscape of a map: standing basins in order of founding, edges, disconnectivity forest, layout, images, curves.
 * A basin that was founded and whose first member has not been written yet counts its representative as that member.
 */
export function composeLandscape(basis: LandscapeBasis): Landscape {
  const standing = basis.basins.filter((basin) => basin.basin === basin.survivor);
  const survivorOf = new Map(basis.basins.map((basin) => [basin.basin, basin.survivor]));
  const members = new Map(basis.memberCounts.map((count) => [count.basin, count.members]));
  const edges = edgeRows({ basins: standing.map(({ basin, energy }) => ({ id: basin, energy })), trials: basis.trials, paths: basis.paths });
  const indexOf = new Map(standing.map((basin, index) => [basin.basin, index]));
  const joined = edges.flatMap((edge) => {
    const a = indexOf.get(edge.a);
    const b = indexOf.get(edge.b);
    return edge.barrier === null || a === undefined || b === undefined ? [] : [{ a, b, barrier: edge.barrier, refined: edge.refined }];
  });
  const forest = buildForest(standing.map((basin) => basin.energy), joined);
  const positions = standing.map((basin) => planePosition(basin.x, basis.shape));
  const places = positions.every((position) => position !== null) ? positions : layoutBasins(standing.map((basin) => basin.x), forest.joins.map((join) => join.via));
  const labelled = basis.labelCounts.length > 0;
  const basins = standing.map((basin, index): BasinRow => ({
    id: basin.basin,
    energy: basin.energy,
    members: Math.max(1, members.get(basin.basin) ?? 0),
    position: positions[index] ?? null,
    layout: places[index] ?? [0, 0],
    merged: basis.merges.filter((merge) => survivorOf.get(merge.from) === basin.basin).map((merge) => merge.from),
    labelCounts: labelled ? Object.fromEntries(basis.labelCounts.filter((count) => count.basin === basin.basin).map(({ label, members: count }) => [label, count])) : null,
  }));
  return {
    map: basis.map,
    potential: basis.potential,
    basins,
    edges,
    forest,
    images: areImages(basis.shape) ? imageStrip(standing.map((basin) => basin.x), basis.shape) : null,
    discovery: [...basis.discovery],
    sweep: [...basis.sweep],
    alpha: basis.alpha,
    scores: basis.scores,
  };
}
