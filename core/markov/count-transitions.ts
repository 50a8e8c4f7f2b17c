import { MarkovError } from './markov-error.ts';

/** The sets a chain was seen in. */
export interface Trajectory {
  /** Steps of the looks, rising; evenly or otherwise. */
  readonly steps: ArrayLike<number>;
  /** Set at each look; −1 where it could not be told. */
  readonly sets: ArrayLike<number>;
}

/** Transitions between sets over one lag. */
export interface TransitionCounts {
  readonly states: number;
  /** In steps of the chains. */
  readonly lag: number;
  /** From row to column [states, states], flat: effective counts, see `countTransitions`. */
  readonly counts: Float64Array;
  /** Pairs of looks that were counted. */
  readonly windows: number;
}

/**
 * Counts transitions from all pairs of looks that are `lag` apart, at step `from` or later: a sliding window, each pair weighted so that a
 * trajectory counts as much as the pairs that fit into it without overlap.
 *
 * Counting every `lag`-th look gives independent windows of a Markov chain but throws the looks between away; the sliding window uses
 * all, as the mean of the counts from each offset, but its windows overlap, so that its plain counts make intervals too narrow by the
 * square root of the overlap (Trendelkamp-Schroer et al. 2015). The weight takes that back. Estimates of the matrix do not depend on
 * it. A pair with a look that could not be told is left out.
 * Throws MarkovError when a lag is not positive or a set is not one of `states`.
 */
export function countTransitions(trajectories: readonly Trajectory[], states: number, lag: number, from = 0): TransitionCounts {
  if (!(lag > 0)) throw new MarkovError(`Transitions are counted over a positive lag; got ${lag}.`);
  const counts = new Float64Array(states * states);
  let windows = 0;
  for (const trajectory of trajectories) {
    const pairs = pairsAt(trajectory, states, lag, from);
    const weight = disjoint(pairs, trajectory.steps) / pairs.length;
    for (const [first, last] of pairs) counts[trajectory.sets[first] * states + trajectory.sets[last]] += weight;
    windows += pairs.length;
  }
  return { states, lag, counts, windows };
}

/** Places of the looks `lag` apart, both told. */
function pairsAt({ steps, sets }: Trajectory, states: number, lag: number, from: number): [number, number][] {
  const pairs: [number, number][] = [];
  let last = 0;
  for (let first = 0; first < steps.length; first++) {
    const set = sets[first];
    if (!(Number.isInteger(set) && set >= -1 && set < states)) throw new MarkovError(`A trajectory was seen in set ${set}; there are sets 0 to ${states - 1}.`);
    if (steps[first] < from) continue;
    while (last < steps.length && steps[last] < steps[first] + lag) last++;
    if (last < steps.length && steps[last] === steps[first] + lag && set >= 0 && sets[last] >= 0) pairs.push([first, last]);
  }
  return pairs;
}

/** Most windows that do not overlap (they may touch): the earliest that fits, again and again. */
function disjoint(pairs: readonly [number, number][], steps: ArrayLike<number>): number {
  let count = 0;
  let end = -Infinity;
  for (const [first, last] of pairs) {
    if (steps[first] < end) continue;
    count++;
    end = steps[last];
  }
  return count;
}

/** The counts between some of the states, in the order given. */
export function restrictCounts(counts: TransitionCounts, to: readonly number[]): TransitionCounts {
  const restricted = Float64Array.from({ length: to.length ** 2 }, (_, at) => counts.counts[to[Math.floor(at / to.length)] * counts.states + to[at % to.length]]);
  return { ...counts, states: to.length, counts: restricted };
}
