import { describe, expect, test } from 'vitest';
import { floodGrid, lowestBarrier } from '../../../core/analysis/flooding.ts';
import { lowestWay, lowestWays, potentialTree } from '../../../core/kinetic/graph-barriers.ts';
import type { StatePairs } from '../../../core/kinetic/nearest-pairs.ts';
import { uniformAt } from '../../../core/random/draw.ts';
import { streamKey } from '../../../core/random/stream-key.ts';

function pairsFrom(edges: readonly (readonly [number, number, number])[]): { pairs: StatePairs; highest: number[] } {
  return { pairs: { a: Int32Array.from(edges, ([a]) => a), b: Int32Array.from(edges, ([, b]) => b) }, highest: edges.map(([, , height]) => height) };
}

/** Cells of a grid and their eight neighbours; a chord is as high as its higher end. */
function gridPairs(energies: Float64Array, rows: number, columns: number) {
  const edges: [number, number, number][] = [];
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      for (const [dr, dc] of [[0, 1], [1, -1], [1, 0], [1, 1]] as const) {
        if (r + dr >= rows || c + dc < 0 || c + dc >= columns) continue;
        const [p, q] = [r * columns + c, (r + dr) * columns + c + dc];
        edges.push([p, q, Math.max(energies[p]!, energies[q]!)]);
      }
    }
  }
  return pairsFrom(edges);
}

describe('lowest ways', () => {
  test('on a grid they are those of its flooding, for every two minima', () => {
    const [rows, columns] = [14, 17];
    const energies = Float64Array.from({ length: rows * columns }, (_, cell) => uniformAt(streamKey(8), cell));
    const flooding = floodGrid(energies, rows, columns);
    const { pairs, highest } = gridPairs(energies, rows, columns);
    const ways = lowestWays(rows * columns, pairs, highest);
    expect(ways.a).toHaveLength(rows * columns - 1);
    const bottoms = flooding.minima.map(({ cell }) => cell);
    const { linkage } = potentialTree(ways, bottoms);
    // Joins of the tree are those of the flooding, in height and number.
    expect([...linkage.heights]).toEqual(flooding.joins.map(({ energy }) => energy));
    for (const [p, q] of [[0, 1], [0, 5], [3, 8], [2, bottoms.length - 1]] as const) {
      const way = lowestWay(ways, bottoms[p]!, bottoms[q]!)!;
      expect(way.barrier!.energy).toBe(lowestBarrier(flooding, p, q).energy);
      expect(way.states[0]).toBe(bottoms[p]);
      expect(way.states.at(-1)).toBe(bottoms[q]);
      expect(Math.max(...way.states.map((cell) => energies[cell]!))).toBe(way.barrier!.energy);
      // Neighbours on the way are joined by scanned chords.
      for (let k = 1; k < way.states.length; k++) {
        const [low, high] = [way.states[k - 1]!, way.states[k]!].sort((a, b) => a - b);
        expect(pairs.a.some((a, pair) => a === low && pairs.b[pair] === high)).toBe(true);
      }
    }
  });

  test('the tree names the chord that is highest on the way of each join', () => {
    const { pairs, highest } = pairsFrom([[0, 1, 5], [1, 2, 3], [2, 3, 4], [0, 3, 9]]);
    const ways = lowestWays(4, pairs, highest);
    const { linkage, chords, between } = potentialTree(ways, [0, 2, 3]);
    expect([...linkage.heights]).toEqual([4, 5]);
    expect(Array.from(chords, (chord) => [ways.a[chord], ways.b[chord]])).toEqual([[2, 3], [0, 1]]);
    for (const join of [0, 1]) expect(lowestWay(ways, [0, 2, 3][between[2 * join]!]!, [0, 2, 3][between[2 * join + 1]!]!)!.barrier!.chord).toBe(chords[join]);
    expect(Array.from(linkage.a, (a, join) => [a, linkage.b[join]].sort())).toEqual([[1, 2], [0, 3]]);
  });

  test('parts that no chord of finite height joins stay a forest', () => {
    const { pairs, highest } = pairsFrom([[0, 1, 1], [1, 2, Infinity], [2, 3, 2]]);
    const ways = lowestWays(4, pairs, highest);
    expect(potentialTree(ways, [0, 3]).linkage.a).toHaveLength(0);
    expect(lowestWay(ways, 0, 3)).toBeNull();
    expect(lowestWay(ways, 2, 2)).toEqual({ states: [2], barrier: null });
  });

  test('two sets cannot have one bottom', () => {
    const { pairs, highest } = pairsFrom([[0, 1, 1]]);
    expect(() => potentialTree(lowestWays(2, pairs, highest), [1, 1])).toThrow(/same bottom, state 1/);
  });
});
