import type { Cut } from '../contract/hierarchy.ts';
import type { BasinRow, Landscape } from '../contract/landscape.ts';
import type { DiscoveryRecord, PathRecord, SweepRecord } from '../mapping/records.ts';
import { edgeRows } from './edge-rows.ts';
import { buildForest } from './forest.ts';
import { areImages, planePosition } from './image-strip.ts';
import type { StateShape } from './image-strip.ts';
import { layoutBasins } from './layout-basins.ts';
import type { DirectedTrials } from './set-trials.ts';
import { thumbnailStrip } from './thumbnail.ts';

/** A set of states as it is shown: a basin of the landscape. `x`, `thumbnail`: of its representative. */
export interface ShownSet {
  readonly id: number;
  readonly energy: number;
  readonly members: number;
  readonly merged: readonly number[];
  readonly labelCounts: Record<string, number> | null;
  readonly x: Float32Array;
  readonly thumbnail: Uint8Array | null;
}

/** Everything a landscape is composed of: a cut of the map's hierarchy, and what the store keeps of its sets. */
export interface LandscapeBasis {
  readonly map: string;
  readonly potential: string;
  readonly shape: StateShape;
  readonly cut: Cut;
  /** In order of their ids. */
  readonly sets: readonly ShownSet[];
  readonly trials: readonly DirectedTrials[];
  readonly paths: readonly Pick<PathRecord, 'a' | 'b' | 'kind' | 'barrier'>[];
  readonly discovery: readonly DiscoveryRecord[];
  readonly sweep: readonly SweepRecord[];
  readonly alpha: number | null;
  readonly scores: Landscape['scores'];
}

/**
 * The landscape of a map: its sets, edges, disconnectivity forest, layout, images, curves.
 * A basin that was founded and whose first member has not been written yet counts its representative as that member.
 */
export function composeLandscape(basis: LandscapeBasis): Landscape {
  const { sets, shape } = basis;
  const edges = edgeRows({ basins: sets, trials: basis.trials, paths: basis.paths });
  const indexOf = new Map(sets.map((set, index) => [set.id, index]));
  const joined = edges.flatMap((edge) => {
    const a = indexOf.get(edge.a);
    const b = indexOf.get(edge.b);
    return edge.barrier === null || a === undefined || b === undefined ? [] : [{ a, b, barrier: edge.barrier, refined: edge.refined }];
  });
  const forest = buildForest(sets.map((set) => set.energy), joined);
  const positions = sets.map((set) => planePosition(set.x, shape));
  const places = positions.every((position) => position !== null) ? positions : layoutBasins(sets.map((set) => set.x), forest.joins.map((join) => join.via));
  const basins = sets.map((set, index): BasinRow => ({
    id: set.id,
    energy: set.energy,
    members: Math.max(1, set.members),
    position: positions[index] ?? null,
    layout: places[index] ?? [0, 0],
    merged: [...set.merged],
    labelCounts: set.labelCounts,
  }));
  return {
    map: basis.map,
    potential: basis.potential,
    cut: basis.cut,
    basins,
    edges,
    forest,
    images: areImages(shape) ? thumbnailStrip(sets.map((set) => set.thumbnail), shape) : null,
    discovery: [...basis.discovery],
    sweep: [...basis.sweep],
    alpha: basis.alpha,
    scores: basis.scores,
  };
}
