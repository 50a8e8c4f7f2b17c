import { describe, expect, test } from 'vitest';
import { heightOf } from '../../../core/landscape/barriers.ts';
import { buildForest } from '../../../core/landscape/forest.ts';
import type { ForestEdge } from '../../../core/landscape/forest.ts';
import { integerAt, uniformAt } from '../../../core/random/draw.ts';
import { streamKey } from '../../../core/random/stream-key.ts';

/** Lowest possible highest edge between every two basins, by relaxing over all intermediates (Floyd–Warshall): independent of union–find. */
function minimax(count: number, edges: readonly ForestEdge[]): number[][] {
  const best = Array.from({ length: count }, (_, i) => Array.from({ length: count }, (__, j) => (i === j ? -Infinity : Infinity)));
  for (const edge of edges) {
    for (const [i, j] of [[edge.a, edge.b], [edge.b, edge.a]] as const) best[i]![j] = Math.min(best[i]![j]!, heightOf(edge));
  }
  for (let k = 0; k < count; k++) for (let i = 0; i < count; i++) for (let j = 0; j < count; j++) best[i]![j] = Math.min(best[i]![j]!, Math.max(best[i]![k]!, best[k]![j]!));
  return best;
}

/** A random landscape of `count` basins: heights a tenth apart and more, so that no two are taken for one saddle. */
function randomLandscape(seed: number, count: number, edgeCount: number) {
  const key = streamKey(seed);
  const energies = Array.from({ length: count }, (_, i) => -10 * uniformAt(key, 0, i));
  const edges = Array.from({ length: edgeCount }, (_, i): ForestEdge => {
    const a = integerAt(key, 1, i, count);
    const b = (a + 1 + integerAt(key, 2, i, count - 1)) % count;
    const refined = 0.1 * (i + 1);
    return { a: Math.min(a, b), b: Math.max(a, b), barrier: refined + uniformAt(key, 3, i), refined: integerAt(key, 4, i, 4) === 0 ? null : refined };
  });
  return { energies, edges };
}

describe('the disconnectivity forest', () => {
  test('two basins are in one tree where edges connect them, and meet at their lowest possible barrier', () => {
    for (let seed = 0; seed < 30; seed++) {
      const { energies, edges } = randomLandscape(seed, 12, 14);
      const { joins, roots, x } = buildForest(energies, edges);
      const parent = new Map(joins.flatMap(({ node, children }) => children.map((child) => [child, node] as const)));
      const way = (leaf: number): number[] => {
        const nodes = [leaf];
        for (let up = parent.get(leaf); up !== undefined; up = parent.get(up)) nodes.push(up);
        return nodes;
      };
      const exact = minimax(12, edges);
      for (let a = 0; a < 12; a++) {
        for (let b = 0; b < a; b++) {
          const meeting = way(a).find((node) => way(b).includes(node));
          const height = meeting === undefined ? Infinity : joins[meeting - 12]!.height;
          // Unrefined heights are drawn at random: two of them may lie within a hundredth, and one be shown for the other.
          expect(Math.abs(height - exact[a]![b]!) < 0.0101 || height === exact[a]![b]).toBe(true);
        }
      }
      expect(roots.length + joins.length).toBe(12);
      for (const { node, children, height, via } of joins) {
        for (const child of children) if (child >= 12) expect(joins[child - 12]!.height).toBeLessThanOrEqual(height);
        // The edge shown does join the two.
        const leavesOf = (top: number): number[] => (top < 12 ? [top] : joins[top - 12]!.children.flatMap(leavesOf));
        const [left, right] = children.map(leavesOf) as [number[], number[]];
        expect([left.includes(via[0]) && right.includes(via[1]), left.includes(via[1]) && right.includes(via[0])]).toContain(true);
        // The deeper side stands left, a join midway between its children.
        const deepest = (leaves: number[]): number => Math.min(...leaves.map((leaf) => energies[leaf]!));
        expect(deepest(left)).toBeLessThanOrEqual(deepest(right));
        expect(x[node]).toBe((x[children[0]]! + x[children[1]]!) / 2);
      }
    }
  });

  test('leaves stand at whole numbers, those of a join side by side: nothing crosses', () => {
    const { energies, edges } = randomLandscape(5, 20, 22);
    const { joins, x } = buildForest(energies, edges);
    expect([...x.slice(0, 20)].sort((p, q) => p - q)).toEqual(Array.from({ length: 20 }, (_, i) => i));
    const leavesOf = (top: number): number[] => (top < 20 ? [top] : joins[top - 20]!.children.flatMap(leavesOf));
    for (const { node } of joins) {
      const places = leavesOf(node).map((leaf) => x[leaf]!).sort((p, q) => p - q);
      expect(places.at(-1)! - places[0]!).toBe(places.length - 1);
    }
  });

  test('basins that nothing joins stay apart: no join is invented', () => {
    const { joins, roots } = buildForest([-1, -3, -2, -5], [{ a: 0, b: 2, barrier: 1, refined: null }]);
    expect(joins).toEqual([{ node: 4, children: [2, 0], barrier: 1, refined: null, height: 1, via: [0, 2] }]);
    expect(roots).toEqual([3, 1, 4]);
    expect(buildForest([], [])).toEqual({ joins: [], roots: [], x: [] });
  });

  test('of pairs across one saddle the join shows the one with the lowest AD barrier', () => {
    const edges = [
      { a: 0, b: 1, barrier: 1, refined: 0.5 },
      { a: 0, b: 2, barrier: 3, refined: 2.0001 },
      { a: 1, b: 2, barrier: 2.1, refined: 2.0062 },
      { a: 1, b: 2, barrier: 2.05, refined: 2.02 },
    ];
    const { joins } = buildForest([-3, -2, -1], edges);
    expect(joins[1]).toMatchObject({ barrier: 2.1, refined: 2.0062, height: 2.0062, via: [1, 2] });
  });

  test('a join is never below its children, whichever pair it shows', () => {
    const edges = [
      { a: 0, b: 1, barrier: 9, refined: 1 },
      { a: 0, b: 1, barrier: 2, refined: 1.009 },
      { a: 1, b: 2, barrier: 2, refined: 1.001 },
    ];
    const { joins } = buildForest([-3, -2, -1], edges);
    expect(joins.map(({ height }) => height)).toEqual([1.009, 1.009]);
    expect(joins[1]).toMatchObject({ refined: 1.001 });
  });

  test('a long chain of basins does not run out of stack, an edge to nowhere is an error', () => {
    const count = 20_000;
    const { joins } = buildForest(Array.from({ length: count }, (_, i) => -i), Array.from({ length: count - 1 }, (_, i) => ({ a: i, b: i + 1, barrier: i + 1, refined: null })));
    expect(joins).toHaveLength(count - 1);
    expect(() => buildForest([0, 1], [{ a: 0, b: 2, barrier: 1, refined: null }])).toThrow(/0 and 2, but there are only 2/);
  });
});
