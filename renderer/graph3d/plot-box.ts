import type { EnergyRange } from './energy-range.ts';

/**
 * The box that a landscape is drawn in: the plane on its floor, energy upward.
 *
 * World x is the plane's first axis, world −z its second (a right-handed floor seen from the front), world y is U.
 */
export interface PlotBox {
  /** Half the floor's width and depth, world units; the larger is 1 before padding. */
  halfX: number;
  halfZ: number;
  height: number;
  /** Data at the middle of the floor, and data units to world units (the same for both: shapes are kept). */
  centerX: number;
  centerY: number;
  planeScale: number;
  /** U at the floor and at the lid. */
  floor: number;
  lid: number;
}


/** A rectangle of the plane. */
export interface Extent {
  xMin: number;
  xMax: number;
  yMin: number;
  yMax: number;
}

/** Bounds of points [n × 2]; a unit square about the origin for none, and never without width. */
export function extentOf(positions: Float32Array): Extent {
  const e: Extent = { xMin: Infinity, xMax: -Infinity, yMin: Infinity, yMax: -Infinity };
  for (let i = 0; i < positions.length; i += 2) {
    e.xMin = Math.min(e.xMin, positions[i]!);
    e.xMax = Math.max(e.xMax, positions[i]!);
    e.yMin = Math.min(e.yMin, positions[i + 1]!);
    e.yMax = Math.max(e.yMax, positions[i + 1]!);
  }
  if (positions.length === 0) return { xMin: -0.5, xMax: 0.5, yMin: -0.5, yMax: 0.5 };
  return e;
}

/**
 * The box for points in `extent` and energies in `range`.
 *
 * @param margin world units kept free round the points (half a node)
 * @param height of the box, world units
 */
export function plotBox(extent: Extent, range: EnergyRange, margin: number, height: number): PlotBox {
  const width = extent.xMax - extent.xMin;
  const depth = extent.yMax - extent.yMin;
  const span = Math.max(width, depth);
  // One basin, or all on one spot: any scale shows it.
  const planeScale = span > 0 ? (2 * (1 - margin)) / span : 1;
  // A line of basins still gets a floor, not a strip.
  const least = 0.55;
  const pad = 0.06 * (range.high - range.low);
  return {
    halfX: Math.max(least, (width * planeScale) / 2 + margin),
    halfZ: Math.max(least, (depth * planeScale) / 2 + margin),
    height,
    centerX: (extent.xMin + extent.xMax) / 2,
    centerY: (extent.yMin + extent.yMax) / 2,
    planeScale,
    floor: range.low - 1.6 * pad,
    lid: range.high + pad,
  };
}

/** World height of an energy, held inside the box's top. */
export function heightOf(box: PlotBox, energy: number): number {
  const y = ((energy - box.floor) / (box.lid - box.floor)) * box.height;
  return Math.min(y, box.height);
}

/** World x of the plane's first coordinate. */
export function worldX(box: PlotBox, x: number): number {
  return (x - box.centerX) * box.planeScale;
}

/** World z of the plane's second coordinate. */
export function worldZ(box: PlotBox, y: number): number {
  return -(y - box.centerY) * box.planeScale;
}
