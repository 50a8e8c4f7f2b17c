import { expect, it } from 'vitest';
import { NodeField } from '../../../renderer/graph3d/node-field.ts';

const at = (field: NodeField, i: number): number[] => [...field.places.subarray(i * 4, i * 4 + 4)];

it('nodes that melt go into their heir, to nothing, and are gone when they are there', () => {
  const field = new NodeField();
  field.retarget(3, Float32Array.of(0, 0, 0, 2, 4, 0, 0, 1, 9, 9, 9, 1), Int32Array.of(-1, -1, -1));
  field.advance(1);
  expect(field.count).toBe(3);
  // 0 becomes the whole, 1 goes into it, 2 stays.
  field.retarget(2, Float32Array.of(1, 0, 0, 3, 9, 9, 9, 1), Int32Array.of(0, 2), [[1, 0]]);
  expect([field.count, field.melting]).toEqual([3, [0]]);
  expect(at(field, 2)).toEqual([4, 0, 0, 1]);
  field.advance(0.5);
  expect(at(field, 0)).toEqual([0.5, 0, 0, 2.5]);
  expect(at(field, 2)).toEqual([2.5, 0, 0, 0.5]);
  field.advance(1);
  expect([field.count, field.melting]).toEqual([2, []]);
  expect(at(field, 1)).toEqual([9, 9, 9, 1]);
});

it('a node that parts comes out of what it was part of', () => {
  const field = new NodeField();
  field.retarget(1, Float32Array.of(5, 5, 5, 2), Int32Array.of(-1));
  field.advance(1);
  field.retarget(2, Float32Array.of(4, 5, 5, 1, 6, 5, 5, 1), Int32Array.of(0, 0));
  expect([at(field, 0), at(field, 1)]).toEqual([[5, 5, 5, 2], [5, 5, 5, 2]]);
});
