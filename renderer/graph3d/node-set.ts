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
