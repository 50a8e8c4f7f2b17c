import type { Surface } from '../../core/contract/landscape.ts';
import { quantile, type EnergyRange } from './energy-range.ts';
import type { Extent } from './plot-box.ts';

/**
 * The range of U to show of a surface: from its lowest point to somewhat above the highest pass.
 *
 * The walls of a potential rise far beyond all barriers; at their scale the basins would be flat. With basins or paths the lid
 * lies a quarter of their span above the highest of them; with neither at the 40th percentile of the grid.
 *
 * @param landmarks U of minima and of the tops of paths
 */
export function surfaceRange(surface: Surface, landmarks: ArrayLike<number>): EnergyRange {
  const finite = surface.energies.filter(Number.isFinite).sort();
  if (finite.length === 0) return { low: 0, high: 1, above: 0 };
  const marks = Array.from(landmarks).filter(Number.isFinite);
  const low = finite[0]!;
  const top = marks.reduce((p, q) => Math.max(p, q), -Infinity);
  const greatest = finite[finite.length - 1]!;
  let high = top > low ? top + 0.25 * (top - low) : quantile(finite, 0.4);
  high = Math.min(high, greatest);
  if (high - low < Math.max(1e-6, Math.abs(low) * 1e-6)) return { low: low - 0.5, high: Math.max(high, low) + 0.5, above: 0 };
  return { low, high, above: finite.length - finite.findLastIndex((u) => u <= high) - 1 };
}

/** The part of the grid's rectangle where U is in sight, with a margin; all of it when nothing would be left out. */
export function visibleExtent(surface: Surface, ceiling: number): Extent {
  const { columns, rows, energies } = surface;
  let [left, right, bottom, top] = [columns, -1, rows, -1];
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      if (!(energies[r * columns + c]! <= ceiling)) continue;
      left = Math.min(left, c);
      right = Math.max(right, c);
      bottom = Math.min(bottom, r);
      top = Math.max(top, r);
    }
  }
  const all: Extent = { xMin: surface.xMin, xMax: surface.xMax, yMin: surface.yMin, yMax: surface.yMax };
  if (right < left) return all;
  const dx = (surface.xMax - surface.xMin) / (columns - 1);
  const dy = (surface.yMax - surface.yMin) / (rows - 1);
  const margin = 0.04 * Math.max((right - left) * dx, (top - bottom) * dy);
  return {
    xMin: Math.max(all.xMin, surface.xMin + left * dx - margin),
    xMax: Math.min(all.xMax, surface.xMin + right * dx + margin),
    yMin: Math.max(all.yMin, surface.yMin + bottom * dy - margin),
    yMax: Math.min(all.yMax, surface.yMin + top * dy + margin),
  };
}
