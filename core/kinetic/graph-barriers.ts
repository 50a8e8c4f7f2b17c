import { disjointSets, rootOf, unite } from '../hierarchy/disjoint-sets.ts';
import { linkagePairs } from '../hierarchy/linkage.ts';
import type { LeafPair } from '../hierarchy/linkage.ts';
import type { Linkage } from '../contract/linkage.ts';
import type { StatePairs } from './nearest-pairs.ts';

/** The chords over which all states are reached as low as they can be. Plain data. */
export interface LowestWays {
  readonly count: number;
  /** Ends of the chords and the highest U of each, lowest first; count − components of them. */
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly heights: Float64Array;
}

/** Where two sets' waters meet. */
export interface SetBarrier {
  readonly energy: number;
  /** The chord that is highest on the way: index into `LowestWays`. */
  readonly chord: number;
}

/** Sets joined by their lowest ways. Plain data. */
export interface PotentialTree {
  readonly linkage: Linkage;
  /** The chord that is the highest on the way of each join: index into `LowestWays`. */
  readonly chords: Int32Array;
  /** Two sets for each join, [joins, 2] flat: those on its two sides whose bottoms are fewest chords from the highest. The lowest way between them leads over it. */
  readonly between: Int32Array;
}

/**
 * The minimum spanning forest of the states under the highest U of their chords: of all paths over scanned chords that between two states in this
 * forest has the lowest maximum of U (union–find over chords in order of height, as the flooding of a grid does it cell by cell). An upper bound
 * of the true barrier. Chords of infinite height join nothing; equal heights count in order.
 */
export function lowestWays(count: number, pairs: StatePairs, highest: ArrayLike<number>): LowestWays {
  const order = Array.from(pairs.a.keys()).filter((pair) => Number.isFinite(highest[pair]!)).sort((p, q) => highest[p]! - highest[q]! || p - q);
  const parents = disjointSets(count);
  const chosen = order.filter((pair) => {
    const [a, b] = [rootOf(parents, pairs.a[pair]!), rootOf(parents, pairs.b[pair]!)];
    if (a !== b) unite(parents, b, a);
    return a !== b;
  });
  return {
    count,
    a: Int32Array.from(chosen, (pair) => pairs.a[pair]!),
    b: Int32Array.from(chosen, (pair) => pairs.b[pair]!),
    heights: Float64Array.from(chosen, (pair) => highest[pair]!),
  };
}

/**
 * The tree of potential energy of sets: leaves are the sets, by their bottoms (one state each), joins the energies at which the lowest ways first
 * connect two bottoms. A forest where nothing does. Throws RangeError where two sets have the same bottom.
 */
export function potentialTree(ways: LowestWays, bottoms: ArrayLike<number>): PotentialTree {
  const parents = disjointSets(ways.count);
  // A set for each part of the states that holds a bottom.
  const setAt = new Int32Array(ways.count).fill(-1);
  for (let set = 0; set < bottoms.length; set++) {
    if (setAt[bottoms[set]!] !== -1) throw new RangeError(`Sets ${setAt[bottoms[set]!]} and ${set} have the same bottom, state ${bottoms[set]}.`);
    setAt[bottoms[set]!] = set;
  }
  const pairs: LeafPair[] = [];
  const chords: number[] = [];
  const between: number[] = [];
  const bottomOf = new Map(Array.from({ length: bottoms.length }, (_, set) => [bottoms[set]!, set]));
  const nearest = nearestBottoms(ways, bottomOf);
  for (let chord = 0; chord < ways.a.length; chord++) {
    const [a, b] = [rootOf(parents, ways.a[chord]!), rootOf(parents, ways.b[chord]!)];
    const [first, second] = [setAt[a]!, setAt[b]!];
    unite(parents, b, a);
    if (first < 0) setAt[a] = second;
    else if (second >= 0) {
      pairs.push({ a: first, b: second, height: ways.heights[chord]! });
      chords.push(chord);
      between.push(nearest(ways.a[chord]!, chord), nearest(ways.b[chord]!, chord));
    }
  }
  return {
    linkage: linkagePairs(bottoms.length, pairs),
    chords: Int32Array.from(chords),
    between: Int32Array.from(between),
  };
}

/** Of a state the set whose bottom is fewest chords away over chords before a given one; of equally near ones that met first. */
function nearestBottoms(ways: LowestWays, bottomOf: ReadonlyMap<number, number>): (from: number, before: number) => number {
  const neighbours = chordsAt(ways);
  const seen = new Int32Array(ways.count).fill(-1);
  let search = 0;
  return (from, before) => {
    search++;
    const queue = [from];
    seen[from] = search;
    for (let at = 0; at < queue.length; at++) {
      const set = bottomOf.get(queue[at]!);
      if (set !== undefined) return set;
      for (const chord of neighbours[queue[at]!]!) {
        const other = ways.a[chord]! === queue[at] ? ways.b[chord]! : ways.a[chord]!;
        if (chord >= before || seen[other] === search) continue;
        seen[other] = search;
        queue.push(other);
      }
    }
    throw new RangeError(`No bottom of a set is connected with state ${from} by the chords before number ${before}.`);
  };
}

/** The states of the lowest way from one state to another, both ends included, and its highest chord; null where none is. One state is a way of itself. */
export function lowestWay(ways: LowestWays, from: number, to: number): { readonly states: number[]; readonly barrier: SetBarrier | null } | null {
  const { count, a, b, heights } = ways;
  const neighbours = chordsAt(ways);
  // From the end backwards, so that following the steps gives the way in order.
  const via = new Int32Array(count).fill(-1);
  const seen = new Uint8Array(count);
  const queue = [to];
  seen[to] = 1;
  for (let at = 0; at < queue.length && seen[from] === 0; at++) {
    for (const chord of neighbours[queue[at]!]!) {
      const other = a[chord]! === queue[at] ? b[chord]! : a[chord]!;
      if (seen[other] === 1) continue;
      seen[other] = 1;
      via[other] = chord;
      queue.push(other);
    }
  }
  if (seen[from] === 0) return null;
  const states = [from];
  let barrier: SetBarrier | null = null;
  for (let at = from; at !== to; states.push(at)) {
    const chord = via[at]!;
    if (barrier === null || heights[chord]! > barrier.energy) barrier = { energy: heights[chord]!, chord };
    at = a[chord] === at ? b[chord]! : a[chord]!;
  }
  return { states, barrier };
}

/** The lowest maximum of U on a way from each state to `to`, that state's own at itself, [count]; Infinity where none leads. `energy`: U at `to`. */
export function lowestMaxima(ways: LowestWays, to: number, energy: number): Float64Array {
  const { count, a, b, heights } = ways;
  const neighbours = chordsAt(ways);
  const maxima = new Float64Array(count).fill(Infinity);
  maxima[to] = energy;
  const queue = [to];
  for (let at = 0; at < queue.length; at++) {
    const state = queue[at]!;
    for (const chord of neighbours[state]!) {
      const other = a[chord]! === state ? b[chord]! : a[chord]!;
      if (maxima[other] !== Infinity) continue;
      maxima[other] = Math.max(maxima[state]!, heights[chord]!);
      queue.push(other);
    }
  }
  return maxima;
}

/** Chords at each state. */
function chordsAt({ count, a, b }: LowestWays): number[][] {
  const chords = Array.from({ length: count }, () => [] as number[]);
  for (let chord = 0; chord < a.length; chord++) {
    chords[a[chord]!]!.push(chord);
    chords[b[chord]!]!.push(chord);
  }
  return chords;
}
