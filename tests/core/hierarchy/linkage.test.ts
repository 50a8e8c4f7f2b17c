import { describe, expect, test } from 'vitest';
import { linkage as schema } from '../../../core/contract/linkage.ts';
import type { Linkage } from '../../../core/contract/linkage.ts';
import { cutLinkage, nodesOf } from '../../../core/hierarchy/cut-linkage.ts';
import { checkLinkage, linkagePairs, NO_PARENT, parentOf, sizeOf } from '../../../core/hierarchy/linkage.ts';
import { integerAt } from '../../../core/random/draw.ts';
import { streamKey } from '../../../core/random/stream-key.ts';

/** Seven leaves: {1 4} at 1, {0 2} at 2, {0 2 3} at 3, {0 2 3 1 4} at 5; 5 and 6 stay apart. */
const seven = linkagePairs(7, [
  { a: 4, b: 1, height: 1 },
  { a: 0, b: 2, height: 2 },
  { a: 2, b: 0, height: 2.5 },
  { a: 2, b: 3, height: 3 },
  { a: 3, b: 1, height: 5 },
]);

describe('a hierarchy as a linkage table', () => {
  test('pairs become joins of nodes; one within a set joins nothing', () => {
    expect(seven).toEqual({
      leaves: 7,
      a: Int32Array.of(4, 0, 8, 9),
      b: Int32Array.of(1, 2, 3, 7),
      heights: Float64Array.of(1, 2, 3, 5),
      sizes: Int32Array.of(2, 2, 3, 5),
    });
    expect(schema.parse(seven)).toEqual(seven);
    checkLinkage(seven);
    expect([0, 8, 10].map((node) => sizeOf(seven, node))).toEqual([1, 2, 5]);
    expect(() => linkagePairs(2, [{ a: 0, b: 2, height: 0 }])).toThrow(/leaves 0 and 2, but there are only 2/);
  });

  test('every node knows what it was joined into', () => {
    expect([...parentOf(seven)]).toEqual([8, 7, 8, 9, 7, NO_PARENT, NO_PARENT, 10, 9, 10, NO_PARENT]);
  });

  test('a cut numbers sets by falling size, equal ones by their smallest leaf', () => {
    expect([...cutLinkage(seven, 7)]).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect([...cutLinkage(seven, 5)]).toEqual([0, 1, 0, 2, 1, 3, 4]);
    expect([...cutLinkage(seven, 4)]).toEqual([0, 1, 0, 0, 1, 2, 3]);
    expect([...cutLinkage(seven, 3)]).toEqual([0, 0, 0, 0, 0, 1, 2]);
    expect([...nodesOf(seven, 5)]).toEqual([8, 7, 3, 5, 6]);
    expect([...nodesOf(seven, 4)]).toEqual([9, 7, 5, 6]);
  });

  test('a set that two cuts share is the same node in both', () => {
    const apart = new Set(nodesOf(seven, 5));
    expect([...nodesOf(seven, 4)].filter((node) => apart.has(node))).toEqual([7, 5, 6]);
  });

  test('cuts that the hierarchy does not have are refused', () => {
    for (const sets of [2, 8, 3.5, NaN]) {
      expect(() => cutLinkage(seven, sets)).toThrow(RangeError);
      expect(() => nodesOf(seven, sets)).toThrow(/can be cut into 3 to 7 sets/);
    }
  });

  test('no leaves are a hierarchy too', () => {
    const none = linkagePairs(0, []);
    checkLinkage(none);
    expect([...cutLinkage(none, 0), ...nodesOf(none, 0), ...parentOf(none)]).toEqual([]);
  });

  test.each<[string, Partial<Linkage>, RegExp]>([
    ['columns of different lengths', { b: Int32Array.of(1, 2, 3) }, /equally long.*b 3/],
    ['a node that is not made yet', { b: Int32Array.of(1, 2, 3, 10) }, /Join 3 takes node 10/],
    ['a node below 0', { a: Int32Array.of(-1, 0, 8, 9) }, /Join 0 takes node -1/],
    ['a node taken twice', { a: Int32Array.of(4, 4, 8, 9) }, /Join 1 takes node 4, which/],
    ['a size that does not add up', { sizes: Int32Array.of(2, 2, 4, 5) }, /Join 2 makes a node of 3/],
    ['a height that falls', { heights: Float64Array.of(1, 2, 1.5, 5) }, /Join 2 is at 1.5, after one at 2/],
    ['a height that is no number', { heights: Float64Array.of(NaN, 2, 3, 5) }, /Join 0 is at NaN/],
    ['leaves that cannot be', { leaves: -1 }, /whole number of leaves/],
  ])('checking refuses %s', (_, wrong, message) => {
    expect(() => checkLinkage({ ...seven, ...wrong })).toThrow(message);
  });
});

/** Sets of leaves after joining, by relabelling, without nodes or roots. */
function setsByRelabelling(leaves: number, joins: readonly (readonly [number, number])[]): number[] {
  const label = Array.from({ length: leaves }, (_, leaf) => leaf);
  for (const [a, b] of joins) {
    const [old, kept] = [label[b]!, label[a]!];
    for (let leaf = 0; leaf < leaves; leaf++) if (label[leaf] === old) label[leaf] = kept;
  }
  const groups = [...new Set(label)].map((name) => label.flatMap((other, leaf) => (other === name ? [leaf] : [])));
  groups.sort((p, q) => q.length - p.length || Math.min(...p) - Math.min(...q));
  const set = new Array<number>(leaves);
  groups.forEach((group, index) => group.forEach((leaf) => (set[leaf] = index)));
  return set;
}

test('cuts of random hierarchies are those of joining leaf by leaf', () => {
  for (let seed = 0; seed < 30; seed++) {
    const key = streamKey(seed);
    const leaves = 1 + integerAt(key, 0, 0, 24);
    const draw = (step: number, index: number): number => integerAt(key, step, index, leaves);
    const pairs = Array.from({ length: 2 * draw(0, 1) }, (_, height) => ({ a: draw(1, height), b: draw(2, height), height }));
    const made = linkagePairs(leaves, pairs);
    checkLinkage(made);
    const joins = [...made.heights].map((height): [number, number] => [pairs[height]!.a, pairs[height]!.b]);
    for (let sets = leaves - made.a.length; sets <= leaves; sets++) {
      const cut = [...cutLinkage(made, sets)];
      expect(cut).toEqual(setsByRelabelling(leaves, joins.slice(0, leaves - sets)));
      const nodes = [...nodesOf(made, sets)];
      expect(nodes).toHaveLength(sets);
      nodes.forEach((node, set) => expect(sizeOf(made, node)).toBe(cut.filter((other) => other === set).length));
    }
  }
});

test('ten thousand leaves are cut in a few milliseconds', () => {
  const leaves = 10_000;
  const key = streamKey(1);
  const made = linkagePairs(leaves, Array.from({ length: leaves - 1 }, (_, leaf) => ({ a: leaf + 1, b: integerAt(key, 0, leaf, leaf + 1), height: leaf })));
  const start = performance.now();
  expect(new Set(cutLinkage(made, 64)).size).toBe(64);
  expect(performance.now() - start).toBeLessThan(100);
});
