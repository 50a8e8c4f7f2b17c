import { describe, expect, it } from 'vitest';
import { sameStates } from '../../../core/bundles/same-states.ts';
import type { KnownState } from '../../../core/bundles/same-states.ts';

const state = (number: number, x: number, source: number | null = null): KnownState => ({ state: number, source, x: Float32Array.of(x, 0) });

describe('states of a map computed again', () => {
  it('are the same where they lie, whatever their numbers have become', () => {
    const before = [state(0, 1), state(1, 2), state(2, 3)];
    expect(sameStates(before, [state(0, 2.01), state(1, 3), state(2, 0.99)], 0.1)).toEqual(new Map([[0, 2], [1, 0], [2, 1]]));
  });

  it('are of the image that they started from, not of another nearer by', () => {
    const now = [state(0, 1.05, 7), state(1, 1, 8)];
    expect(sameStates([state(0, 1, 7), state(1, 1.04, 8)], now, 0.1)).toEqual(new Map([[0, 0], [1, 1]]));
  });

  it('that came elsewhere have no twin, and nobody is the twin of two', () => {
    expect(sameStates([state(0, 1), state(1, 2)], [state(0, 1), state(1, 9)], 0.1)).toEqual(new Map([[0, 0]]));
    expect(sameStates([state(0, 1), state(1, 1.05)], [state(0, 1.04)], 0.1)).toEqual(new Map([[1, 0]]));
    expect(sameStates([state(0, 1, 3)], [state(0, 1, 4)], 0.1)).toEqual(new Map());
  });
});
