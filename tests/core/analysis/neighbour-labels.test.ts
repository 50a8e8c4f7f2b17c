import { describe, expect, it } from 'vitest';
import { cheapestNeighbours, compareNeighbours } from '../../../core/analysis/neighbour-labels.ts';
import { integerAt } from '../../../core/random/draw.ts';
import { streamKey } from '../../../core/random/stream-key.ts';

/** Lists in which place p of state i is drawn: a state of its own label with chance `right` in ten, else any. */
function lists(states: number, keep: number, right: number, seed: number): { neighbours: Int32Array; stride: number } {
  const key = streamKey(7, seed);
  const neighbours = Int32Array.from({ length: states * keep }, (_, at) => {
    const state = Math.floor(at / keep);
    const any = integerAt(key, 0, at, states);
    return integerAt(key, 1, at, 10) < right ? any - (any % 10) + (state % 10) : any;
  });
  return { neighbours, stride: keep };
}

describe('neighbours that share a label', () => {
  it('takes the cheapest ways from each state, whichever end they were written at', () => {
    const pairs = { a: Int32Array.of(0, 0, 0, 1, 2), b: Int32Array.of(1, 2, 3, 2, 3) };
    expect(cheapestNeighbours(4, pairs, Float64Array.of(5, 1, 2, 3, Infinity), 2)).toEqual({ neighbours: Int32Array.of(2, 3, 2, 0, 0, 1, 0, -1), stride: 2 });
  });

  it('is the mean over the states of one difference each', () => {
    const labels = ['a', 'a', 'b', 'b'];
    const energy = { neighbours: Int32Array.of(1, 0, 3, 2), stride: 1 };
    const pixels = { neighbours: Int32Array.of(1, 2, 0, 2, 3, 0, 2, 0), stride: 2 };
    const found = compareNeighbours(energy, pixels, 1, labels)!;
    expect(found).toMatchObject({ keep: 1, states: 4, energy: 1, pixels: 1, gain: 0, low: 0, high: 0 });
    const both = compareNeighbours({ neighbours: Int32Array.of(1, -1, 0, -1, 3, -1, 2, -1), stride: 2 }, pixels, 2, labels)!;
    expect(both).toMatchObject({ energy: 1, pixels: 0.5, gain: 0.5 });
  });

  it('leaves out what has no label', () => {
    const ring = { neighbours: Int32Array.of(1, 2, 3, 0), stride: 1 };
    expect(compareNeighbours(ring, ring, 1, ['a', 'a', null, 'a'])).toMatchObject({ states: 2, energy: 1 });
    expect(compareNeighbours(ring, ring, 1, [null, null, 'a', null])).toBeNull();
  });

  it('finds a difference that is there, and hardly ever one that is not', () => {
    const states = 400;
    const labels = Array.from({ length: states }, (_, i) => i % 10);
    let wrong = 0;
    for (let trial = 0; trial < 60; trial++) {
      const same = compareNeighbours(lists(states, 10, 7, 3 * trial), lists(states, 10, 7, 3 * trial + 1), 10, labels)!;
      if (same.low > 0 || same.high < 0) wrong++;
      expect(compareNeighbours(lists(states, 10, 8, 3 * trial + 2), lists(states, 10, 7, 3 * trial), 10, labels)!.low).toBeGreaterThan(0);
    }
    expect(wrong).toBeLessThanOrEqual(8);
  });
});
