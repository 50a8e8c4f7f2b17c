import { graphOf } from '../kinetic/kinetic-graph.ts';
import type { KineticGraph } from '../kinetic/kinetic-graph.ts';
import type { Surface } from '../contract/landscape.ts';

/**
 * Parts of the exchange along the axes and along the diagonals: a + 2b = 1 makes it a Laplacian, √2·(a + b) = 1 makes a line at 45° as wide
 * as one along an axis.
 */
const AXIAL = Math.SQRT2 - 1;
const DIAGONAL = 1 - Math.SQRT1_2;

/**
 * The diffusion in U at temperature T on a grid of the plane as a network of equilibrium fluxes: between cells i and j flows w_ij =
 * c_ij·√(π_i π_j)·D/h² a step, π_i ∝ exp(−U_i/T), with D = ε²/2 and h the spacing.
 *
 * They are π_i L_ij of a reversible generator L of dx = −∇U/T dt + √2 dW, time ε²/2 a step. What flows across a line between basins grows
 * as 1/h, alike for all lines: with eight neighbours (c of axis and diagonal above) it is the same for every direction of the line to 8 %.
 * Minimum cuts between basins are then the exact free-energy barriers but for one constant. Throws RangeError when the spacings differ by
 * more than 1 %.
 */
export function gridDiffusion(surface: Surface, epsilon: number, temperature: number): KineticGraph {
  const { columns, rows, energies } = surface;
  const across = (surface.xMax - surface.xMin) / (columns - 1);
  const along = (surface.yMax - surface.yMin) / (rows - 1);
  if (Math.abs(across / along - 1) > 0.01) throw new RangeError(`The grid's cells are ${across} by ${along}: a diffusion on it needs square ones.`);
  let lowest = Infinity;
  for (const energy of energies) lowest = Math.min(lowest, energy);
  let total = 0;
  for (const energy of energies) total += Math.exp((lowest - energy) / temperature);
  const rate = (epsilon * epsilon) / 2 / (across * along) / total;
  const a: number[] = [];
  const b: number[] = [];
  const weights: number[] = [];
  const join = (from: number, to: number, part: number): void => {
    a.push(from);
    b.push(to);
    weights.push(part * rate * Math.exp((lowest - (energies[from] + energies[to]) / 2) / temperature));
  };
  for (let cell = 0; cell < columns * rows; cell++) {
    const right = (cell + 1) % columns !== 0;
    const up = cell + columns < columns * rows;
    if (right) join(cell, cell + 1, AXIAL);
    if (up) join(cell, cell + columns, AXIAL);
    if (right && up) {
      join(cell, cell + columns + 1, DIAGONAL);
      join(cell + 1, cell + columns, DIAGONAL);
    }
  }
  return graphOf(columns * rows, a, b, weights);
}

/**
 * Basin of each cell of a surface: that of the minimum which steepest descent from cell to cell (eight neighbours) leads to. `minima`: cells, whose
 * places in the list number the basins; minima that are not in it pass theirs on to where `into` says (a cell nearer to one that is).
 */
export function gridBasins({ columns, rows, energies }: Surface, minima: readonly number[], into: ReadonlyMap<number, number> = new Map()): Int32Array {
  const basins = new Int32Array(columns * rows).fill(-1);
  minima.forEach((cell, basin) => (basins[cell] = basin));
  const lowestNear = (cell: number): number => {
    const [row, column] = [Math.floor(cell / columns), cell % columns];
    let best = cell;
    for (let r = Math.max(0, row - 1); r <= Math.min(rows - 1, row + 1); r++) {
      for (let c = Math.max(0, column - 1); c <= Math.min(columns - 1, column + 1); c++) {
        const near = r * columns + c;
        if (energies[near] < energies[best] || (energies[near] === energies[best] && near < best)) best = near;
      }
    }
    return best;
  };
  for (let cell = 0; cell < basins.length; cell++) {
    const way: number[] = [];
    let at = cell;
    while (basins[at] < 0) {
      way.push(at);
      const next = lowestNear(at);
      const onward = next === at ? into.get(at) : next;
      if (onward === undefined) throw new RangeError(`Cell ${at} is a minimum of the grid that belongs to no basin: name it, or where it runs over.`);
      at = onward;
    }
    for (const passed of way) basins[passed] = basins[at];
  }
  return basins;
}
