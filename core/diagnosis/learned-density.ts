import { gridEnergy } from '../analysis/grid-energy.ts';
import { boltzmannDensity, cellOf } from '../analysis/plane-densities.ts';
import type { SquareGrid } from '../analysis/plane-densities.ts';
import type { Engine } from '../engines/engine.ts';
import { createEvaluator } from '../potentials/create-evaluator.ts';
import type { Potential } from '../potentials/potential.ts';

/** Rows that run at once on the grid. */
const GRID_BATCH = 4096;

/** The density exp(−U) of a 2D potential at the cells of a grid, normalized on it. Throws PotentialError or EngineError as `createEvaluator`. */
export async function learnedDensity(engine: Engine, potential: Potential, grid: SquareGrid): Promise<Float32Array<ArrayBuffer>> {
  const outermost = grid.extent - cellOf(grid) / 2;
  const evaluator = createEvaluator(engine, potential, GRID_BATCH);
  try {
    const surface = await gridEnergy(evaluator, { xMin: -outermost, xMax: outermost, yMin: -outermost, yMax: outermost, columns: grid.side, rows: grid.side });
    return boltzmannDensity(grid, surface.energies);
  } finally {
    await evaluator.close();
  }
}
