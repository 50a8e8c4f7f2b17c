import type { Surface } from '../contract/landscape.ts';

/** A rectangle of the plane with points on its borders: columns along x, rows along y. */
export interface PlaneGrid {
  readonly xMin: number;
  readonly xMax: number;
  readonly yMin: number;
  readonly yMax: number;
  readonly columns: number;
  readonly rows: number;
}

/** What is needed of a potential of the plane: U [n] of points [n, 2], flat. */
export interface PlaneEnergy {
  readonly dimensions: number;
  energies(states: Float32Array): Promise<Float32Array>;
}

/** Most points of one grid: 4096 × 4096. */
const MOST_POINTS = 2 ** 24;

/** Points per call, so that a large grid does not take the memory of all its points at once. */
const CHUNK = 2 ** 16;

/** Position of a cell, row · columns + column, of the grid. */
export function gridPosition(grid: PlaneGrid, cell: number): [number, number] {
  const row = Math.floor(cell / grid.columns);
  const column = cell - row * grid.columns;
  return [
    grid.xMin + ((grid.xMax - grid.xMin) * column) / (grid.columns - 1),
    grid.yMin + ((grid.yMax - grid.yMin) * row) / (grid.rows - 1),
  ];
}

/**
 * U on a regular grid of a 2D potential, row-major [rows, columns].
 * Throws RangeError when the potential is not one of the plane or the grid is empty, degenerate or too large.
 */
export async function gridEnergy(potential: PlaneEnergy, grid: PlaneGrid): Promise<Surface> {
  const { columns, rows } = grid;
  if (potential.dimensions !== 2) throw new RangeError(`Only a potential of the plane has a grid of energies; this one has ${potential.dimensions} dimensions.`);
  if (!Number.isInteger(columns) || !Number.isInteger(rows) || columns < 2 || rows < 2 || columns * rows > MOST_POINTS) {
    throw new RangeError(`A grid needs 2 x 2 to ${MOST_POINTS} points in all; ${columns} x ${rows} were asked for.`);
  }
  if (!(grid.xMin < grid.xMax && grid.yMin < grid.yMax) || ![grid.xMin, grid.xMax, grid.yMin, grid.yMax].every(Number.isFinite)) {
    throw new RangeError(`A grid needs finite bounds in increasing order; got x from ${grid.xMin} to ${grid.xMax}, y from ${grid.yMin} to ${grid.yMax}.`);
  }
  const energies = new Float32Array(columns * rows);
  for (let first = 0; first < energies.length; first += CHUNK) {
    const count = Math.min(CHUNK, energies.length - first);
    const points = new Float32Array(count * 2);
    for (let i = 0; i < count; i++) points.set(gridPosition(grid, first + i), 2 * i);
    energies.set(await potential.energies(points), first);
  }
  return { xMin: grid.xMin, xMax: grid.xMax, yMin: grid.yMin, yMax: grid.yMax, columns, rows, energies };
}
