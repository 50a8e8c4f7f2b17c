import { describe, expect, it } from 'vitest';
import type { LayerRow } from '../../../../core/contract/network.ts';
import { railsOf } from '../../../../renderer/features/library/layer-rails.ts';

function rowsOf(...inputs: number[][]): LayerRow[] {
  return inputs.map((from) => ({ depth: 0, type: 'Conv', detail: '', key: '', shape: [1], parameters: 0, inputs: from }));
}

describe('the graph beside a table of layers', () => {
  it('is one straight line for a chain, from the state to the energy', () => {
    const rails = railsOf(rowsOf([-1], [0], [1]))!;
    expect(rails).toHaveLength(5);
    expect(rails.map(({ lane }) => lane)).toEqual([0, 0, 0, 0, 0]);
    expect(rails.map(({ goesOn }) => goesOn)).toEqual([true, true, true, true, false]);
    expect(rails.every(({ past }) => past.length === 0)).toBe(true);
  });

  it('keeps what is skipped to in its lane, and the block beside it', () => {
    // x → 0; 1 and 2 are a block on 0, 3 adds both; 4 goes on.
    const rails = railsOf(rowsOf([-1], [0], [1], [2, 0], [3]))!;
    expect(rails.map(({ lane }) => lane)).toEqual([0, 0, 1, 1, 0, 0, 0]);
    expect(rails[2]).toEqual({ lane: 1, into: [0], past: [0], goesOn: true });
    expect(rails[4]).toEqual({ lane: 0, into: [0, 1], past: [], goesOn: true });
  });

  it('brings everything that no layer reads to the energy, and every line to its end', () => {
    const rails = railsOf(rowsOf([-1], [-1], [-1], [0, 2]))!;
    expect(rails.at(-1)!.into).toHaveLength(2);
    // Lines below one row are those above the next.
    rails.slice(1).forEach((rail, at) => {
      const before = rails[at]!;
      const below = new Set([...before.past, ...(before.goesOn ? [before.lane] : [])]);
      expect([...rail.past, ...rail.into].every((lane) => below.has(lane))).toBe(true);
      expect([...below].every((lane) => rail.past.includes(lane) || rail.into.includes(lane))).toBe(true);
    });
  });

  it('is not drawn where rows do not say what they read', () => {
    expect(railsOf([{ depth: 0, type: 'relu', detail: '', key: '', shape: [1], parameters: 0 }])).toBeNull();
  });
});
