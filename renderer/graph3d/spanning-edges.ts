/**
 * Which edges make the disconnectivity tree: single linkage, the lowest barriers that join what was apart (Kruskal 1956).
 *
 * @param edges [m × 2] node indices
 * @param heights [m]; NaN (unknown) joins last
 * @returns [m] 1 where the edge is a join
 */
export function spanningEdges(count: number, edges: Uint32Array, heights: Float32Array): Uint8Array {
  const parent = Uint32Array.from({ length: count }, (_, i) => i);
  const root = (node: number): number => {
    let at = node;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  };
  const rank = (e: number): number => (Number.isNaN(heights[e]!) ? Infinity : heights[e]!);
  const order = Uint32Array.from({ length: heights.length }, (_, e) => e);
  order.sort((p, q) => (rank(p) === rank(q) ? p - q : rank(p) - rank(q)));
  const joins = new Uint8Array(heights.length);
  for (const e of order) {
    const a = root(edges[e * 2]!);
    const b = root(edges[e * 2 + 1]!);
    if (a === b) continue;
    parent[a] = b;
    joins[e] = 1;
  }
  return joins;
}
