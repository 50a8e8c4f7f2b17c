import type { FarnessRow } from '../contract/location.ts';
import type { StatePairs } from '../kinetic/nearest-pairs.ts';
import { readable } from '../pictures/numbers.ts';

/** How far a state is from others: mean of its few smallest distances and of its few lowest excesses, and U of its inherent structure. */
export interface StateFarness {
  readonly distance: number;
  readonly excess: number;
  readonly energy: number;
}

/** Neighbours that the means are taken over. */
export const FEW_NEAREST = 7;

/** Mean of the `FEW_NEAREST` smallest; of all where there are fewer. Infinity of none. */
export function meanOfLowest(values: readonly number[]): number {
  const lowest = [...values].sort((p, q) => p - q).slice(0, FEW_NEAREST);
  return lowest.length === 0 ? Infinity : lowest.reduce((sum, value) => sum + value, 0) / lowest.length;
}

/** The same of the map's own states, each against the others: along the chords that were scanned. `distances`, `excess`: of these chords. */
export function statesFarness(energies: ArrayLike<number>, { a, b }: StatePairs, distances: ArrayLike<number>, excess: ArrayLike<number>): StateFarness[] {
  const near = Array.from({ length: energies.length }, () => ({ distances: [] as number[], excess: [] as number[] }));
  for (let chord = 0; chord < a.length; chord++) {
    for (const end of [a[chord]!, b[chord]!]) {
      near[end]!.distances.push(distances[chord]!);
      near[end]!.excess.push(excess[chord]!);
    }
  }
  return near.map((one, state) => ({ distance: meanOfLowest(one.distances), excess: meanOfLowest(one.excess), energy: energies[state]! }));
}

/** Fewer of the map's states than this part being as far, an image is said to stand at the edge. */
const EDGE = 0.02;

const WORDS: Readonly<Record<FarnessRow['measure'], string>> = {
  distance: 'its nearest states are',
  excess: 'the ways to them rise by',
  energy: 'U at its inherent structure is',
};

/**
 * Whether an image is so far from all that a map knows that its set says nothing: farther than every state of the map is from the others, by distance, by
 * excess of the ways, or by energy. An image of the same kind as the map's states is so by chance in 3 of n + 1 cases at most.
 */
export function judgeFarness(image: StateFarness, states: readonly StateFarness[]): { readonly isFar: boolean; readonly text: string; readonly rows: FarnessRow[] } {
  const rows = (['distance', 'excess', 'energy'] as const).map((measure): FarnessRow => {
    const known = states.map((state) => state[measure]).filter(Number.isFinite).sort((p, q) => p - q);
    return {
      measure,
      value: image[measure],
      usual: known[Math.floor(known.length / 2)] ?? NaN,
      largest: known.at(-1) ?? NaN,
      share: known.filter((value) => value >= image[measure]).length / Math.max(1, known.length),
    };
  });
  const beyond = rows.filter(({ share }) => share === 0);
  if (beyond.length === 0) {
    const farthest = rows.reduce((most, row) => (row.share < most.share ? row : most));
    const share = `${readable(100 * farthest.share)} % of them are as far from the others as it is, or farther`;
    return { isFar: false, rows, text: farthest.share < EDGE ? `It stands at the edge of what this map knows: of the map's states only ${share}.` : `It lies among the map's states: ${share}.` };
  }
  const reasons = beyond.map(({ measure, value, usual, largest }) => `${WORDS[measure]} ${readable(value)}${measure === 'distance' ? ' away' : ''} (states of the map: usually ${readable(usual)}, at most ${readable(largest)})`);
  return { isFar: true, rows, text: `It is far from everything this map knows, so its set and its membership say little: ${reasons.join('; ')}.` };
}
