/** States that stand for a set. */
export interface SetStates {
  /** The member nearest to the middle of its set in kinetic coordinates, [sets]. */
  readonly representatives: Int32Array;
  /** The member with the lowest inherent structure, [sets]. */
  readonly bottoms: Int32Array;
}

/**
 * Representative and bottom of each set; of equal ones the first. `sets` [count] holds the set of each state, `coordinates` [count, modes] flat, `energies` [count]
 * U of the inherent structures. Throws RangeError for a set without states.
 */
export function setStates(sets: Int32Array, setCount: number, coordinates: Float64Array, energies: ArrayLike<number>): SetStates {
  const modes = coordinates.length / sets.length;
  const middles = new Float64Array(setCount * modes);
  const sizes = new Int32Array(setCount);
  sets.forEach((set, i) => {
    sizes[set]!++;
    for (let k = 0; k < modes; k++) middles[set * modes + k]! += coordinates[i * modes + k]!;
  });
  const empty = sizes.indexOf(0);
  if (empty >= 0) throw new RangeError(`Set ${empty} of ${setCount} has no states.`);
  const representatives = new Int32Array(setCount).fill(-1);
  const bottoms = new Int32Array(setCount).fill(-1);
  const nearest = new Float64Array(setCount).fill(Infinity);
  sets.forEach((set, i) => {
    let squared = 0;
    for (let k = 0; k < modes; k++) squared += (coordinates[i * modes + k]! - middles[set * modes + k]! / sizes[set]!) ** 2;
    if (squared < nearest[set]!) {
      nearest[set] = squared;
      representatives[set] = i;
    }
    if (bottoms[set]! < 0 || energies[i]! < energies[bottoms[set]!]!) bottoms[set] = i;
  });
  return { representatives, bottoms };
}
