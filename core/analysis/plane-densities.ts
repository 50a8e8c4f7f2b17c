/** A square grid of side² cells over [−extent, extent]², row-major, rows along y; a value stands at its cell's middle, −extent + (i + ½)·cell. */
export interface SquareGrid {
  readonly extent: number;
  readonly side: number;
}

/** Width of a cell. */
export function cellOf({ extent, side }: SquareGrid): number {
  return (2 * extent) / side;
}

/** A density with a formula on the grid, normalized there: sum · cell² = 1. */
export function gridDensity(grid: SquareGrid, densityAt: (x: number, y: number) => number): Float32Array<ArrayBuffer> {
  const { extent, side } = grid;
  const cell = cellOf(grid);
  return normalized(grid, Float64Array.from({ length: side * side }, (_, i) => densityAt(-extent + ((i % side) + 0.5) * cell, -extent + (Math.floor(i / side) + 0.5) * cell)));
}

/** exp(−U/T) of energies on the grid, normalized there. Throws RangeError where no energy is a finite number. */
export function boltzmannDensity(grid: SquareGrid, energies: ArrayLike<number>, temperature = 1): Float32Array<ArrayBuffer> {
  let least = Infinity;
  for (let i = 0; i < energies.length; i++) if (energies[i] < least) least = energies[i];
  if (!Number.isFinite(least)) throw new RangeError('No energy on the grid is a finite number: there is no density.');
  return normalized(grid, Float64Array.from({ length: energies.length }, (_, i) => (Number.isNaN(energies[i]) ? 0 : Math.exp((least - energies[i]) / temperature))));
}

/**
 * Gaussian kernel density estimate of points [n, 2], flat, normalized on the grid. The kernel's covariance is that of the points times
 * `bandwidth`², as in scipy's gaussian_kde with a scalar bw_method; null: Scott's n^(−1/6). Uniform where there are too few points for a covariance.
 */
export function kernelDensity(grid: SquareGrid, points: Float32Array, bandwidth: number | null): Float32Array<ArrayBuffer> {
  const { extent, side } = grid;
  const n = points.length / 2;
  const inverse = n < 3 ? null : inverseCovariance(points, bandwidth ?? n ** (-1 / 6));
  if (inverse === null) return normalized(grid, new Float64Array(side * side).fill(1));
  const cell = cellOf(grid);
  const { xx, xy, yy, reachX, reachY } = inverse;
  const sum = new Float64Array(side * side);
  const columnsReached = Math.ceil(reachX / cell);
  const rowsReached = Math.ceil(reachY / cell);
  for (let i = 0; i < n; i++) {
    const column = Math.floor((points[2 * i] + extent) / cell);
    const row = Math.floor((points[2 * i + 1] + extent) / cell);
    for (let r = Math.max(0, row - rowsReached); r <= Math.min(side - 1, row + rowsReached); r++) {
      const dy = -extent + (r + 0.5) * cell - points[2 * i + 1];
      for (let c = Math.max(0, column - columnsReached); c <= Math.min(side - 1, column + columnsReached); c++) {
        const dx = -extent + (c + 0.5) * cell - points[2 * i];
        sum[r * side + c] += Math.exp(-0.5 * (xx * dx * dx + 2 * xy * dx * dy + yy * dy * dy));
      }
    }
  }
  return normalized(grid, sum);
}

/** KL(p ‖ q) = Σ p ln(p/q) · cell² in nats, of two densities on the grid; q is taken as at least 1e-30, so that it stays finite. */
export function divergence(grid: SquareGrid, p: ArrayLike<number>, q: ArrayLike<number>): number {
  const area = cellOf(grid) ** 2;
  let sum = 0;
  for (let i = 0; i < p.length; i++) if (p[i] > 0) sum += p[i] * Math.log(p[i] / Math.max(q[i], 1e-30));
  return sum * area;
}

/** Kernels count out to so many of their standard deviations: 1 in 10¹⁴ of their mass lies beyond. */
const REACH = 8;

function inverseCovariance(points: Float32Array, factor: number): { readonly xx: number; readonly xy: number; readonly yy: number; readonly reachX: number; readonly reachY: number } | null {
  const n = points.length / 2;
  let [mx, my, cxx, cxy, cyy] = [0, 0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    mx += points[2 * i] / n;
    my += points[2 * i + 1] / n;
  }
  for (let i = 0; i < n; i++) {
    const dx = points[2 * i] - mx;
    const dy = points[2 * i + 1] - my;
    cxx += (dx * dx) / (n - 1);
    cxy += (dx * dy) / (n - 1);
    cyy += (dy * dy) / (n - 1);
  }
  const square = factor * factor;
  const determinant = cxx * cyy - cxy * cxy;
  if (!(determinant > 0) || !(square > 0) || !Number.isFinite(determinant)) return null;
  return { xx: cyy / determinant / square, xy: -cxy / determinant / square, yy: cxx / determinant / square, reachX: REACH * Math.sqrt(cxx * square), reachY: REACH * Math.sqrt(cyy * square) };
}

function normalized(grid: SquareGrid, values: Float64Array): Float32Array<ArrayBuffer> {
  const total = values.reduce((sum, value) => sum + value, 0) * cellOf(grid) ** 2;
  // Where all mass lies outside the grid there is nothing to normalize.
  return Float32Array.from(values, (value) => (total > 0 ? value / total : 0));
}
