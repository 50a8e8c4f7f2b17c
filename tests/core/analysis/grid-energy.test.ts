import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { floodGrid, lowestBarrier, persistentMinima } from '../../../core/analysis/flooding.ts';
import type { Flooding } from '../../../core/analysis/flooding.ts';
import { gridEnergy, gridPosition } from '../../../core/analysis/grid-energy.ts';
import type { Engine } from '../../../core/engines/engine.ts';
import { openEngine } from '../../../core/engines/open-engine.ts';
import { createEvaluator } from '../../../core/potentials/create-evaluator.ts';
import { loadFixture } from '../potentials/reference-fixtures.ts';

describe('gridEnergy', () => {
  const plane = { dimensions: 2, energies: (points: Float32Array) => Promise.resolve(Float32Array.from({ length: points.length / 2 }, (_, i) => 10 * points[2 * i]! + points[2 * i + 1]!)) };

  test('rows run along y, columns along x, borders included, across chunks', async () => {
    const grid = { xMin: 0, xMax: 2, yMin: -1, yMax: 3, columns: 3, rows: 5 };
    const surface = await gridEnergy(plane, grid);
    expect([...surface.energies]).toEqual([-1, 9, 19, 0, 10, 20, 1, 11, 21, 2, 12, 22, 3, 13, 23]);
    expect(gridPosition(grid, 7)).toEqual([1, 1]);
    const large = { ...grid, columns: 301, rows: 401 };
    const { energies } = await gridEnergy(plane, large);
    for (const cell of [0, 65535, 65536, 120700]) {
      const [x, y] = gridPosition(large, cell);
      expect(energies[cell]).toBeCloseTo(10 * x + y, 5);
    }
  });

  test('grids that make no sense are refused', async () => {
    const grid = { xMin: 0, xMax: 1, yMin: 0, yMax: 1, columns: 2, rows: 2 };
    await expect(gridEnergy({ ...plane, dimensions: 3072 }, grid)).rejects.toThrow(/this one has 3072 dimensions/);
    await expect(gridEnergy(plane, { ...grid, columns: 1 })).rejects.toThrow(/1 x 2 were asked for/);
    await expect(gridEnergy(plane, { ...grid, columns: 10_000, rows: 10_000 })).rejects.toThrow(/10000 x 10000/);
    await expect(gridEnergy(plane, { ...grid, xMax: 0 })).rejects.toThrow(/increasing order/);
    await expect(gridEnergy(plane, { ...grid, yMax: Infinity })).rejects.toThrow(/finite bounds/);
  });
});

describe('the trained toy potential, flooded on the 801 × 801 grid over [-1.8, 1.8]²', () => {
  const grid = { xMin: -1.8, xMax: 1.8, yMin: -1.8, yMax: 1.8, columns: 801, rows: 801 };
  /** The table of ../shared/reference/README.md: position, U_min, lowest saddle to a deeper basin. */
  const table: [number, number, number, number | null][] = [
    [1.04, 0.03, -3.057, null],
    [0.72, -0.74, -2.288, 0.529],
    [0.71, 0.71, -2.068, 1.287],
    [0.05, -0.97, -1.634, 0.926],
    [0.03, 1.05, -1.571, 1.105],
    [-0.67, 0.68, -1.048, 2.062],
    [-0.67, -0.72, -0.991, 2.136],
    [-0.99, 0.02, -0.863, 2.391],
  ];
  let engine: Engine;
  let flooding: Flooding;
  beforeAll(async () => {
    engine = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: 1 });
    const evaluator = createEvaluator(engine, await loadFixture('toy-gmm-trained.pth', 0.125), 8192);
    const { energies } = await gridEnergy(evaluator, grid);
    flooding = floodGrid(energies, grid.rows, grid.columns);
  });
  afterAll(() => engine.close());

  test('exactly 8 basins of persistence above 1, and two ripples of 0.001', () => {
    expect(persistentMinima(flooding, 1).length).toBe(8);
    expect(flooding.minima.length).toBe(10);
    // 0.0013 and 0.00007, to float32's 1e-5.
    expect(persistentMinima(flooding, 0.0015).length).toBe(8);
  });

  test('minima and barriers are those of the table', () => {
    const basins = persistentMinima(flooding, 1).map((index) => flooding.minima[index]!);
    table.forEach(([x, y, energy, barrier], i) => {
      const basin = basins[i]!;
      const [foundX, foundY] = gridPosition(grid, basin.cell);
      // Same grid, table rounded to 0.01 and 0.001; half of that, and float32 error of U (128 times that of F).
      expect(Math.abs(foundX - x)).toBeLessThan(0.0051);
      expect(Math.abs(foundY - y)).toBeLessThan(0.0051);
      expect(Math.abs(basin.energy - energy)).toBeLessThan(0.0006);
      if (barrier === null) expect(basin.saddle).toBeNull();
      else expect(Math.abs(basin.saddle!.energy - barrier)).toBeLessThan(0.0006);
    });
  });

  test('the barrier between any two is the highest of the saddles on the way round the ring', () => {
    const basins = persistentMinima(flooding, 1);
    for (const a of basins) {
      for (const b of basins) {
        if (a >= b) continue;
        const barrier = lowestBarrier(flooding, a, b).energy;
        expect(barrier).toBe(lowestBarrier(flooding, b, a).energy);
        expect(barrier).toBeGreaterThanOrEqual(flooding.minima[b]!.saddle!.energy);
        for (const c of basins) {
          // No detour keeps lower: minimax distances obey the strong triangle inequality.
          if (c !== a && c !== b) expect(barrier).toBeLessThanOrEqual(Math.max(lowestBarrier(flooding, a, c).energy, lowestBarrier(flooding, c, b).energy));
        }
      }
    }
  });
});
