import type { ImageStrip } from '../../core/contract/landscape.ts';

/** Nodes of a scene, in world coordinates. */
export interface NodeSet {
  count: number;
  /** [n × 4] x, y, z, radius */
  places: Float32Array;
  /** [n] colour place 0…1 */
  tones: Float32Array;
  /** [n] world height that a node's stem stands on */
  feet: Float32Array;
  members: Uint32Array;
  labels: string[];
  /** [n] what tells a basin from one update to the next */
  keys: Uint32Array;
  /** [n] key of the node before that one comes out of, where it was none itself; −1: out of nothing. */
  origins?: Int32Array;
  /** [k × 2] key of a node before that is no more, and of the one that it melts into. */
  heirs?: Uint32Array;
  images: ImageStrip | null;
}

/** Which nodes of one set are which of another. */
export interface NodeMatch {
  /** [n] the old node that a new one is, or comes out of; −1: it is new. */
  before: Int32Array;
  /** Old nodes that are no more, each with the new one that it melts into. */
  leaving: [number, number][];
  /** The new node that an old one is; −1: none. */
  after(index: number): number;
}

/** Match nodes by their keys, parts with what they were part of, and what is no more with its heir. */
export function matchNodes(old: NodeSet | null, set: NodeSet): NodeMatch {
  const before = new Int32Array(set.count).fill(-1);
  const leaving: [number, number][] = [];
  if (!old) return { before, leaving, after: () => -1 };
  const indexOf = new Map(Array.from(old.keys, (key, i) => [key, i]));
  set.keys.forEach((key, i) => (before[i] = indexOf.get(key) ?? indexOf.get(set.origins?.[i] ?? -1) ?? -1));
  for (let k = 0; set.heirs && k < set.heirs.length; k += 2) {
    const [was, heir] = [old.keys.indexOf(set.heirs[k]!), set.keys.indexOf(set.heirs[k + 1]!)];
    // The largest part becomes the whole; the others go into it.
    if (was >= 0 && heir >= 0 && !before.includes(was)) leaving.push([was, heir]);
  }
  return { before, leaving, after: (index) => (index < 0 ? -1 : set.keys.indexOf(old.keys[index]!)) };
}
