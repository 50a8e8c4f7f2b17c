import { describe, expect, test } from 'vitest';
import { floodGrid, lowestBarrier, persistentMinima } from '../../../core/analysis/flooding.ts';
import { uniformAt } from '../../../core/random/draw.ts';
import { streamKey } from '../../../core/random/stream-key.ts';

/** Energies of f on an n × n grid over [-half, half]². */
function grid(n: number, half: number, f: (x: number, y: number) => number): Float64Array {
  const at = (i: number) => -half + (2 * half * i) / (n - 1);
  return Float64Array.from({ length: n * n }, (_, cell) => f(at(cell % n), at(Math.floor(cell / n))));
}

/** Lowest maximum over all paths, by relaxing until nothing changes: slow and independent of union–find. */
function minimax(energies: ArrayLike<number>, rows: number, columns: number, from: number, to: number): number {
  const best = new Float64Array(rows * columns).fill(Infinity);
  best[from] = energies[from]!;
  for (let changed = true; changed; ) {
    changed = false;
    for (let cell = 0; cell < best.length; cell++) {
      const row = Math.floor(cell / columns);
      const column = cell % columns;
      for (let r = Math.max(0, row - 1); r <= Math.min(rows - 1, row + 1); r++) {
        for (let c = Math.max(0, column - 1); c <= Math.min(columns - 1, column + 1); c++) {
          const through = Math.max(best[r * columns + c]!, energies[cell]!);
          if (through < best[cell]!) {
            best[cell] = through;
            changed = true;
          }
        }
      }
    }
  }
  return best[to]!;
}

describe('floodGrid', () => {
  test('a tilted double well: two minima, the saddle between them, its height', () => {
    // V(x, y) = (x² − 1)² + 0.3 x + 2 y²; stationary points in x solve 4x(x² − 1) + 0.3 = 0.
    const n = 601;
    const root = (x: number) => {
      for (let i = 0; i < 50; i++) x -= (4 * x * (x * x - 1) + 0.3) / (12 * x * x - 4);
      return x;
    };
    const v = (x: number) => (x * x - 1) ** 2 + 0.3 * x;
    const flooding = floodGrid(grid(n, 1.5, (x, y) => v(x) + 2 * y * y), n, n);
    const position = (cell: number) => [-1.5 + (3 * (cell % n)) / (n - 1), -1.5 + (3 * Math.floor(cell / n)) / (n - 1)] as const;
    const [deep, shallow, saddle] = [root(-1), root(1), root(0.1)];
    // Half a cell is 0.0025; curvature at most 8: energies within 8/2 · 0.0025² = 2.5e-5 of the true ones.
    expect(flooding.minima.length).toBe(2);
    expect(Math.abs(position(flooding.minima[0]!.cell)[0] - deep)).toBeLessThanOrEqual(0.0025);
    expect(Math.abs(position(flooding.minima[1]!.cell)[0] - shallow)).toBeLessThanOrEqual(0.0025);
    expect(Math.abs(flooding.minima[0]!.energy - v(deep))).toBeLessThan(2.5e-5);
    expect(Math.abs(flooding.minima[1]!.energy - v(shallow))).toBeLessThan(2.5e-5);
    expect(Math.abs(position(flooding.minima[1]!.saddle!.cell)[0] - saddle)).toBeLessThanOrEqual(0.0025);
    expect(position(flooding.minima[1]!.saddle!.cell)[1]).toBe(0);
    expect(Math.abs(lowestBarrier(flooding, 0, 1).energy - v(saddle))).toBeLessThan(2.5e-5);
    expect(flooding.minima[0]!.persistence).toBe(Infinity);
    expect(flooding.minima[0]!.saddle).toBeNull();
    expect(flooding.minima[1]!.persistence).toBeCloseTo(v(saddle) - v(shallow), 4);
    expect(flooding.joins).toEqual([{ energy: flooding.minima[1]!.saddle!.energy, cell: flooding.minima[1]!.saddle!.cell, from: 1, into: 0 }]);
  });

  test('random terrain: the lowest barrier between any two minima is that of an exhaustive search', () => {
    const [rows, columns] = [11, 14];
    const key = streamKey(5);
    for (let terrain = 0; terrain < 6; terrain++) {
      // Coarse levels: many equal energies.
      const energies = Float64Array.from({ length: rows * columns }, (_, cell) => Math.floor(uniformAt(key, terrain, cell) * (terrain < 3 ? 8 : 1e6)));
      const flooding = floodGrid(energies, rows, columns);
      expect(flooding.minima.length).toBeGreaterThan(4);
      expect(flooding.joins.length).toBe(flooding.minima.length - 1);
      for (let a = 0; a < flooding.minima.length; a++) {
        for (let b = 0; b < a; b++) {
          const barrier = lowestBarrier(flooding, a, b);
          expect(barrier.energy).toBe(minimax(energies, rows, columns, flooding.minima[a]!.cell, flooding.minima[b]!.cell));
          expect(energies[barrier.cell]).toBe(barrier.energy);
        }
      }
    }
  });

  test('persistence sorts basins from ripples', () => {
    const n = 201;
    // Two wells with a ripple on top: many small minima, two of them deep, one on each side.
    const flooding = floodGrid(grid(n, 1.5, (x, y) => 5 * (x * x - 1) ** 2 + 5 * y * y + x + 0.2 * Math.cos(40 * x) * Math.cos(40 * y)), n, n);
    expect(flooding.minima.length).toBeGreaterThan(10);
    const sides = persistentMinima(flooding, 1).map((index) => Math.sign((flooding.minima[index]!.cell % n) - 100));
    expect(sides).toEqual([-1, 1]);
  });

  test('diagonal cells are neighbours; borders are walls', () => {
    const flooding = floodGrid([0, 9, 9, 9, 1, 9, 9, 9, 2], 3, 3);
    expect(flooding.minima.length).toBe(1);
    expect(floodGrid([0, 5, 5, 5, 5, 1], 2, 3).minima.map((m) => [m.cell, m.persistence])).toEqual([[0, Infinity], [5, 4]]);
    expect(floodGrid([3], 1, 1).minima).toEqual([{ cell: 0, energy: 3, saddle: null, persistence: Infinity }]);
  });

  test('bad grids and indices are refused', () => {
    expect(() => floodGrid([1, 2, 3], 2, 2)).toThrow(/needs 4 energies; got 3/);
    expect(() => floodGrid([1, Number.NaN], 1, 2)).toThrow(/not a number/);
    const flooding = floodGrid([0, 5, 1], 1, 3);
    expect(() => lowestBarrier(flooding, 0, 2)).toThrow(/has 2/);
    expect(() => lowestBarrier(flooding, 1, 1)).toThrow(/itself/);
  });
});
