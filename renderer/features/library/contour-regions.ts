import { contours } from 'd3-contour';
import type { Surface } from '../../../core/contract/landscape.ts';

/** The region of a surface at and above a level, as SVG path data. */
export interface ContourRegion {
  readonly level: number;
  readonly path: string;
}

/** Filled contours of U, to be drawn in order: each reaches up from its level. `place` maps a point of the plane to the picture. */
export function contourRegions(surface: Surface, levels: readonly number[], place: (x: number, y: number) => readonly [number, number]): ContourRegion[] {
  const { columns, rows, xMin, xMax, yMin, yMax, energies } = surface;
  const stepX = (xMax - xMin) / (columns - 1);
  const stepY = (yMax - yMin) / (rows - 1);
  // Beyond what a picture can show one height is as good as another, and d3 wants numbers.
  const values = Array.from(energies, (energy) => (Number.isNaN(energy) ? 1e30 : Math.min(energy, 1e30)));
  // d3 puts the value of cell i at i + ½; grid points lie on the rectangle's edges.
  const point = ([column = 0, row = 0]: readonly number[]): string => {
    const [x, y] = place(xMin + (column - 0.5) * stepX, yMin + (row - 0.5) * stepY);
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  };
  return contours()
    .size([columns, rows])
    .thresholds([...levels])(values)
    .map(({ value, coordinates }) => ({
      level: value,
      path: coordinates.flat().map((ring) => `M${ring.map(point).join('L')}Z`).join(''),
    }));
}
