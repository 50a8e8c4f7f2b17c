/** Nearest that vote. Measured on digits: 5 to 10 say the same. */
export const VOTERS = 7;

/** Classified structures that vote. */
export interface Voters {
  /** [n, dimensions], flat. */
  readonly positions: Float32Array;
  readonly dimensions: number;
  /** Set of each, [n]; one with −1 does not vote. */
  readonly sets: ArrayLike<number>;
}

/**
 * The set of each structure of `positions` [m, dimensions], flat, by the vote of the `voters` nearest (Euclidean distance), [m].
 *
 * `except[i]` is the number of a voter that may not vote on structure i, −1 for none: a chain's own start would always vote for home. Of sets
 * with as many votes the one that votes nearest wins. −1 where there is nobody to vote.
 * Throws RangeError when lists do not fit.
 */
export function nearestVote(positions: Float32Array, electorate: Voters, except: ArrayLike<number> | null = null, voters = VOTERS): Int32Array {
  const { dimensions, sets } = electorate;
  const count = positions.length / dimensions;
  if (!Number.isInteger(count)) throw new RangeError(`${positions.length} values are not a whole number of structures of ${dimensions} values.`);
  if (electorate.positions.length !== sets.length * dimensions) {
    throw new RangeError(`${sets.length} voters of ${dimensions} values need ${sets.length * dimensions} values; there are ${electorate.positions.length}.`);
  }
  if (except !== null && except.length !== count) throw new RangeError(`${count} structures and ${except.length} exceptions were given: one of each is needed.`);
  return Int32Array.from({ length: count }, (_, i) => majority(nearestVoters(positions, i, electorate, except?.[i] ?? -1, voters), sets));
}

/** The `voters` nearest to structure i of `positions` that vote and are not `except`, nearest first; equal distances in order of their numbers. */
export function nearestVoters(positions: Float32Array, i: number, { positions: others, dimensions, sets }: Voters, except: number, voters: number): number[] {
  const found: number[] = [];
  const distances: number[] = [];
  for (let other = 0; other < sets.length; other++) {
    if (other === except || sets[other] < 0) continue;
    const most = found.length < voters ? Infinity : distances[voters - 1];
    const squared = squaredDistance(positions, i * dimensions, others, other * dimensions, dimensions, most);
    if (!(squared < most)) continue;
    let place = found.length;
    while (place > 0 && squared < distances[place - 1]) place--;
    found.splice(place, 0, other);
    distances.splice(place, 0, squared);
    found.length = Math.min(found.length, voters);
    distances.length = found.length;
  }
  return found;
}

/** Squared distance; some number above `most` where it is above that. */
function squaredDistance(a: Float32Array, p: number, b: Float32Array, q: number, dimensions: number, most: number): number {
  let sum = 0;
  for (let d = 0; d < dimensions; ) {
    for (const end = Math.min(dimensions, d + 64); d < end; d++) {
      const difference = a[p + d] - b[q + d];
      sum += difference * difference;
    }
    if (sum > most) break;
  }
  return sum;
}

function majority(found: readonly number[], sets: ArrayLike<number>): number {
  const votes = new Map<number, number>();
  for (const voter of found) votes.set(sets[voter], (votes.get(sets[voter]) ?? 0) + 1);
  // The map is in order of the nearest vote of each set.
  let winner = -1;
  for (const [set, count] of votes) if (winner < 0 || count > votes.get(winner)!) winner = set;
  return winner;
}
