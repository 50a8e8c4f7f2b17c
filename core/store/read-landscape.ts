import type { BasinDetail, Landscape, MemberPage, PathView } from '../contract/landscape.ts';
import { composeLandscape } from '../landscape/compose-landscape.ts';
import { edgeRows, howKnown, untested } from '../landscape/edge-rows.ts';
import { histogram } from '../landscape/histogram.ts';
import { imageStrip, planePosition } from '../landscape/image-strip.ts';
import type { StateShape } from '../landscape/image-strip.ts';
import { pathView } from '../landscape/path-view.ts';
import { StoreError } from './store-error.ts';
import type { Workspace } from './workspace.ts';

function shapeOf(workspace: Workspace, map: string): StateShape {
  return workspace.potentials.get(workspace.maps.get(map).potential).network.inputShape;
}

/** Everything that the graph, the tree and the lists show of a map, as of its last checkpoint. Throws StoreError. */
export function readLandscape(workspace: Workspace, map: string): Landscape {
  const basis = workspace.snapshot(() => {
    const { potential, alpha, scores } = workspace.maps.get(map);
    return {
      map,
      potential,
      shape: shapeOf(workspace, map),
      basins: workspace.minima.all(map),
      memberCounts: workspace.members.counts(map),
      labelCounts: workspace.members.labelCounts(map),
      merges: workspace.merges.all(map),
      trials: workspace.trials.pairCounts(map),
      paths: workspace.paths.barriers(map),
      discovery: workspace.curves.discovery(map),
      sweep: workspace.curves.sweep(map),
      alpha,
      scores,
    };
  });
  return composeLandscape(basis);
}

/** One basin's energies and neighbours, untested ones included. Throws StoreError when no such basin stands. */
export function readBasin(workspace: Workspace, map: string, basin: number): BasinDetail {
  return workspace.snapshot(() => {
    const standing = workspace.minima.standing(map).map(({ basin: id, energy }) => ({ id, energy }));
    if (!standing.some(({ id }) => id === basin)) throw new StoreError(`There is no basin ${basin} in this map: it was merged into another, or never was.`);
    const rows = edgeRows({ basins: standing, trials: workspace.trials.pairCounts(map), paths: workspace.paths.barriers(map) });
    const known = new Map(rows.map((row) => [`${row.a} ${row.b}`, row]));
    return {
      basin,
      histogram: histogram(workspace.members.energies(map, basin)),
      neighbours: standing
        .filter(({ id }) => id !== basin)
        .map(({ id }) => {
          const row = known.get(`${Math.min(id, basin)} ${Math.max(id, basin)}`) ?? untested(id, basin);
          return { ...row, other: id, how: howKnown(row) };
        }),
    };
  });
}

/** One page of a basin's members, lowest energy first, those of basins merged into it included. Throws StoreError. */
export function readMembers(workspace: Workspace, map: string, basin: number, offset: number, limit: number): MemberPage {
  return workspace.snapshot(() => {
    const shape = shapeOf(workspace, map);
    const members = workspace.members.page(map, basin, offset, limit);
    return {
      total: workspace.members.count(map, basin),
      offset,
      members: members.map(({ state, energy, label, x, placedIn }) => ({ state, energy, label, position: planePosition(x, shape), placedIn })),
      images: imageStrip(members.map(({ x }) => x), shape),
    };
  });
}

/** The kept paths between two basins, either way round. Throws StoreError. */
export function readPaths(workspace: Workspace, map: string, a: number, b: number): PathView[] {
  const shape = shapeOf(workspace, map);
  return workspace.paths.between(map, a, b).map((path) => pathView(path, shape));
}

/** All kept paths between basins that stand: meant for the plane, where they are drawn. Throws StoreError. */
export function readAllPaths(workspace: Workspace, map: string): PathView[] {
  return workspace.snapshot(() => {
    const shape = shapeOf(workspace, map);
    const standing = new Set(workspace.minima.standing(map).map(({ basin }) => basin));
    return workspace.paths
      .all(map)
      .filter((path) => standing.has(path.a) && standing.has(path.b))
      .map((path) => pathView(path, shape));
  });
}
