import { disjointSets, rootOf, unite } from '../hierarchy/disjoint-sets.ts';
import type { StatePairs } from './nearest-pairs.ts';

/**
 * The nearest pair of states between every two parts that `pairs` leave unconnected: ways to look at where nearest neighbours lead nowhere, as in
 * few dimensions, where a quench carries states together in their minima. Pairs a < b in order of (a, b); none where all is connected.
 *
 * Exact, by float64 distances from the smaller part of each two; ties go to the pair first in order. Time of order (count − largest part)·count·N.
 */
export function bridgePairs(positions: Float32Array, dimensions: number, pairs: StatePairs): StatePairs {
  const count = positions.length / dimensions;
  const parents = disjointSets(count);
  for (let pair = 0; pair < pairs.a.length; pair++) unite(parents, pairs.b[pair]!, pairs.a[pair]!);
  const sizes = new Int32Array(count);
  const roots = parents.map((_, i) => rootOf(parents, i));
  for (const root of roots) sizes[root]!++;
  const isSmaller = (p: number, q: number): boolean => sizes[p]! < sizes[q]! || (sizes[p] === sizes[q] && p < q);
  const largest = roots.reduce((most, root) => (isSmaller(most, root) ? root : most), roots[0] ?? 0);
  const nearest = new Map<number, { a: number; b: number; squared: number }>();
  for (let i = 0; i < count; i++) {
    const own = roots[i]!;
    if (own === largest) continue;
    for (let j = 0; j < count; j++) {
      const other = roots[j]!;
      if (other === own || !isSmaller(own, other)) continue;
      const key = own * count + other;
      const best = nearest.get(key);
      const most = best?.squared ?? Infinity;
      let squared = 0;
      for (let d = 0, p = i * dimensions, q = j * dimensions; d < dimensions && squared <= most; d++) squared += (positions[p + d]! - positions[q + d]!) ** 2;
      const [a, b] = [Math.min(i, j), Math.max(i, j)];
      if (best === undefined || squared < most || (squared === most && (a < best.a || (a === best.a && b < best.b)))) nearest.set(key, { a, b, squared });
    }
  }
  const found = [...nearest.values()].sort((p, q) => p.a - q.a || p.b - q.b);
  return { a: Int32Array.from(found, ({ a }) => a), b: Int32Array.from(found, ({ b }) => b) };
}

/** Two lists of pairs as one, in order of (a, b), each pair once. */
export function joinPairs(first: StatePairs, second: StatePairs): StatePairs {
  const all = [first, second].flatMap(({ a, b }) => Array.from(a, (low, pair) => [low, b[pair]!] as const)).sort((p, q) => p[0] - q[0] || p[1] - q[1]);
  const distinct = all.filter(([a, b], at) => at === 0 || a !== all[at - 1]![0] || b !== all[at - 1]![1]);
  return { a: Int32Array.from(distinct, ([a]) => a), b: Int32Array.from(distinct, ([, b]) => b) };
}
