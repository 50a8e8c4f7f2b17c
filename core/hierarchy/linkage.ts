import type { Linkage } from '../contract/linkage.ts';
import { disjointSets, rootOf, unite } from './disjoint-sets.ts';

/** A node that no join has taken up. */
export const NO_PARENT = -1;

/** Two leaves whose sets become one. */
export interface LeafPair {
  readonly a: number;
  readonly b: number;
  readonly height: number;
}

/**
 * The hierarchy that comes of joining the sets of two leaves after each other, in the order of `pairs`: with pairs by rising height
 * this is single linkage. A pair within one set joins nothing. Node a[i] is that of the pair's `a`.
 * Throws RangeError when a pair names a leaf that is not there.
 */
export function linkagePairs(leaves: number, pairs: Iterable<LeafPair>): Linkage {
  const parents = disjointSets(leaves);
  const top = parents.slice();
  const size = new Int32Array(leaves).fill(1);
  const a: number[] = [];
  const b: number[] = [];
  const heights: number[] = [];
  const sizes: number[] = [];
  for (const pair of pairs) {
    for (const leaf of [pair.a, pair.b]) {
      if (!Number.isInteger(leaf) || leaf < 0 || leaf >= leaves) throw new RangeError(`A pair joins leaves ${pair.a} and ${pair.b}, but there are only ${leaves}.`);
    }
    const [from, into] = [rootOf(parents, pair.b), rootOf(parents, pair.a)];
    if (from === into) continue;
    unite(parents, from, into);
    size[into]! += size[from]!;
    a.push(top[into]!);
    b.push(top[from]!);
    heights.push(pair.height);
    sizes.push(size[into]!);
    top[into] = leaves + a.length - 1;
  }
  return { leaves, a: Int32Array.from(a), b: Int32Array.from(b), heights: Float64Array.from(heights), sizes: Int32Array.from(sizes) };
}

/** The node that every node (leaves, then joins) was joined into; NO_PARENT for roots. */
export function parentOf(linkage: Linkage): Int32Array {
  const parents = new Int32Array(linkage.leaves + linkage.a.length).fill(NO_PARENT);
  for (let join = 0; join < linkage.a.length; join++) {
    parents[linkage.a[join]!] = linkage.leaves + join;
    parents[linkage.b[join]!] = linkage.leaves + join;
  }
  return parents;
}

/** The leaf that every node goes by: a leaf itself, a join the leaf that its node `a` goes by (what others were joined into). */
export function heirsOf({ leaves, a }: Linkage): Int32Array {
  const heirs = Int32Array.from({ length: leaves + a.length }, (_, node) => node);
  for (let join = 0; join < a.length; join++) heirs[leaves + join] = heirs[a[join]!]!;
  return heirs;
}

/** Leaves of a node, 1 for a leaf. */
export function sizeOf(linkage: Linkage, node: number): number {
  return node < linkage.leaves ? 1 : linkage.sizes[node - linkage.leaves]!;
}

/**
 * Throws RangeError, naming the first thing wrong, when a table is no hierarchy: columns of different lengths, a join of a node that is not
 * made yet or already joined, a size that is not the sum of its parts, a height that is not a number or lower than that before.
 */
export function checkLinkage(linkage: Linkage): void {
  const { leaves, a, b, heights, sizes } = linkage;
  const joins = a.length;
  if (!Number.isInteger(leaves) || leaves < 0) throw new RangeError(`A hierarchy has a whole number of leaves; got ${leaves}.`);
  if (b.length !== joins || heights.length !== joins || sizes.length !== joins) {
    throw new RangeError(`The columns of a hierarchy must be equally long; got a ${joins}, b ${b.length}, heights ${heights.length}, sizes ${sizes.length}.`);
  }
  const joined = new Uint8Array(leaves + joins);
  for (let join = 0; join < joins; join++) {
    const node = leaves + join;
    for (const child of [a[join]!, b[join]!]) {
      if (child < 0 || child >= node) throw new RangeError(`Join ${join} takes node ${child}, but before it there are only ${node}.`);
      if (joined[child] === 1) throw new RangeError(`Join ${join} takes node ${child}, which an earlier join has taken.`);
      joined[child] = 1;
    }
    const size = sizeOf(linkage, a[join]!) + sizeOf(linkage, b[join]!);
    if (sizes[join] !== size) throw new RangeError(`Join ${join} makes a node of ${size} leaves, but its size says ${sizes[join]}.`);
    if (Number.isNaN(heights[join]) || (join > 0 && heights[join]! < heights[join - 1]!)) {
      throw new RangeError(`Join ${join} is at ${heights[join]}, after one at ${heights[join - 1] ?? 'none'}: heights must not fall.`);
    }
  }
}
