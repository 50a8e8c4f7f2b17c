import { describe, expect, test } from 'vitest';
import { symmetricEigen } from '../../../core/kinetic/symmetric-eigen.ts';
import { uniformAt } from '../../../core/random/draw.ts';
import { streamKey } from '../../../core/random/stream-key.ts';

function symmetric(n: number, entry: (row: number, column: number) => number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, at) => entry(Math.max(Math.floor(at / n), at % n), Math.min(Math.floor(at / n), at % n)));
}

/** Largest |A v − λ v| and |v_i·v_j − δ_ij|. */
function errors(matrix: Float64Array, n: number, { values, vectors }: ReturnType<typeof symmetricEigen>): { residual: number; orthogonality: number } {
  let residual = 0;
  let orthogonality = 0;
  for (let k = 0; k < n; k++) {
    const v = vectors.subarray(k * n, (k + 1) * n);
    for (let row = 0; row < n; row++) {
      let sum = -values[k]! * v[row]!;
      for (let column = 0; column < n; column++) sum += matrix[row * n + column]! * v[column]!;
      residual = Math.max(residual, Math.abs(sum));
    }
    for (let l = 0; l <= k; l++) {
      let dot = k === l ? -1 : 0;
      for (let i = 0; i < n; i++) dot += v[i]! * vectors[l * n + i]!;
      orthogonality = Math.max(orthogonality, Math.abs(dot));
    }
  }
  return { residual, orthogonality };
}

describe('eigenpairs of a symmetric matrix', () => {
  test('two by two, by hand', () => {
    const { values, vectors } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2);
    expect(values[0]).toBeCloseTo(3, 14);
    expect(values[1]).toBeCloseTo(1, 14);
    expect(Math.abs(vectors[0]! - vectors[1]!)).toBeLessThan(1e-14);
    expect(Math.abs(vectors[2]! + vectors[3]!)).toBeLessThan(1e-14);
  });

  test('a chain: 2 − 2cos(πk/(n + 1)) of the second difference', () => {
    const n = 41;
    const { values } = symmetricEigen(symmetric(n, (row, column) => (row === column ? 2 : row - column === 1 ? -1 : 0)), n);
    values.forEach((value, k) => expect(value).toBeCloseTo(2 - 2 * Math.cos((Math.PI * (n - k)) / (n + 1)), 12));
  });

  test.each([1, 2, 3, 10, 57, 120])('random, %i rows: A v = λ v to rounding, vectors orthonormal, values falling', (n) => {
    const matrix = symmetric(n, (row, column) => uniformAt(streamKey(n), row, column) - 0.5);
    const system = symmetricEigen(matrix, n);
    const { residual, orthogonality } = errors(matrix, n, system);
    expect(residual).toBeLessThan(1e-13 * n);
    expect(orthogonality).toBeLessThan(1e-13 * n);
    for (let k = 1; k < n; k++) expect(system.values[k]!).toBeLessThanOrEqual(system.values[k - 1]!);
  });

  test('repeated eigenvalues: all ones, a multiple of the identity, nothing at all', () => {
    for (const [entry, values] of [[() => 1, [6, 0, 0, 0, 0, 0]], [(r: number, c: number) => (r === c ? 4 : 0), [4, 4, 4, 4, 4, 4]], [() => 0, [0, 0, 0, 0, 0, 0]]] as const) {
      const matrix = symmetric(6, entry);
      const system = symmetricEigen(matrix, 6);
      system.values.forEach((value, k) => expect(value).toBeCloseTo(values[k]!, 12));
      expect(errors(matrix, 6, system).orthogonality).toBeLessThan(1e-13);
    }
  });

  test('only the lower triangle is read; what is not a number is refused', () => {
    expect([...symmetricEigen(Float64Array.of(1, NaN, 0, 2), 2).values]).toEqual([2, 1]);
    expect(() => symmetricEigen(Float64Array.of(1, 0, NaN, 2), 2)).toThrow(/Entry \(1, 0\)/);
    expect(() => symmetricEigen(new Float64Array(3), 2)).toThrow(/4 entries/);
  });
});
