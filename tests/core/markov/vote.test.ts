import { describe, expect, it } from 'vitest';
import { nearestVote } from '../../../core/markov/vote.ts';

// On a line: set 0 at 0, 1, 2; set 1 at 10, 11, 12, 13; one of no set at 5.
const voters = { positions: Float32Array.of(0, 1, 2, 10, 11, 12, 13, 5), dimensions: 1, sets: [0, 0, 0, 1, 1, 1, 1, -1] };

describe('the vote of the nearest', () => {
  it('is that of most, of as many that of the nearest', () => {
    expect([...nearestVote(Float32Array.of(1.5, 9, 5), voters, null, 3)]).toEqual([0, 1, 0]);
    // Six of 7 at 5.9: all three of set 0, four of set 1.
    expect([...nearestVote(Float32Array.of(5.9), voters, null, 7)]).toEqual([1]);
    expect([...nearestVote(Float32Array.of(5.9, 6.1), voters, null, 2)]).toEqual([0, 1]);
    expect([...nearestVote(Float32Array.of(5.9, 6.1), voters, null, 6)]).toEqual([0, 1]);
  });

  it('does not hear a chain’s own start', () => {
    const two = { positions: Float32Array.of(0, 3, 4), dimensions: 1, sets: [0, 1, 1] };
    expect([...nearestVote(Float32Array.of(0, 0), two, [-1, 0], 1)]).toEqual([0, 1]);
  });

  it('is nobody’s where nobody may vote', () => {
    expect([...nearestVote(Float32Array.of(1), { positions: Float32Array.of(1), dimensions: 1, sets: [2] }, [0])]).toEqual([-1]);
  });

  it('finds the nearest among many, in many dimensions, as sorting all does', () => {
    const dimensions = 70;
    const at = (i: number) => Math.sin(i * 12.9898) * 3;
    const many = { positions: Float32Array.from({ length: 300 * dimensions }, (_, i) => at(i)), dimensions, sets: Array.from({ length: 300 }, (_, i) => i % 5) };
    const asked = Float32Array.from({ length: 20 * dimensions }, (_, i) => at(i + 5e5));
    const expected = Array.from({ length: 20 }, (_, q) => {
      const distance = (v: number) => many.positions.subarray(v * dimensions, (v + 1) * dimensions).reduce((sum, value, d) => sum + (value - asked[q * dimensions + d]) ** 2, 0);
      const order = many.sets.map((_set, v) => v).sort((a, b) => distance(a) - distance(b)).slice(0, 7).map((v) => many.sets[v]);
      const votes = [0, 1, 2, 3, 4].map((set) => order.filter((one) => one === set).length);
      return order.find((set) => votes[set] === Math.max(...votes));
    });
    expect([...nearestVote(asked, many)]).toEqual(expected);
  });

  it('refuses lists that do not fit', () => {
    expect(() => nearestVote(Float32Array.of(1, 2), { ...voters, dimensions: 3 })).toThrow(RangeError);
    expect(() => nearestVote(Float32Array.of(1), voters, [])).toThrow('1 structures and 0 exceptions');
  });
});
