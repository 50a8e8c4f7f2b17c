import { actionScale, chordActions } from './chord-action.ts';
import type { ActionScale } from './chord-action.ts';
import { localScales, lowestFirst, rateOver } from './kinetic-graph.ts';
import type { GraphSettings } from './kinetic-graph.ts';
import type { StatePairs } from './nearest-pairs.ts';

/** What a graph's chords tell of how rates of other chords are to be counted. Plain data. */
export interface RateScale {
  readonly actions: ActionScale;
  /** Local temperature of each state, [count]. */
  readonly scales: Float64Array;
}

/** Chords: what they rise by, [chords], and their squared lengths, [chords]. */
export interface MeasuredChords {
  readonly excess: ArrayLike<number>;
  readonly squares: ArrayLike<number>;
}

/** The scale that the graph of `count` states of `dimensions` values takes for these chords. */
export function rateScale(
  count: number, dimensions: number, pairs: StatePairs, { excess, squares }: MeasuredChords, settings: Pick<GraphSettings, 'scaleRank' | 'temperature'>,
): RateScale {
  const actions = actionScale(excess, squares, dimensions);
  const costs = chordActions(excess, squares, actions);
  return { actions, scales: localScales(count, pairs, costs, lowestFirst(costs), settings) };
}

/** Steps of a walk from a state that is not on the graph: where the first one leads. Largest part first. Plain data. */
export interface Attachment {
  /** States on the graph. */
  readonly states: Int32Array;
  /** Chance of the first step to go there; they add up to 1. */
  readonly parts: Float64Array;
}

/**
 * How a state that is not on the graph would be joined to it: rates over its `keep` chords of lowest action, exp(−2·c/√(s s_j)) as those of the graph,
 * over their sum. `candidates`: states of the graph, with the chords to them. Nothing where no chord is a way.
 *
 * What the graph knows of its states, the new one has as the mean by these parts, one step of the walk later: memberships and kinetic coordinates
 * (Nyström's extension, ψ(x) = (1/λ) Σ_j P_xj ψ(j), λ ≈ 1 for slow modes).
 */
export function attachState(
  { actions, scales }: RateScale, candidates: ArrayLike<number>, { excess, squares }: MeasuredChords, { keep, scaleRank, temperature }: GraphSettings,
): Attachment {
  const costs = chordActions(excess, squares, actions);
  const order = lowestFirst(costs);
  const kept = order.slice(0, keep);
  const own = Math.max(costs[order[Math.min(scaleRank, order.length) - 1]!] ?? 0, 2 * temperature) || Number.MIN_VALUE;
  const rates = kept.map((at) => rateOver(costs[at]!, own, scales[candidates[at]!]!));
  const total = rates.reduce((sum, rate) => sum + rate, 0);
  return { states: Int32Array.from(kept, (at) => candidates[at]!), parts: Float64Array.from(rates, (rate) => rate / total) };
}
