import { expect, test } from 'vitest';
import { walkMemberships } from '../../../core/kinetic/walk-memberships.ts';
import { blocks, graphFrom } from './graphs.ts';

test('after one step: the part of a state\'s rates that leads into each set', () => {
  const graph = graphFrom(4, [[0, 1, 3], [1, 2, 1], [2, 3, 2]]);
  const found = walkMemberships(graph, Int32Array.of(0, 0, 1, 1), 2, 1);
  expect([...found]).toEqual([1, 0, 0.75, 0.25, 1 / 3, 2 / 3, 0, 1]);
});

test('memberships add up to 1, and are near 1 in the blocks that states belong to', () => {
  const sets = Int32Array.from({ length: 90 }, (_, i) => Math.floor(i / 30));
  const found = walkMemberships(blocks(3, 30, 6, 0.01), sets, 3);
  for (let i = 0; i < 90; i++) {
    const row = found.subarray(3 * i, 3 * i + 3);
    expect(row.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
    expect(row[sets[i]!]!).toBeGreaterThan(0.8);
  }
});

test('a state half-way between two sets is half in each', () => {
  const sides = [0, 1].flatMap((side) => [[0, 1, 1], [0, 2, 1], [1, 2, 1]].map(([a, b, w]) => [3 * side + a!, 3 * side + b!, w!] as const));
  const graph = graphFrom(7, [...sides, [0, 6, 1], [3, 6, 1]]);
  const found = walkMemberships(graph, Int32Array.of(0, 0, 0, 1, 1, 1, 0), 2, 5);
  expect(found[2 * 6]).toBeCloseTo(0.5, 1);
  expect(found[0]).toBeGreaterThan(found[12]!);
  expect(found[7]).toBeGreaterThan(found[13]!);
});

test('a state without edges stays in its set; sets must fit', () => {
  expect([...walkMemberships(graphFrom(3, [[0, 1, 1]]), Int32Array.of(0, 0, 1), 2).subarray(4)]).toEqual([0, 1]);
  expect(() => walkMemberships(graphFrom(2, []), Int32Array.of(0), 1)).toThrow(/1 sets were given for 2/);
  expect(() => walkMemberships(graphFrom(2, []), Int32Array.of(0, 2), 2)).toThrow(/State 1 is in set 2/);
});
