import { floodGrid, persistentMinima } from '../../../core/analysis/flooding.ts';
import { gridBasins } from '../../../core/analysis/grid-diffusion.ts';
import { gridPosition } from '../../../core/analysis/grid-energy.ts';
import type { Surface } from '../../../core/contract/landscape.ts';
import type { Engine } from '../../../core/engines/engine.ts';
import { createEvaluator } from '../../../core/potentials/create-evaluator.ts';
import { createPotential } from '../../../core/potentials/potential.ts';
import type { Potential } from '../../../core/potentials/potential.ts';
import { readPotentialFile } from '../../../core/potentials/potential-file.ts';
import { fixture } from '../cli/run-cli.ts';

export const EPSILON = 0.125;
/** Persistence of the eight basins; two more minima of the grid have 0.001. */
const PERSISTENCE = 0.3;

/** The learned eight Gaussians on a grid over [-1.8, 1.8]²: U, its gradient, the eight minima, and the basin of each cell. */
export interface EightGaussians {
  readonly potential: Potential;
  readonly surface: Surface;
  readonly gradients: Float32Array;
  readonly minima: readonly (readonly [number, number])[];
  readonly basins: Int32Array;
}

export async function eightGaussians(engine: Engine, side: number): Promise<EightGaussians> {
  const { network, weights } = await readPotentialFile(fixture('toy-gmm-trained.pth'));
  const potential = createPotential(network, weights, EPSILON);
  const grid = { xMin: -1.8, xMax: 1.8, yMin: -1.8, yMax: 1.8, columns: side, rows: side };
  const points = new Float32Array(2 * side * side);
  for (let cell = 0; cell < side * side; cell++) points.set(gridPosition(grid, cell), 2 * cell);
  const evaluator = createEvaluator(engine, potential, 4096);
  const { energies, gradients } = await evaluator.energiesAndGradients(points);
  await evaluator.close();
  const surface = { ...grid, energies: Float32Array.from(energies) };
  const flooding = floodGrid(energies, side, side);
  const deep = persistentMinima(flooding, PERSISTENCE).map((index) => flooding.minima[index].cell);
  const into = new Map(flooding.minima.flatMap(({ cell, saddle }) => (saddle === null ? [] : [[cell, flooding.minima[saddle.into].cell] as const])));
  return { potential, surface, gradients, minima: deep.map((cell) => gridPosition(grid, cell)), basins: gridBasins(surface, deep, into) };
}
