import type { NeighbourComparison } from '../contract/clustering.ts';
import { lowestFirst } from '../kinetic/kinetic-graph.ts';
import type { StatePairs } from '../kinetic/nearest-pairs.ts';

/** Neighbours of each of `count` states, nearest first, `stride` to a state; −1 where one has fewer. */
export interface NeighbourLists {
  readonly neighbours: ArrayLike<number>;
  readonly stride: number;
}

/** Half the width of an interval of 95 % of a mean, in standard errors. */
const TWO_SIDED = 1.96;

/** The `keep` pairs of lowest finite cost at each state, lowest first, as lists of its neighbours. */
export function cheapestNeighbours(count: number, { a, b }: StatePairs, costs: Float64Array, keep: number): NeighbourLists {
  const neighbours = new Int32Array(count * keep).fill(-1);
  const found = new Int32Array(count);
  for (const pair of lowestFirst(costs)) {
    for (const [from, to] of [[a[pair]!, b[pair]!], [b[pair]!, a[pair]!]] as const) {
      if (found[from]! < keep) neighbours[from * keep + found[from]!++] = to;
    }
  }
  return { neighbours, stride: keep };
}

/**
 * How many of its neighbours share a state's label: of those that the energy gives it, and of as many nearest by pixels. The difference is of one and the same
 * state, so that its mean over the states is told far more sharply than that of two partitions: ± is 1.96 standard errors over the states.
 *
 * A state without label, or without a labelled neighbour in either list, is left out. Null where fewer than two states are left.
 */
export function compareNeighbours(energy: NeighbourLists, pixels: NeighbourLists, keep: number, labels: readonly (string | number | null)[]): NeighbourComparison | null {
  const shares = labels.flatMap((_, state) => {
    const [own, other] = [energy, pixels].map((lists) => sharedOf(state, lists, keep, labels));
    return own === null || other === null ? [] : [[own!, other!] as const];
  });
  const states = shares.length;
  if (states < 2) return null;
  const mean = (of: (share: readonly [number, number]) => number): number => shares.reduce((sum, share) => sum + of(share), 0) / states;
  const gain = mean(([own, other]) => own - other);
  const variance = (mean(([own, other]) => (own - other - gain) ** 2) * states) / (states - 1);
  const half = TWO_SIDED * Math.sqrt(variance / states);
  return { keep, states, energy: mean(([own]) => own), pixels: mean(([, other]) => other), gain, low: gain - half, high: gain + half };
}

/** Share of the labelled ones among a state's first neighbours that have its label; null where nothing can be compared. */
function sharedOf(state: number, { neighbours, stride }: NeighbourLists, keep: number, labels: readonly (string | number | null)[]): number | null {
  const label = labels[state] ?? null;
  if (label === null) return null;
  let known = 0;
  let same = 0;
  for (let place = 0; place < Math.min(keep, stride); place++) {
    const other = neighbours[state * stride + place]!;
    if (other < 0 || (labels[other] ?? null) === null) continue;
    known++;
    if (labels[other] === label) same++;
  }
  return known === 0 ? null : same / known;
}
