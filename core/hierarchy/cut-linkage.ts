import type { Linkage } from '../contract/linkage.ts';
import { sizeOf } from './linkage.ts';

/**
 * The set of every leaf when the hierarchy is cut into `sets` sets: Int32Array of length `leaves`, sets numbered by falling size, of
 * equal ones that with the smallest leaf first.
 * Throws RangeError when the hierarchy has no such cut: the most sets are its leaves, the fewest its roots.
 */
export function cutLinkage(linkage: Linkage, sets: number): Int32Array {
  const root = rootsAt(linkage, sets);
  const numberOf = new Map([...nodesOf(linkage, sets)].map((node, set) => [node, set]));
  return root.subarray(0, linkage.leaves).map((node) => numberOf.get(node)!);
}

/**
 * The node that each set of a cut is, in the order of `cutLinkage`. A set keeps its node as its id in every cut that it is part of.
 * Throws RangeError as `cutLinkage`.
 */
export function nodesOf(linkage: Linkage, sets: number): Int32Array {
  // A set meets its smallest leaf first, so the stable sort leaves equal sizes in that order.
  const nodes = [...new Set(rootsAt(linkage, sets).subarray(0, linkage.leaves))];
  return Int32Array.from(nodes.sort((p, q) => sizeOf(linkage, q) - sizeOf(linkage, p)));
}

/** The node at the top of every node (leaves, then the joins made up to the cut) in a cut of `sets` sets. */
function rootsAt({ leaves, a, b }: Linkage, sets: number): Int32Array {
  const fewest = leaves - a.length;
  if (!Number.isInteger(sets) || sets < fewest || sets > leaves) {
    throw new RangeError(`A hierarchy of ${leaves} leaves and ${a.length} joins can be cut into ${fewest} to ${leaves} sets; got ${sets}.`);
  }
  const root = Int32Array.from({ length: leaves + leaves - sets }, (_, node) => node);
  // From the last join down: a node's own top is known before it is handed to its parts.
  for (let join = leaves - sets - 1; join >= 0; join--) {
    root[a[join]!] = root[leaves + join]!;
    root[b[join]!] = root[leaves + join]!;
  }
  return root;
}
