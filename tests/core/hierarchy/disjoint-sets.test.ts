import { describe, expect, test } from 'vitest';
import { disjointSets, rootOf, unite } from '../../../core/hierarchy/disjoint-sets.ts';
import { integerAt } from '../../../core/random/draw.ts';
import { streamKey } from '../../../core/random/stream-key.ts';

describe('disjoint sets', () => {
  test('every element starts as a set of its own', () => {
    const parents = disjointSets(4);
    expect([0, 1, 2, 3].map((element) => rootOf(parents, element))).toEqual([0, 1, 2, 3]);
  });

  test('the root of what is joined into survives, whichever is larger', () => {
    const parents = disjointSets(5);
    expect(unite(parents, 0, 1)).toBe(1);
    expect(unite(parents, 1, 4)).toBe(4);
    expect(unite(parents, 0, 2)).toBe(2);
    expect([0, 1, 2, 3, 4].map((element) => rootOf(parents, element))).toEqual([2, 2, 2, 3, 2]);
  });

  test('asking shortens the way and changes no answer', () => {
    const count = 1000;
    const parents = Int32Array.from({ length: count }, (_, element) => Math.max(0, element - 1));
    expect(rootOf(parents, count - 1)).toBe(0);
    expect(parents[count - 1]).toBe(count - 3);
    let steps = 0;
    for (let at = count - 1; at !== 0; at = parents[at]!) steps++;
    expect(steps).toBeLessThanOrEqual(count / 2);
    expect(rootOf(parents, 500)).toBe(0);
  });

  test('says the same as sets relabelled one by one', () => {
    const count = 60;
    const key = streamKey(5);
    const parents = disjointSets(count);
    const label = Array.from({ length: count }, (_, element) => element);
    for (let round = 0; round < 80; round++) {
      const [from, into] = [integerAt(key, round, 0, count), integerAt(key, round, 1, count)];
      const [old, kept] = [label[from]!, label[into]!];
      unite(parents, from, into);
      for (let element = 0; element < count; element++) if (label[element] === old) label[element] = kept;
      expect(label.map((_, element) => rootOf(parents, element))).toEqual(label);
    }
  });
});
