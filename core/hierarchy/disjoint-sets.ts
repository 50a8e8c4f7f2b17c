/** Elements 0 … count−1, each a set of its own: the parent of every element, a root being its own. */
export function disjointSets(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, element) => element);
}

/** The root of an element's set. Halves the path that it walks (Tarjan and van Leeuwen 1984), so later questions are shorter. */
export function rootOf(parents: Int32Array, element: number): number {
  let at = element;
  while (parents[at] !== at) {
    const grandparent = parents[parents[at]!]!;
    parents[at] = grandparent;
    at = grandparent;
  }
  return at;
}

/** Puts the set of `from` into that of `into`, whose root survives and is returned. The caller says which: the deeper, the lower, the older. */
export function unite(parents: Int32Array, from: number, into: number): number {
  const root = rootOf(parents, into);
  parents[rootOf(parents, from)] = root;
  return root;
}
