import type { BasinRow, Landscape, PathView, Surface } from '../../../../core/contract/landscape.ts';
import type { GraphData } from '../../../graph3d/graph-data.ts';
import type { SurfaceBasins, SurfacePath } from '../../../graph3d/surface-data.ts';

/** Names of the plane's axes where the plane is the data's own. */
export const planeLabels: [string, string] = ['x₁', 'x₂'];

interface BasinArrays {
  positions: Float32Array;
  energies: Float32Array;
  members: Uint32Array;
  labels: string[];
  ids: Uint32Array;
}

function basinArrays(basins: readonly BasinRow[], placeOf: (basin: BasinRow) => readonly [number, number]): BasinArrays {
  return {
    positions: Float32Array.from(basins.flatMap((basin) => [...placeOf(basin)])),
    energies: Float32Array.from(basins, (basin) => basin.energy),
    members: Uint32Array.from(basins, (basin) => basin.members),
    labels: basins.map((basin) => `#${basin.id}`),
    ids: Uint32Array.from(basins, (basin) => basin.id),
  };
}

/** The joined pairs of a landscape as indices into its basins; pairs with a basin that is not there are left out. */
export function joinedPairs(landscape: Landscape): { a: number; b: number; barrier: number; refined: number }[] {
  const index = new Map(landscape.basins.map((basin, at) => [basin.id, at]));
  return landscape.edges.flatMap((edge) => {
    const a = index.get(edge.a);
    const b = index.get(edge.b);
    if (edge.status !== 'joined' || a === undefined || b === undefined || a === b) return [];
    return [{ a, b, barrier: edge.barrier ?? NaN, refined: edge.refined ?? NaN }];
  });
}

/** A landscape as the flat arrays that the 3D graph draws. */
export function graphArrays(landscape: Landscape, plane: boolean): GraphData {
  const joined = joinedPairs(landscape);
  return {
    count: landscape.basins.length,
    ...basinArrays(landscape.basins, (basin) => basin.layout),
    images: landscape.images,
    edges: Uint32Array.from(joined.flatMap(({ a, b }) => [a, b])),
    edgeBarriers: Float32Array.from(joined, ({ barrier }) => barrier),
    edgeRefined: Float32Array.from(joined, ({ refined }) => refined),
    energyLabel: 'U',
    ...(plane ? { planeLabels } : {}),
  };
}

/** Basins of a 2D potential as the flat arrays that the surface draws. */
export function surfaceBasins(landscape: Landscape): SurfaceBasins {
  return basinArrays(landscape.basins, (basin) => basin.position ?? basin.layout);
}

/** Paths of a 2D potential as the surface draws them; those without positions or basins are left out. */
export function surfacePaths(landscape: Landscape, paths: readonly PathView[]): SurfacePath[] {
  const index = new Map(landscape.basins.map((basin, at) => [basin.id, at]));
  return paths.flatMap((path) => {
    const a = index.get(path.a);
    const b = index.get(path.b);
    if (a === undefined || b === undefined || !path.positions || path.positions.length !== path.energies.length) return [];
    const kind = path.kind === 'refined' ? 'refined' : 'diffusion';
    return [{ a, b, kind, points: Float32Array.from(path.positions.flat()), energies: Float32Array.from(path.energies) }];
  });
}

/** Whether every basin lies on the ground that a surface covers. */
export function covers(ground: Surface, basins: readonly BasinRow[]): boolean {
  return basins.every(({ position }) => {
    if (!position) return true;
    const [x, y] = position;
    return x >= ground.xMin && x <= ground.xMax && y >= ground.yMin && y <= ground.yMax;
  });
}
