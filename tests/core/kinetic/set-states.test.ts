import { expect, test } from 'vitest';
import { setStates } from '../../../core/kinetic/set-states.ts';

test('representative: nearest to the middle; bottom: lowest inherent structure; of equal ones the first', () => {
  const sets = Int32Array.of(0, 1, 0, 1, 0, 1);
  // Set 0 at (0, 0), (1, 0), (5, 3): middle (2, 1). Set 1 at 4, 6, 4: all the same distance but one.
  const coordinates = Float64Array.of(0, 0, 4, 4, 1, 0, 6, 6, 5, 3, 4, 4);
  const { representatives, bottoms } = setStates(sets, 2, coordinates, [-1, -7, -3, -7, -2, 0]);
  expect([...representatives]).toEqual([2, 1]);
  expect([...bottoms]).toEqual([2, 1]);
});

test('a set without states is refused', () => {
  expect(() => setStates(Int32Array.of(0, 0), 2, Float64Array.of(1, 2), [0, 0])).toThrow(/Set 1 of 2/);
});
