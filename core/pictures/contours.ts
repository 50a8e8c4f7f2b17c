import { contours } from 'd3-contour';
import type { Surface } from '../contract/landscape.ts';
import { plain } from './markup.ts';

/** The region of a surface at and above a level, as an SVG path in the picture's coordinates. */
export interface Region {
  readonly level: number;
  readonly path: string;
}

/** Where a grid point's coordinates lie in the picture. */
export interface Frame {
  readonly xOf: (x: number) => number;
  readonly yOf: (y: number) => number;
}

/** Filled contours of U: one region a level, each reaching up from its level, to be drawn in order. */
export function regionsAbove(surface: Surface, levels: readonly number[], frame: Frame): Region[] {
  const { columns, rows, xMin, xMax, yMin, yMax, energies } = surface;
  // Grid points lie on the rectangle's edges; d3 puts the value of cell i at i + ½.
  const x = (at: number): number => frame.xOf(xMin + ((at - 0.5) / (columns - 1)) * (xMax - xMin));
  const y = (at: number): number => frame.yOf(yMin + ((at - 0.5) / (rows - 1)) * (yMax - yMin));
  const values = Array.from(energies, (energy) => (Number.isNaN(energy) ? Infinity : Math.min(energy, 1e30)));
  return contours()
    .size([columns, rows])
    .thresholds([...levels])(values)
    .map((region) => ({
      level: region.value,
      path: region.coordinates
        .flat()
        .map((ring) => `M${ring.map(([px, py]) => `${plain(x(px ?? 0))} ${plain(y(py ?? 0))}`).join('L')}Z`)
        .join(''),
    }));
}
