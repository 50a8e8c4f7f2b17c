import { expect, test } from 'vitest';
import { bridgePairs, joinPairs } from '../../../core/kinetic/bridge-pairs.ts';
import { nearestByDistances, pairsOf } from '../../../core/kinetic/nearest-pairs.ts';

const listed = ({ a, b }: { a: Int32Array; b: Int32Array }): number[][] => Array.from(a, (first, pair) => [first, b[pair]!]);

test('between every two parts the nearest pair, ties to the first', () => {
  // Three clumps on a line: 0 … 3 at 0, 4 … 5 at 10, 6 … 8 at 30, each a little spread.
  const places = Float32Array.of(0, 0.5, 0.5, -1, 10, 11, 30, 31, 32);
  const pairs = { a: Int32Array.of(0, 0, 0, 4, 6, 7), b: Int32Array.of(1, 2, 3, 5, 7, 8) };
  expect(listed(bridgePairs(places, 1, pairs))).toEqual([[1, 4], [1, 6], [5, 6]]);
});

test('nothing to bridge where all is connected; single states are parts', () => {
  expect(listed(bridgePairs(Float32Array.of(0, 1, 2), 1, { a: Int32Array.of(0, 1), b: Int32Array.of(1, 2) }))).toEqual([]);
  expect(listed(bridgePairs(Float32Array.of(0, 1, 3), 1, { a: new Int32Array(0), b: new Int32Array(0) }))).toEqual([[0, 1], [0, 2], [1, 2]]);
});

test('clumps whose nearest neighbours are all their own are connected by their bridges', () => {
  const points = Float32Array.from({ length: 2 * 40 }, (_, at) => 5 * Math.cos(Math.floor(at / 20) * 1.5 + (at % 2 === 0 ? 0 : Math.PI / 2)) + 0.01 * Math.sin(7 * at));
  const pairs = pairsOf(nearestByDistances(points, 2, 5));
  const bridges = bridgePairs(points, 2, pairs);
  expect(bridges.a.length).toBeGreaterThanOrEqual(3);
  expect(bridgePairs(points, 2, joinPairs(pairs, bridges)).a).toHaveLength(0);
});

test('joined lists hold each pair once, in order', () => {
  const first = { a: Int32Array.of(0, 2), b: Int32Array.of(5, 3) };
  expect(listed(joinPairs(first, { a: Int32Array.of(0, 0, 2), b: Int32Array.of(1, 5, 9) }))).toEqual([[0, 1], [0, 5], [2, 3], [2, 9]]);
});
