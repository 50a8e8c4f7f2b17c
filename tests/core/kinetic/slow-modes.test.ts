import { describe, expect, test } from 'vitest';
import { degrees } from '../../../core/kinetic/kinetic-graph.ts';
import type { KineticGraph } from '../../../core/kinetic/kinetic-graph.ts';
import { slowModes } from '../../../core/kinetic/slow-modes.ts';
import type { SlowModes } from '../../../core/kinetic/slow-modes.ts';
import { symmetricEigen } from '../../../core/kinetic/symmetric-eigen.ts';
import { blocks, cycle, dense, graphFrom, torus } from './graphs.ts';

/** Largest |P ψ − λ ψ| and |Σ π ψ_k ψ_l − δ_kl|. */
function errors(graph: KineticGraph, { count, eigenvalues, vectors, stationary }: SlowModes): { residual: number; orthogonality: number } {
  const degree = degrees(graph);
  let residual = 0;
  let orthogonality = 0;
  eigenvalues.forEach((value, k) => {
    for (let i = 0; i < count; i++) {
      let sum = degree[i] === 0 ? vectors[k * count + i]! : 0;
      for (let at = graph.starts[i]!; at < graph.starts[i + 1]!; at++) sum += (graph.weights[at]! / degree[i]!) * vectors[k * count + graph.targets[at]!]!;
      residual = Math.max(residual, Math.abs(sum - value * vectors[k * count + i]!) * Math.sqrt(stationary[i]!));
    }
    for (let l = 0; l <= k; l++) {
      let dot = k === l ? -1 : 0;
      for (let i = 0; i < count; i++) dot += stationary[i]! * vectors[k * count + i]! * vectors[l * count + i]!;
      orthogonality = Math.max(orthogonality, Math.abs(dot));
    }
  });
  return { residual, orthogonality };
}

function denseValues(graph: KineticGraph): number[] {
  const degree = degrees(graph);
  const matrix = dense(graph).map((weight, at) => weight / Math.sqrt(degree[Math.floor(at / graph.count)]! * degree[at % graph.count]!));
  return [...symmetricEigen(matrix, graph.count).values];
}

function expectValues(found: ArrayLike<number>, expected: readonly number[], digits = 8): void {
  expect(found.length).toBe(expected.length);
  expected.forEach((value, k) => expect(found[k]).toBeCloseTo(value, digits));
}

const falling = (values: number[]): number[] => values.sort((p, q) => q - p);

describe('slow modes of a walk', () => {
  // Below and above the size up to which a component is solved dense.
  test.each([[30, 12], [400, 40]])('on a ring of %i: cos(2πk/n), each twice', (n, modes) => {
    const graph = cycle(n);
    const found = slowModes(graph, modes);
    expectValues(found.eigenvalues, falling(Array.from({ length: n }, (_, k) => Math.cos((2 * Math.PI * k) / n))).slice(0, modes));
    const { residual, orthogonality } = errors(graph, found);
    expect(residual).toBeLessThan(1e-8);
    expect(orthogonality).toBeLessThan(1e-8);
  });

  test('on a square torus: most eigenvalues four or eight times, none left out', () => {
    const values = falling(Array.from({ length: 400 }, (_, at) => (Math.cos((2 * Math.PI * Math.floor(at / 20)) / 20) + Math.cos((2 * Math.PI * (at % 20)) / 20)) / 2));
    const graph = torus(20, 20);
    const found = slowModes(graph, 50);
    expectValues(found.eigenvalues, values.slice(0, 50));
    expect(errors(graph, found).residual).toBeLessThan(1e-8);
  });

  test('on random blocks: as the dense solver has them', () => {
    const graph = blocks(6, 70, 6, 0.02);
    const found = slowModes(graph, 60);
    expectValues(found.eigenvalues, denseValues(graph).slice(0, 60));
    const { residual, orthogonality } = errors(graph, found);
    expect(residual).toBeLessThan(1e-8);
    expect(orthogonality).toBeLessThan(1e-8);
    // Six blocks: five slow modes beside the constant one, then a gap.
    expect(found.eigenvalues[5]).toBeGreaterThan(0.95);
    expect(found.eigenvalues[6]).toBeLessThan(0.85);
  });

  test('a graph in pieces: λ = 1 once a piece, with modes that are constant on it and 0 elsewhere', () => {
    const graph = blocks(3, 260, 6, 0);
    const found = slowModes(graph, 20);
    expect([...found.eigenvalues.subarray(0, 3)]).toEqual([1, 1, 1]);
    expect(found.eigenvalues[3]).toBeLessThan(1);
    for (let k = 0; k < 3; k++) {
      const mode = found.vectors.subarray(k * 780, (k + 1) * 780);
      const own = mode.subarray(k * 260, (k + 1) * 260);
      expect(Math.max(...own) - Math.min(...own)).toBeLessThan(1e-10);
      expect(own[0]).toBeGreaterThan(1);
      expect(mode.every((value, i) => value === 0 || Math.floor(i / 260) === k)).toBe(true);
    }
    expectValues(found.eigenvalues, denseValues(graph).slice(0, 20));
    expect(errors(graph, found).orthogonality).toBeLessThan(1e-8);
  });

  test('a state without edges is a piece that stays where it is', () => {
    const found = slowModes(graphFrom(4, [[0, 1, 2], [1, 2, 1]]), 8);
    expectValues(found.eigenvalues, [1, 1, 0, -1], 12);
    expect([...found.vectors.subarray(4, 7)]).toEqual([0, 0, 0]);
    expect(found.stationary.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 14);
  });

  test('rates of very different size: slow modes next to 1 are told apart', () => {
    const graph = blocks(5, 90, 8, 1e-9);
    const found = slowModes(graph, 12);
    const { residual, orthogonality } = errors(graph, found);
    expect(1 - found.eigenvalues[4]!).toBeLessThan(1e-6);
    expect(residual).toBeLessThan(1e-8);
    expect(orthogonality).toBeLessThan(1e-8);
  });

  test('twice the same; few states have few modes; a negative rate is refused', () => {
    const graph = blocks(4, 100, 5, 0.05);
    expect(slowModes(graph, 30)).toEqual(slowModes(graph, 30));
    expect(slowModes(cycle(3), 10).eigenvalues).toHaveLength(3);
    expect(slowModes(graphFrom(1, []), 4).eigenvalues).toEqual(Float64Array.of(1));
    expect(() => slowModes(graphFrom(2, [[0, 1, -1]]), 2)).toThrow(/at least 0/);
  });
});
