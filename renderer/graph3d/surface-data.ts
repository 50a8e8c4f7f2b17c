import type { Surface } from '../../core/contract/landscape.ts';
import { ViewDataError } from './graph-data.ts';

/** Basins of a 2D potential as flat arrays. */
export interface SurfaceBasins {
  /** [n × 2] x₁, x₂ of the minimum. */
  positions: Float32Array;
  /** [n] */
  energies: Float32Array;
  /** [n] */
  members: Uint32Array;
  /** [n] what a basin is called; its id or index otherwise. */
  labels?: string[];
  /** [n] stable ids; the index otherwise. */
  ids?: Uint32Array;
}

/** A path between two basins: as attraction-diffusion found it, or relaxed. */
export interface SurfacePath {
  /** Indices of the basins. */
  a: number;
  b: number;
  kind: 'diffusion' | 'refined';
  /** [k × 2] */
  points: Float32Array;
  /** [k] U along it */
  energies: Float32Array;
}

/**
 * Refuse a surface, basins or paths that do not fit together.
 *
 * @throws ViewDataError naming the first array that does not
 */
export function checkSurfaceData(surface: Surface, basins: SurfaceBasins, paths: readonly SurfacePath[]): void {
  const { columns, rows, energies } = surface;
  if (columns < 2 || rows < 2) throw new ViewDataError(`Surface: the grid is ${columns}×${rows}; it needs 2×2 points at least.`);
  if (energies.length !== columns * rows) {
    throw new ViewDataError(`Surface: energies has ${energies.length} entries, but a grid of ${columns}×${rows} needs ${columns * rows}.`);
  }
  if (!(surface.xMin < surface.xMax && surface.yMin < surface.yMax)) {
    throw new ViewDataError(`Surface: the rectangle runs from (${surface.xMin}, ${surface.yMin}) to (${surface.xMax}, ${surface.yMax}); it must have a width and a height.`);
  }
  const n = basins.energies.length;
  if (basins.positions.length !== 2 * n) throw new ViewDataError(`Surface basins: positions has ${basins.positions.length} entries, but ${n} basins need ${2 * n}.`);
  if (basins.members.length !== n) throw new ViewDataError(`Surface basins: members has ${basins.members.length} entries, but there are ${n} basins.`);
  if (basins.labels && basins.labels.length !== n) throw new ViewDataError(`Surface basins: labels has ${basins.labels.length} entries, but there are ${n} basins.`);
  if (basins.ids && basins.ids.length !== n) throw new ViewDataError(`Surface basins: ids has ${basins.ids.length} entries, but there are ${n} basins.`);
  const bad = basins.positions.findIndex((v) => !Number.isFinite(v));
  if (bad >= 0) throw new ViewDataError(`Surface basins: the position of basin ${bad >> 1} is not finite.`);
  paths.forEach((path, p) => {
    if (path.points.length !== 2 * path.energies.length) {
      throw new ViewDataError(`Surface path ${p}: points has ${path.points.length} entries, but ${path.energies.length} energies need ${2 * path.energies.length}.`);
    }
    if (path.a >= n || path.b >= n || path.a < 0 || path.b < 0) throw new ViewDataError(`Surface path ${p}: joins ${path.a} and ${path.b}, but there are ${n} basins (0 to ${n - 1}).`);
  });
}
