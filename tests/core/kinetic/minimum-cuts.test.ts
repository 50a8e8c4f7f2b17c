import { describe, expect, test } from 'vitest';
import { cutTree, freeEnergies, setFluxes } from '../../../core/kinetic/free-energy-tree.ts';
import { minimumCut } from '../../../core/kinetic/maximum-flow.ts';
import { uniformAt } from '../../../core/random/draw.ts';
import { streamKey } from '../../../core/random/stream-key.ts';
import { blocks, graphFrom } from './graphs.ts';

function network(nodes: number, seed: number, density = 0.6): Float64Array {
  const capacities = new Float64Array(nodes * nodes);
  for (let i = 0; i < nodes; i++) {
    for (let j = 0; j < i; j++) {
      if (uniformAt(streamKey(seed), i, 2 * j) < density) capacities[i * nodes + j] = capacities[j * nodes + i] = uniformAt(streamKey(seed), i, 2 * j + 1) ** 4;
    }
  }
  return capacities;
}

/** The smallest of all 2^(n−2) cuts. */
function smallestCut(capacities: Float64Array, nodes: number, source: number, sink: number): number {
  let least = Infinity;
  for (let set = 0; set < 2 ** nodes; set++) {
    if (((set >> source) & 1) === 0 || ((set >> sink) & 1) === 1) continue;
    let cut = 0;
    for (let i = 0; i < nodes; i++) for (let j = 0; j < nodes; j++) if (((set >> i) & 1) === 1 && ((set >> j) & 1) === 0) cut += capacities[i * nodes + j]!;
    least = Math.min(least, cut);
  }
  return least;
}

describe('minimum cuts', () => {
  test('are the smallest of all cuts, and part source from sink', () => {
    for (const seed of [1, 2, 3, 4]) {
      const capacities = network(8, seed);
      for (const [source, sink] of [[0, 7], [3, 4], [6, 1]] as const) {
        const { flow, side } = minimumCut(capacities, 8, source, sink);
        expect(flow).toBeCloseTo(smallestCut(capacities, 8, source, sink), 12);
        expect([side[source], side[sink]]).toEqual([1, 0]);
      }
    }
  });

  test('nothing flows between parts; capacities over many orders of magnitude are told apart', () => {
    expect(minimumCut(Float64Array.of(0, 1, 0, 1, 0, 0, 0, 0, 0), 3, 0, 2).flow).toBe(0);
    const capacities = new Float64Array(16);
    [[0, 1, 1e3], [1, 2, 1e-9], [0, 2, 3e-9], [2, 3, 1]].forEach(([a, b, value]) => (capacities[a! * 4 + b!] = capacities[b! * 4 + a!] = value!));
    expect(minimumCut(capacities, 4, 0, 3).flow).toBeCloseTo(4e-9, 15);
  });

  test('what cannot be cut is refused', () => {
    expect(() => minimumCut(new Float64Array(4), 2, 1, 1)).toThrow(/node 1 and itself/);
    expect(() => minimumCut(Float64Array.of(0, -1, -1, 0), 2, 0, 1)).toThrow(/at least 0/);
    expect(() => minimumCut(new Float64Array(3), 2, 0, 1)).toThrow(/4 capacities/);
  });
});

describe('free energies', () => {
  test('the tree of cuts gives the minimum cut of every two sets', () => {
    for (const seed of [5, 6]) {
      const fluxes = network(9, seed, 0.5);
      const weights = new Float64Array(9).fill(10);
      const { barriers } = freeEnergies({ sets: 9, weights, fluxes }, 2);
      for (let a = 0; a < 9; a++) {
        for (let b = 0; b < a; b++) {
          const { flow } = minimumCut(fluxes, 9, a, b);
          if (flow === 0) expect(barriers[a * 9 + b]).toBe(Infinity);
          else expect(barriers[a * 9 + b]).toBeCloseTo(-2 * Math.log(flow), 10);
          expect(barriers[a * 9 + b]).toBe(barriers[b * 9 + a]);
        }
      }
    }
  });

  test('fluxes of sets: what flows in all, and between each two, both ways alike', () => {
    const graph = graphFrom(5, [[0, 1, 3], [1, 2, 0.5], [2, 3, 4], [0, 3, 0.25], [3, 4, 2]]);
    const { weights, fluxes } = setFluxes(graph, Int32Array.of(0, 0, 1, 1, 2), 3);
    expect([...weights]).toEqual([6.75, 10.75, 2]);
    expect([...fluxes]).toEqual([0, 0.75, 0, 0.75, 0, 2, 0, 2, 0]);
    const { energies, barriers, linkage } = freeEnergies({ sets: 3, weights, fluxes });
    expect([...energies]).toEqual([6.75, 10.75, 2].map((value) => -Math.log(value)));
    expect(barriers[1]).toBe(-Math.log(0.75));
    expect(barriers[2]).toBe(-Math.log(0.75));
    expect([...linkage.heights]).toEqual([-Math.log(2), -Math.log(0.75)]);
    expect([...linkage.sizes]).toEqual([2, 3]);
  });

  test('a barrier is no lower than the sets it parts, and rarer exchange is a higher one', () => {
    const sets = Int32Array.from({ length: 160 }, (_, i) => Math.floor(i / 40));
    const often = freeEnergies(setFluxes(blocks(4, 40, 6, 0.1), sets, 4));
    const rarely = freeEnergies(setFluxes(blocks(4, 40, 6, 0.001), sets, 4));
    for (let a = 0; a < 4; a++) {
      for (let b = 0; b < 4; b++) {
        if (a === b) continue;
        expect(often.barriers[a * 4 + b]!).toBeGreaterThanOrEqual(Math.max(often.energies[a]!, often.energies[b]!));
        expect(rarely.barriers[a * 4 + b]! - often.barriers[a * 4 + b]!).toBeCloseTo(Math.log(100), 6);
      }
    }
  });

  test('sets that nothing flows between stay a forest', () => {
    const sets = Int32Array.from({ length: 60 }, (_, i) => Math.floor(i / 20));
    const { barriers, linkage } = freeEnergies(setFluxes(blocks(3, 20, 5, 0), sets, 3));
    expect(barriers[1]).toBe(Infinity);
    expect(linkage.a).toHaveLength(0);
  });

  test('one set, or none that fits', () => {
    expect(cutTree({ sets: 1, fluxes: new Float64Array(1) }).parents).toHaveLength(1);
    expect(freeEnergies(setFluxes(blocks(1, 20, 5, 0), new Int32Array(20), 1)).linkage.leaves).toBe(1);
    expect(() => setFluxes(blocks(1, 20, 5, 0), new Int32Array(20).fill(3), 2)).toThrow(/State 0 is in set 3/);
  });
});
