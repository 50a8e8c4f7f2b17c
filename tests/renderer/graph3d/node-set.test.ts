import { expect, it } from 'vitest';
import { matchNodes, type NodeSet } from '../../../renderer/graph3d/node-set.ts';

const nodes = (keys: number[], more: Partial<NodeSet> = {}): NodeSet => ({
  count: keys.length, places: new Float32Array(4 * keys.length), tones: new Float32Array(keys.length), feet: new Float32Array(keys.length),
  members: new Uint32Array(keys.length), labels: keys.map(String), keys: Uint32Array.from(keys), images: null, ...more,
});

it('nodes are matched by their keys, parts with what they were part of', () => {
  const { before, leaving, after } = matchNodes(nodes([5, 9]), nodes([9, 3, 4, 7], { origins: Int32Array.of(-1, 5, 5, -1) }));
  expect([...before]).toEqual([1, 0, 0, -1]);
  expect(leaving).toEqual([]);
  expect([0, 1, -1].map(after)).toEqual([-1, 0, -1]);
});

it('what is no more melts into its heir, but for the one that becomes the whole', () => {
  const { before, leaving } = matchNodes(nodes([3, 4, 9]), nodes([5, 9], { origins: Int32Array.of(4, -1), heirs: Uint32Array.of(3, 5, 4, 5, 77, 5) }));
  expect([...before]).toEqual([1, 2]);
  expect(leaving).toEqual([[0, 0]]);
});

it('of nothing before all are new', () => {
  expect([...matchNodes(null, nodes([1, 2])).before]).toEqual([-1, -1]);
});
