import { describe, expect, test } from 'vitest';
import { floorExcess } from '../../../core/kinetic/excess-floor.ts';
import { buildKineticGraph, componentsOf, degrees, graphOf } from '../../../core/kinetic/kinetic-graph.ts';
import type { StatePairs } from '../../../core/kinetic/nearest-pairs.ts';
import { dense } from './graphs.ts';

/** All pairs of n states. */
function allPairs(n: number): StatePairs {
  const pairs = Array.from({ length: n * n }, (_, at) => [Math.floor(at / n), at % n] as const).filter(([a, b]) => a < b);
  return { a: Int32Array.from(pairs, ([a]) => a), b: Int32Array.from(pairs, ([, b]) => b) };
}

describe('excess counted from the lowest', () => {
  test('keeps differences below 0 and leaves one in a hundred out', () => {
    const excess = Float64Array.from({ length: 200 }, (_, i) => i - 150);
    const raised = floorExcess(excess);
    expect([...raised.subarray(0, 5)]).toEqual([0, 0, 0, 1, 2]);
    expect(raised[199]).toBe(197);
  });

  test('no way stays none; without any pair there is nothing to count', () => {
    expect([...floorExcess([3, Infinity, 5])]).toEqual([0, Infinity, 2]);
    expect(floorExcess([])).toHaveLength(0);
  });
});

describe('kinetic graph', () => {
  test('keeps what either end keeps, with rates exp(−2e/√(s_i s_j))', () => {
    // On a line at 0, 1, 3, 7: excess is the distance between places, from the lowest (1) on.
    const places = [0, 1, 3, 7];
    const pairs = allPairs(4);
    const excess = Float64Array.from(pairs.a, (a, pair) => Math.abs(places[a]! - places[pairs.b[pair]!]!));
    const { graph, edges, bridges, componentCount } = buildKineticGraph(4, pairs, excess, { keep: 1, scaleRank: 2, temperature: 0.1 });
    expect(Array.from(edges, (edge) => [pairs.a[edge], pairs.b[edge]])).toEqual([[0, 1], [1, 2], [2, 3]]);
    expect(bridges).toHaveLength(0);
    expect(componentCount).toBe(1);
    // Second smallest raised excess: of 0 {0, 2, 6} 2, of 1 {0, 1, 5} 1, of 2 {1, 2, 3} 2, of 3 {3, 5, 6} 5.
    const matrix = dense(graph);
    expect(matrix[1]).toBeCloseTo(Math.exp(0), 14);
    expect(matrix[1 * 4 + 2]).toBeCloseTo(Math.exp(-2 / Math.sqrt(1 * 2)), 14);
    expect(matrix[2 * 4 + 3]).toBeCloseTo(Math.exp(-6 / Math.sqrt(2 * 5)), 14);
    expect(matrix.every((value, at) => value === matrix[(at % 4) * 4 + Math.floor(at / 4)])).toBe(true);
  });

  test('parts that the kept edges leave apart are joined at the lowest excess there is between them', () => {
    // Two groups of five: 1 … within, 50 … across, the cheapest crossing 3 – 8.
    const pairs = allPairs(10);
    const excess = Float64Array.from(pairs.a, (a, pair) => {
      const b = pairs.b[pair]!;
      return a < 5 === b < 5 ? 1 + a + b : a === 3 && b === 8 ? 50 : 60 + a;
    });
    const { bridges, edges, componentCount, components } = buildKineticGraph(10, pairs, excess, { keep: 3, scaleRank: 3, temperature: 0.1 });
    expect(Array.from(bridges, (pair) => [pairs.a[pair], pairs.b[pair]])).toEqual([[3, 8]]);
    expect(edges).toContain(bridges[0]);
    expect(componentCount).toBe(1);
    expect(new Set(components).size).toBe(1);
  });

  test('what no pair joins, or none with a finite excess, stays apart', () => {
    const pairs = { a: Int32Array.of(0, 2, 1, 3), b: Int32Array.of(1, 3, 2, 4) };
    const { components, componentCount, graph } = buildKineticGraph(6, pairs, [1, 2, Infinity, 4]);
    expect([...components]).toEqual([0, 0, 1, 1, 1, 2]);
    expect(componentCount).toBe(3);
    expect(componentsOf(graph)).toEqual({ groups: components, groupCount: 3 });
  });

  test('states at one place: no excess at all, full rates', () => {
    const { graph } = buildKineticGraph(4, allPairs(4), new Float64Array(6));
    expect([...graph.weights]).toEqual(new Array(12).fill(1));
    expect([...degrees(graph)]).toEqual([3, 3, 3, 3]);
  });

  test('no rate falls off faster than exp(−e/T), however small the local scale is', () => {
    const excess = [0, 0, 0, 0, 0, 3];
    const rates = buildKineticGraph(4, allPairs(4), excess, { keep: 3, scaleRank: 1, temperature: 1.5 }).graph;
    expect(dense(rates)[2 * 4 + 3]).toBeCloseTo(Math.exp(-2), 12);
    expect(() => buildKineticGraph(4, allPairs(4), excess, { keep: 3, scaleRank: 1, temperature: -1 })).toThrow(/temperature of at least 0/);
  });

  test('a way far above the local temperature keeps a rate above 0', () => {
    const { graph } = buildKineticGraph(3, { a: Int32Array.of(0, 1), b: Int32Array.of(1, 2) }, [1e-4, 1e9], { keep: 1, scaleRank: 1, temperature: 1e-6 });
    expect(graph.weights.every((weight) => weight > 0)).toBe(true);
  });
});

test('rows of a graph: targets in order, both ways', () => {
  const graph = graphOf(4, [1, 0, 2, 0], [3, 3, 3, 1], [10, 20, 30, 40]);
  expect([...graph.starts]).toEqual([0, 2, 4, 5, 8]);
  expect([...graph.targets]).toEqual([1, 3, 0, 3, 3, 0, 1, 2]);
  expect([...graph.weights]).toEqual([40, 20, 40, 10, 30, 20, 10, 30]);
  expect(() => graphOf(2, [0], [2], [1])).toThrow(/two different ones of 2/);
  expect(() => graphOf(2, [1], [1], [1])).toThrow(/two different/);
});
