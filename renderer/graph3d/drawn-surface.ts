import type { Surface } from '../../core/contract/landscape.ts';
import type { AxisContent } from './axis-labels.ts';
import { namesOf, toneOf } from './drawn-graph.ts';
import type { EnergyRange } from './energy-range.ts';
import { sampleSurface } from './height-field.ts';
import type { NodeSet } from './node-set.ts';
import { nodeRadius } from './node-size.ts';
import type { PathPieces } from './path-layer.ts';
import { heightOf, plotBox, worldX, worldZ, type Extent, type PlotBox } from './plot-box.ts';
import { spanningEdges } from './spanning-edges.ts';
import { checkSurfaceData, type SurfaceBasins, type SurfacePath } from './surface-data.ts';
import { surfaceRange, visibleExtent } from './surface-range.ts';
import { niceTicks, type Ticks } from './ticks.ts';

/** Two basins with the paths between them. */
export interface SurfaceLink {
  a: number;
  b: number;
  paths: number[];
  /** Highest U along each kind of path; NaN where there is none. */
  diffusion: number;
  refined: number;
  /** Whether it is a join of the disconnectivity tree. */
  spanning: boolean;
}

/** Paths in world coordinates, one after the other. */
export interface Trails {
  /** [k × 3] */
  points: Float32Array;
  /** [paths + 1] where each path starts. */
  starts: Uint32Array;
  pieces: PathPieces;
  /** [pieces] */
  pathOfPiece: Uint32Array;
}

/** All that follows from one setting of a surface. */
export interface DrawnSurface {
  surface: Surface;
  basins: SurfaceBasins;
  range: EnergyRange;
  box: PlotBox;
  extent: Extent;
  nodes: NodeSet;
  links: SurfaceLink[];
  trails: Trails;
  /** [paths] */
  linkOfPath: Uint32Array;
  /** [paths] */
  refined: boolean[];
  axis: AxisContent & { plane: { names: [string, string]; x: Ticks; y: Ticks } };
}

const boxHeight = 0.82;
const pinHeight = 0.085;
/** Paths run a hair above the ground, so that it does not swallow them. */
const pathLift = 0.006;
const pinSizes = { smallest: 0.026, largest: 0.046 };

/**
 * Lay a surface out in its box, with pins for its basins.
 *
 * @throws ViewDataError when the arrays do not fit together
 */
export function drawnSurface(surface: Surface, basins: SurfaceBasins, paths: readonly SurfacePath[], energyLabel: string): DrawnSurface {
  checkSurfaceData(surface, basins, paths);
  const tops = paths.map((p) => p.energies.reduce((s, u) => Math.max(s, u), -Infinity));
  const range = surfaceRange(surface, [...basins.energies, ...tops]);
  const extent = visibleExtent(surface, range.high);
  const box = plotBox(extent, range, 0, boxHeight);
  // The ground is cut where the box ends.
  box.lid = range.high;
  const links = linksOf(basins.energies.length, paths, tops);
  return {
    surface,
    basins,
    range,
    box,
    extent,
    nodes: pins(surface, basins, box, range),
    links,
    trails: trailsOf(box, paths),
    linkOfPath: Uint32Array.from(paths, (_, p) => links.findIndex((link) => link.paths.includes(p))),
    refined: paths.map((p) => p.kind === 'refined'),
    axis: {
      energyLabel,
      energyTicks: niceTicks(range.low, range.high, 6),
      plane: { names: ['x₁', 'x₂'], x: niceTicks(extent.xMin, extent.xMax, 6), y: niceTicks(extent.yMin, extent.yMax, 6) },
    },
  };
}

function pins(surface: Surface, basins: SurfaceBasins, box: PlotBox, range: EnergyRange): NodeSet {
  const n = basins.energies.length;
  const most = basins.members.reduce((p, q) => Math.max(p, q), 1);
  const places = new Float32Array(n * 4);
  const feet = new Float32Array(n);
  for (let i = 0; i < n; i++) {
    const [x, y] = [basins.positions[2 * i]!, basins.positions[2 * i + 1]!];
    // Pins stand on the drawn ground: the grid's own U there, which may differ a little from the minimum's.
    const ground = sampleSurface(surface, x, y);
    feet[i] = heightOf(box, Number.isNaN(ground) ? basins.energies[i]! : ground);
    places.set([worldX(box, x), feet[i]! + pinHeight, worldZ(box, y), nodeRadius(basins.members[i]!, most, pinSizes)], i * 4);
  }
  return {
    count: n,
    places,
    feet,
    tones: basins.energies.map((u) => toneOf(range, u)),
    members: basins.members,
    labels: namesOf(n, basins.labels, basins.ids),
    keys: basins.ids ?? Uint32Array.from({ length: n }, (_, i) => i),
    images: null,
  };
}

function trailsOf(box: PlotBox, paths: readonly SurfacePath[]): Trails {
  const starts = new Uint32Array(paths.length + 1);
  paths.forEach((path, p) => (starts[p + 1] = starts[p]! + path.energies.length));
  const points = new Float32Array(starts[paths.length]! * 3);
  const from: number[] = [];
  const to: number[] = [];
  const kinds: number[] = [];
  const pathOfPiece: number[] = [];
  paths.forEach((path, p) => {
    for (let k = 0; k < path.energies.length; k++) {
      const at = (starts[p]! + k) * 3;
      points[at] = worldX(box, path.points[2 * k]!);
      points[at + 1] = heightOf(box, path.energies[k]!) + pathLift;
      points[at + 2] = worldZ(box, path.points[2 * k + 1]!);
      if (k === 0) continue;
      from.push(...points.subarray(at - 3, at));
      to.push(...points.subarray(at, at + 3));
      kinds.push(path.kind === 'refined' ? 1 : 0);
      pathOfPiece.push(p);
    }
  });
  const pieces = { from: Float32Array.from(from), to: Float32Array.from(to), kinds: Float32Array.from(kinds) };
  return { points, starts, pieces, pathOfPiece: Uint32Array.from(pathOfPiece) };
}

function linksOf(count: number, paths: readonly SurfacePath[], tops: readonly number[]): SurfaceLink[] {
  const links = new Map<string, SurfaceLink>();
  paths.forEach((path, p) => {
    const [a, b] = path.a < path.b ? [path.a, path.b] : [path.b, path.a];
    const key = `${a},${b}`;
    const link = links.get(key) ?? { a, b, paths: [], diffusion: NaN, refined: NaN, spanning: false };
    link.paths.push(p);
    link[path.kind] = tops[p]!;
    links.set(key, link);
  });
  const all = [...links.values()];
  const heights = Float32Array.from(all, (l) => (Number.isNaN(l.refined) ? l.diffusion : l.refined));
  const joins = spanningEdges(count, Uint32Array.from(all.flatMap((l) => [l.a, l.b])), heights);
  all.forEach((link, l) => (link.spanning = joins[l] === 1));
  return all;
}

/** The link between two basins, or −1. */
export function linkBetween(drawn: DrawnSurface, a: number, b: number): number {
  return drawn.links.findIndex((l) => (l.a === a && l.b === b) || (l.a === b && l.b === a));
}
