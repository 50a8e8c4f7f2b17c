/** Bounds on a node's radius, world units. */
export interface NodeSizes {
  smallest: number;
  largest: number;
}

/** Radii that leave room between `count` nodes on a plane 2 units wide. */
export function nodeSizes(count: number, spheres: boolean): NodeSizes {
  const room = 1 / Math.sqrt(Math.max(1, count));
  const largest = Math.min(spheres ? 0.085 : 0.17, Math.max(0.02, 0.62 * room * (spheres ? 0.6 : 1)));
  return { smallest: largest * (spheres ? 0.45 : 0.5), largest };
}

/**
 * Radius of a node: area in proportion to its members, r = largest·√(members / most), never under `smallest`.
 *
 * @param most members of the largest basin
 */
export function nodeRadius(members: number, most: number, sizes: NodeSizes): number {
  const radius = sizes.largest * Math.sqrt(members / Math.max(1, most));
  return Math.min(sizes.largest, Math.max(sizes.smallest, radius));
}

/** A number of members and the radius it is drawn with. */
export interface SizeSample {
  members: number;
  radius: number;
}

/**
 * Two or three sizes that explain the law: the least, a middle and the most members; none when all nodes look alike.
 *
 * @param places [n × 4] with the radius last
 */
export function sizeSamples(members: Uint32Array, places: Float32Array): SizeSample[] {
  let [least, most] = [0, 0];
  for (let i = 1; i < members.length; i++) {
    if (members[i]! < members[least]!) least = i;
    if (members[i]! > members[most]!) most = i;
  }
  const radiusOf = (i: number): number => places[i * 4 + 3]!;
  if (members.length === 0 || radiusOf(most) < 1.15 * radiusOf(least)) return [];
  return [most, least].map((i) => ({ members: members[i]!, radius: radiusOf(i) }));
}
