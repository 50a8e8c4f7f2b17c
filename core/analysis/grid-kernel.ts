import type { PlaneGrid } from './grid-energy.ts';

/**
 * The transition kernel of a Langevin chain on a grid of the plane: from cell to cell of one step, in a product form. `apply` gives its
 * mean over the next step, `push` moves a distribution on by one.
 */
export interface GridKernel {
  readonly cells: number;
  /** (P v)_x = Σ_y P(x, y)·v_y: `out` [cells]. */
  apply(v: Float64Array, out: Float64Array): void;
  /** (p P)_y = Σ_x p_x·P(x, y): `out` [cells]. */
  push(p: Float64Array, out: Float64Array): void;
}

/** Standard deviations of the noise that are kept. */
const REACH = 6;

/**
 * The kernel of x ← x − (ε²/2)·∇U(x)/T + ε z on a grid: P(x, y) ∝ exp(−|y − m(x)|²/(2ε²)) over its points y, m(x) the point that the drift
 * leads to, rows summing to 1.
 *
 * It is the chain that is run, not the diffusion that it approximates for small ε: their timescales differ by as much as the curvature of U
 * times ε². A sum over points an ε/3 or less apart is the integral over the Gaussian to 1e-6 and better; what remains is how U varies over
 * a cell, to be seen by halving it. Steps that leave the grid are redrawn. `gradients` [cells, 2], flat, row-major as the grid. Throws
 * RangeError when sizes do not fit or a drift leads off the grid.
 */
export function langevinGridKernel(grid: PlaneGrid, gradients: ArrayLike<number>, epsilon: number, temperature: number): GridKernel {
  const { columns, rows } = grid;
  const cells = columns * rows;
  if (gradients.length !== 2 * cells) throw new RangeError(`A grid of ${columns} x ${rows} needs ${2 * cells} values of the gradient; got ${gradients.length}.`);
  const half = (epsilon * epsilon) / 2 / temperature;
  const across = axisWeights(grid.xMin, grid.xMax, columns, epsilon, (cell) => xOf(grid, cell % columns) - half * gradients[2 * cell], cells);
  const along = axisWeights(grid.yMin, grid.yMax, rows, epsilon, (cell) => yOf(grid, Math.floor(cell / columns)) - half * gradients[2 * cell + 1], cells);
  return {
    cells,
    apply(v, out) {
      for (let cell = 0; cell < cells; cell++) {
        const [x0, y0] = [across.first[cell], along.first[cell]];
        let sum = 0;
        for (let j = 0; j < along.width; j++) {
          const line = (y0 + j) * columns + x0;
          let row = 0;
          for (let i = 0; i < across.width; i++) row += across.weights[cell * across.width + i] * v[line + i];
          sum += along.weights[cell * along.width + j] * row;
        }
        out[cell] = sum;
      }
    },
    push(p, out) {
      out.fill(0);
      for (let cell = 0; cell < cells; cell++) {
        const [x0, y0] = [across.first[cell], along.first[cell]];
        for (let j = 0; j < along.width; j++) {
          const line = (y0 + j) * columns + x0;
          const factor = p[cell] * along.weights[cell * along.width + j];
          for (let i = 0; i < across.width; i++) out[line + i] += factor * across.weights[cell * across.width + i];
        }
      }
    },
  };
}

function xOf(grid: PlaneGrid, column: number): number {
  return grid.xMin + ((grid.xMax - grid.xMin) * column) / (grid.columns - 1);
}

function yOf(grid: PlaneGrid, row: number): number {
  return grid.yMin + ((grid.yMax - grid.yMin) * row) / (grid.rows - 1);
}

/** Weights along one axis: of each cell the first point reached, and `width` weights that sum to 1. */
interface AxisWeights {
  readonly width: number;
  readonly first: Int32Array;
  readonly weights: Float64Array;
}

function axisWeights(low: number, high: number, points: number, epsilon: number, target: (cell: number) => number, cells: number): AxisWeights {
  const spacing = (high - low) / (points - 1);
  const width = Math.min(points, 2 * Math.ceil((REACH * epsilon) / spacing) + 1);
  const first = new Int32Array(cells);
  const weights = new Float64Array(cells * width);
  for (let cell = 0; cell < cells; cell++) {
    const to = target(cell);
    if (!(to >= low - epsilon && to <= high + epsilon)) {
      throw new RangeError(`The drift leads from cell ${cell} to ${to}, off a grid from ${low} to ${high}: take a larger one or a smaller ε.`);
    }
    const centre = Math.round((to - low) / spacing);
    first[cell] = Math.min(points - width, Math.max(0, centre - (width - 1) / 2));
    let sum = 0;
    for (let i = 0; i < width; i++) {
      const weight = Math.exp(-((low + (first[cell] + i) * spacing - to) ** 2) / (2 * epsilon * epsilon));
      weights[cell * width + i] = weight;
      sum += weight;
    }
    for (let i = 0; i < width; i++) weights[cell * width + i] /= sum;
  }
  return { width, first, weights };
}
