import type { Forest, JoinRow } from '../contract/landscape.ts';
import { disjointSets, rootOf, unite } from '../hierarchy/disjoint-sets.ts';
import { heightOf } from './barriers.ts';
import type { Barriers } from './barriers.ts';

/** A joined pair of basins, by index. */
export interface ForestEdge extends Barriers {
  readonly a: number;
  readonly b: number;
}

/** Heights this near to each other (in units of U) are of one saddle: as near as two relaxations of paths across it come. */
const SAME_SADDLE = 0.01;

/**
 * Disconnectivity forest: single linkage of basins (U at their minimum: `energies`) on the barriers of joined pairs.
 *
 * Leaves are nodes 0 … n−1, joins follow in order of height. Basins that no edge connects stay in trees of their own. Of equal
 * heights the edge named first comes first. Several pairs may be joined across the same saddle, with refined barriers that differ in
 * the third decimal: a join goes `via` the one of these with the lowest AD barrier, and shows the two barriers of that pair.
 * `x` places leaves at whole numbers such that children never cross: trees in order of their lowest minimum, in a join the child
 * with the lower minimum to the left.
 * Throws RangeError when an edge names a basin that is not there.
 */
export function buildForest(energies: readonly number[], edges: readonly ForestEdge[]): Forest {
  const count = energies.length;
  for (const { a, b } of edges) {
    if (!(a >= 0 && a < count && b >= 0 && b < count)) throw new RangeError(`An edge joins basins ${a} and ${b}, but there are only ${count}.`);
  }
  const order = edges.map((_, i) => i).sort((p, q) => heightOf(edges[p]!) - heightOf(edges[q]!) || p - q);
  const sets = disjointSets(count);
  const top = sets.slice();
  const lowest = [...energies];
  const joins: JoinRow[] = [];
  for (const [place, index] of order.entries()) {
    const a = rootOf(sets, edges[index]!.a);
    const b = rootOf(sets, edges[index]!.b);
    if (a === b) continue;
    const across = (edge: ForestEdge): boolean => {
      const ends = [rootOf(sets, edge.a), rootOf(sets, edge.b)];
      return ends.includes(a) && ends.includes(b);
    };
    const edge = bestOverSaddle(edges, order, place, across);
    const [first, second] = lowest[top[a]!]! <= lowest[top[b]!]! ? [a, b] : [b, a];
    const node = count + joins.length;
    const children: [number, number] = [top[first]!, top[second]!];
    const height = Math.max(heightOf(edge), ...children.map((child) => joins[child - count]?.height ?? -Infinity));
    joins.push({ node, children, barrier: edge.barrier, refined: edge.refined, height, via: [edge.a, edge.b] });
    lowest.push(lowest[top[first]!]!);
    unite(sets, second, first);
    top[first] = node;
  }
  const isChild = new Set(joins.flatMap((join) => join.children));
  const roots = lowest.map((_, node) => node).filter((node) => !isChild.has(node));
  roots.sort((p, q) => lowest[p]! - lowest[q]! || p - q);
  return { joins, roots, x: place(count, joins, roots) };
}

/** Of the edges `across`, all as high as that at `place` in `order` to within the tolerance, the one with the lowest AD barrier. */
function bestOverSaddle(edges: readonly ForestEdge[], order: readonly number[], place: number, across: (edge: ForestEdge) => boolean): ForestEdge {
  let best = edges[order[place]!]!;
  const highest = heightOf(best) + SAME_SADDLE;
  for (let at = place + 1; at < order.length; at++) {
    const edge = edges[order[at]!]!;
    if (heightOf(edge) > highest) break;
    if (edge.barrier < best.barrier && across(edge)) best = edge;
  }
  return best;
}

/** Leaves left to right in the order of a walk over the trees; a join stands midway between its children. Not recursive: chains can be deep. */
function place(leaves: number, joins: readonly JoinRow[], roots: readonly number[]): number[] {
  const x = new Array<number>(leaves + joins.length).fill(0);
  let next = 0;
  const stack = [...roots].reverse();
  while (stack.length > 0) {
    const node = stack.pop()!;
    if (node < leaves) x[node] = next++;
    else stack.push(joins[node - leaves]!.children[1], joins[node - leaves]!.children[0]);
  }
  // Joins are in order of height: children come before their parents.
  for (const { node, children } of joins) x[node] = (x[children[0]]! + x[children[1]]!) / 2;
  return x;
}
