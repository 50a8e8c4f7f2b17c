import type { Surface } from '../../core/contract/landscape.ts';
import { heightOf, worldX, worldZ, type Extent, type PlotBox } from './plot-box.ts';

/** U at a point of the plane, bilinear between grid points; NaN outside the grid. */
export function sampleSurface(surface: Surface, x: number, y: number): number {
  const { columns, rows, energies } = surface;
  const u = ((x - surface.xMin) / (surface.xMax - surface.xMin)) * (columns - 1);
  const v = ((y - surface.yMin) / (surface.yMax - surface.yMin)) * (rows - 1);
  const slack = 1e-6;
  if (!(u >= -slack && v >= -slack && u <= columns - 1 + slack && v <= rows - 1 + slack)) return NaN;
  const c = Math.min(columns - 2, Math.max(0, Math.floor(u)));
  const r = Math.min(rows - 2, Math.max(0, Math.floor(v)));
  const [fx, fy] = [u - c, v - r];
  const at = (row: number, column: number): number => energies[row * columns + column]!;
  const low = at(r, c) * (1 - fx) + at(r, c + 1) * fx;
  const high = at(r + 1, c) * (1 - fx) + at(r + 1, c + 1) * fx;
  return low * (1 - fy) + high * fy;
}

/** A grid of triangles over the part of a surface in sight. */
export interface HeightMesh {
  /** [k × 3] world */
  positions: Float32Array;
  /** [k × 3] unit, upward */
  normals: Float32Array;
  /** [k] U, not cut at the ceiling */
  energies: Float32Array;
  /** Counterclockwise seen from above. */
  index: Uint32Array;
}

/** U is held this many ranges above the ceiling, so that one step over the rim does not bend it. */
const overshoot = 1.5;

/**
 * Sample a surface on a grid of about `side` points the longer way.
 *
 * @param extent part of the plane to cover
 */
export function heightMesh(surface: Surface, box: PlotBox, extent: Extent, ceiling: number, low: number, side: number): HeightMesh {
  const width = extent.xMax - extent.xMin;
  const depth = extent.yMax - extent.yMin;
  const columns = Math.max(2, Math.round((side * width) / Math.max(width, depth)));
  const rows = Math.max(2, Math.round((side * depth) / Math.max(width, depth)));
  const most = ceiling + overshoot * (ceiling - low);
  const positions = new Float32Array(columns * rows * 3);
  const energies = new Float32Array(columns * rows);
  const rise = box.height / (box.lid - box.floor);
  for (let r = 0; r < rows; r++) {
    const y = extent.yMin + (depth * r) / (rows - 1);
    for (let c = 0; c < columns; c++) {
      const x = extent.xMin + (width * c) / (columns - 1);
      const k = r * columns + c;
      const u = sampleSurface(surface, x, y);
      energies[k] = Number.isNaN(u) ? most : Math.min(u, most);
      positions[k * 3] = worldX(box, x);
      // Not held at the box's lid: the shader cuts the surface there, and the slope at the cut must be its own.
      positions[k * 3 + 1] = (energies[k]! - box.floor) * rise;
      positions[k * 3 + 2] = worldZ(box, y);
    }
  }
  return { positions, normals: gridNormals(positions, columns, rows), energies, index: gridIndex(columns, rows) };
}

function gridNormals(positions: Float32Array, columns: number, rows: number): Float32Array {
  const normals = new Float32Array(positions.length);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      const west = (r * columns + Math.max(0, c - 1)) * 3;
      const east = (r * columns + Math.min(columns - 1, c + 1)) * 3;
      const south = (Math.max(0, r - 1) * columns + c) * 3;
      const north = (Math.min(rows - 1, r + 1) * columns + c) * 3;
      const slopeX = (positions[east + 1]! - positions[west + 1]!) / (positions[east]! - positions[west]!);
      const slopeZ = (positions[north + 1]! - positions[south + 1]!) / (positions[north + 2]! - positions[south + 2]!);
      const length = Math.hypot(slopeX, 1, slopeZ);
      const k = (r * columns + c) * 3;
      normals[k] = -slopeX / length;
      normals[k + 1] = 1 / length;
      normals[k + 2] = -slopeZ / length;
    }
  }
  return normals;
}

function gridIndex(columns: number, rows: number): Uint32Array {
  const index = new Uint32Array((columns - 1) * (rows - 1) * 6);
  let at = 0;
  for (let r = 0; r + 1 < rows; r++) {
    for (let c = 0; c + 1 < columns; c++) {
      const k = r * columns + c;
      index.set([k, k + 1, k + columns + 1, k, k + columns + 1, k + columns], at);
      at += 6;
    }
  }
  return index;
}

/**
 * Where a ray first meets the surface in sight: plane coordinates and U, or null.
 *
 * @param origin world
 * @param direction world, any length
 */
export function rayMeetsSurface(
  surface: Surface,
  box: PlotBox,
  ceiling: number,
  origin: readonly [number, number, number],
  direction: readonly [number, number, number],
): { x: number; y: number; energy: number } | null {
  const reach = rayInBox(box, origin, direction);
  if (!reach) return null;
  const steps = 240;
  let above = false;
  let before = reach[0];
  for (let k = 0; k <= steps; k++) {
    const t = reach[0] + ((reach[1] - reach[0]) * k) / steps;
    const gap = heightGap(surface, box, origin, direction, t);
    if (gap.energy <= ceiling && gap.over <= 0 && above) return refine(surface, box, origin, direction, before, t);
    above = gap.over > 0;
    before = t;
  }
  return null;
}

function heightGap(surface: Surface, box: PlotBox, o: readonly number[], d: readonly number[], t: number): { x: number; y: number; energy: number; over: number } {
  const x = (o[0]! + d[0]! * t) / box.planeScale + box.centerX;
  const y = -(o[2]! + d[2]! * t) / box.planeScale + box.centerY;
  const energy = sampleSurface(surface, x, y);
  return { x, y, energy, over: o[1]! + d[1]! * t - heightOf(box, energy) };
}

function refine(surface: Surface, box: PlotBox, o: readonly number[], d: readonly number[], near: number, far: number): { x: number; y: number; energy: number } {
  let [a, b] = [near, far];
  for (let k = 0; k < 20; k++) {
    const middle = (a + b) / 2;
    if (heightGap(surface, box, o, d, middle).over > 0) a = middle;
    else b = middle;
  }
  const { x, y, energy } = heightGap(surface, box, o, d, b);
  return { x, y, energy };
}

function rayInBox(box: PlotBox, o: readonly number[], d: readonly number[]): [number, number] | null {
  let [from, to] = [0, Infinity];
  const low = [-box.halfX, 0, -box.halfZ];
  const high = [box.halfX, box.height * 1.001, box.halfZ];
  for (let c = 0; c < 3; c++) {
    if (Math.abs(d[c]!) < 1e-12) {
      if (o[c]! < low[c]! || o[c]! > high[c]!) return null;
      continue;
    }
    const p = (low[c]! - o[c]!) / d[c]!;
    const q = (high[c]! - o[c]!) / d[c]!;
    from = Math.max(from, Math.min(p, q));
    to = Math.min(to, Math.max(p, q));
  }
  return from < to ? [from, to] : null;
}
