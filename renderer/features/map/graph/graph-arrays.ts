import type { BasinRow, EdgeRow, Landscape, PathView, Surface } from '../../../../core/contract/landscape.ts';
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

/** What the arches between sets of a kinetic map are the barriers of. */
export type BarrierKind = 'freeEnergy' | 'graph' | 'diffusion';

const barrierWords: Readonly<Record<BarrierKind, { barrier: string; axis: string }>> = {
  freeEnergy: { barrier: 'free-energy barrier', axis: 'F' },
  graph: { barrier: 'barrier of U, graph', axis: 'U' },
  diffusion: { barrier: 'barrier of U, AD', axis: 'U' },
};

/**
 * The sets of a kinetic map with barriers of one kind: at their free energies under free-energy barriers, else at their lowest inherent
 * structures. Arches stand where something passes directly and where the tree of those barriers has its joins.
 *
 * @param origins by set: the one of the former cut that it comes out of
 * @param heirs by set of the former cut that is no more: the one that it went into
 */
export function kineticArrays(landscape: Landscape, kind: BarrierKind, origins: ReadonlyMap<number, number>, heirs: ReadonlyMap<number, number> = new Map()): GraphData {
  const { basins, edges, kinetic } = landscape;
  const index = new Map(basins.map((basin, at) => [basin.id, at]));
  const via = new Set((kind === 'freeEnergy' ? kinetic?.trees.freeEnergy : kinetic?.trees.potential)?.joins.map((join) => [...join.via].sort((a, b) => a - b).join(' ')));
  const arches = edges.flatMap((edge) => {
    const [a, b] = [index.get(edge.a), index.get(edge.b)];
    const barrier = barrierOf(edge, kind);
    if (a === undefined || b === undefined || a === b || barrier === null) return [];
    if (kind !== 'diffusion' && (edge.flux ?? 0) <= 0 && !via.has([a, b].sort((p, q) => p - q).join(' '))) return [];
    return [{ a, b, barrier, flux: edge.flux ?? 0 }];
  });
  const most = Math.max(...arches.map(({ flux }) => flux), 1e-300);
  const places = basinArrays(basins, (basin) => basin.layout);
  return {
    count: basins.length,
    noun: 'set',
    ...places,
    ...(kind === 'freeEnergy' ? { energies: Float32Array.from(basins, (basin) => basin.freeEnergy ?? basin.energy) } : {}),
    images: landscape.images,
    origins: Int32Array.from(basins, ({ id }) => origins.get(id) ?? -1),
    heirs: Uint32Array.from([...heirs].flat()),
    edges: Uint32Array.from(arches.flatMap(({ a, b }) => [a, b])),
    edgeBarriers: Float32Array.from(arches, ({ barrier }) => barrier),
    edgeFlux: Float32Array.from(arches, ({ flux }) => Math.sqrt(flux / most)),
    barrierLabel: barrierWords[kind].barrier,
    energyLabel: barrierWords[kind].axis,
  };
}

/** A pair's barrier of one kind; null where it is not known. */
export function barrierOf(edge: EdgeRow, kind: BarrierKind): number | null {
  if (kind === 'freeEnergy') return edge.freeEnergy ?? null;
  return kind === 'graph' ? (edge.graph ?? null) : (edge.quenched ?? edge.barrier);
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
