import { describe, expect, it } from 'vitest';
import { langevinGridKernel } from '../../../core/analysis/grid-kernel.ts';
import { realEigenvalues, slowEigenvalues } from '../../../core/analysis/slow-eigenvalues.ts';

describe('eigenvalues of a small matrix', () => {
  it('are those of a matrix made from them, symmetric or not', () => {
    const values = [1, 0.999, 0.998, 0.5, 0.1, -0.2];
    const n = values.length;
    // L·D·L⁻¹ with L unit lower triangular of halves: L⁻¹ by substitution.
    const lower = (i: number, j: number): number => (i === j ? 1 : i > j ? 0.5 : 0);
    const inverse = Array.from({ length: n }, () => new Array<number>(n).fill(0));
    for (let j = 0; j < n; j++) for (let i = j; i < n; i++) inverse[i][j] = (i === j ? 1 : 0) - [...Array(i).keys()].reduce((sum, k) => sum + lower(i, k) * inverse[k][j], 0);
    const matrix = Float64Array.from({ length: n * n }, (_, at) => values.reduce((sum, value, k) => sum + lower(Math.floor(at / n), k) * value * inverse[k][at % n], 0));
    realEigenvalues(matrix, n)!.forEach((value, k) => expect(value).toBeCloseTo(values[k], 10));
    expect([...realEigenvalues(Float64Array.of(2, 0, 0, 2), 2)!]).toEqual([2, 2]);
  });

  it('are none where they are complex', () => {
    expect(realEigenvalues(Float64Array.of(0, -1, 1, 0), 2)).toBeNull();
  });
});

describe('the kernel of a Langevin chain on a grid', () => {
  it('in a bowl U = (a·x² + b·y²)/2 has the eigenvalues (1 − ε²a/2)^j (1 − ε²b/2)^k of the chain, not those of the diffusion', () => {
    const [epsilon, a, b] = [0.3, 6, 10];
    const grid = { xMin: -3.2, xMax: 3.2, yMin: -2.8, yMax: 2.8, columns: 65, rows: 57 };
    const cells = grid.columns * grid.rows;
    const gradients = Float64Array.from({ length: 2 * cells }, (_, at) => {
      const cell = Math.floor(at / 2);
      return at % 2 === 0 ? a * (grid.xMin + 0.1 * (cell % grid.columns)) : b * (grid.yMin + 0.1 * Math.floor(cell / grid.columns));
    });
    const weights = Float64Array.from({ length: cells }, (_, cell) => Math.exp(-(gradients[2 * cell] ** 2 / a + gradients[2 * cell + 1] ** 2 / b) / 2));
    const found = slowEigenvalues(langevinGridKernel(grid, gradients, epsilon, 1), 4, weights, 1e-7);
    const [p, q] = [1 - (epsilon * epsilon * a) / 2, 1 - (epsilon * epsilon * b) / 2];
    [1, p, q, p * p].forEach((value, k) => expect(found[k]).toBeCloseTo(value, 6));
  });

  it('keeps what it moves, and pushes as it applies', () => {
    const grid = { xMin: -1, xMax: 1, yMin: -1, yMax: 1, columns: 21, rows: 21 };
    const gradients = Float64Array.from({ length: 2 * 441 }, (_, i) => Math.sin(i));
    const kernel = langevinGridKernel(grid, gradients, 0.2, 0.5);
    const ones = new Float64Array(441).fill(1);
    const out = new Float64Array(441);
    kernel.apply(ones, out);
    for (const value of out) expect(value).toBeCloseTo(1, 12);
    const p = Float64Array.from({ length: 441 }, (_, i) => 1 + Math.cos(i));
    const v = Float64Array.from({ length: 441 }, (_, i) => Math.sin(3 * i));
    const pushed = new Float64Array(441);
    kernel.push(p, pushed);
    kernel.apply(v, out);
    const dot = (x: Float64Array, y: Float64Array) => x.reduce((sum, value, i) => sum + value * y[i], 0);
    expect(dot(pushed, v)).toBeCloseTo(dot(p, out), 10);
    expect(() => langevinGridKernel(grid, gradients.map((value) => 1e3 * value), 0.2, 1)).toThrow('off a grid');
  });
});
