import { createCandidate } from './candidate.ts';
import type { Candidate } from './candidate.ts';
import { distance } from './geometry.ts';
import type { Basin, Placement, Placing, RankedBasin } from './placement.ts';
import { byNearness, highestOnLines, nearestLines } from './rank-candidates.ts';
import type { MapTools } from './work.ts';

/**
 * Ranks the basins of the run for a state by the representatives they have now. What was looked at before is kept; basins founded
 * since then, and those whose representative was replaced, are looked at anew.
 */
export async function rankBasins(run: Placement, placing: Placing, tools: MapTools): Promise<void> {
  const { basins } = run;
  if (basins.length === placing.nearness.length && basins.every(({ state }, i) => placing.nearness[i]!.representative === state)) return;
  const ranked = basins.map(({ state, x }, i): RankedBasin => {
    const before = placing.nearness[i];
    return before?.representative === state ? before : { representative: state, distance: distance(placing.x, x), line: Infinity, looked: null };
  });
  if (tools.settings.rank === 'line') {
    const counting = nearestLines(ranked.map((one) => one.distance));
    const open = counting.filter((i) => ranked[i]!.looked === null);
    const lines = await highestOnLines(placing, open.map((i) => basins[i]!), tools.evaluator);
    for (const [at, i] of open.entries()) ranked[i] = { ...ranked[i]!, looked: lines[at]! };
    const counts = new Set(counting);
    for (const [i, one] of ranked.entries()) ranked[i] = { ...one, line: counts.has(i) ? one.looked! : Infinity };
  }
  placing.nearness = ranked;
}

/** The nearest basin whose representative is within δ of the state, or null. */
export function reachedBasin(run: Placement, placing: Placing, tools: MapTools): Basin | null {
  let nearest = -1;
  const { nearness } = placing;
  for (let i = 0; i < nearness.length; i++) {
    if (nearness[i]!.distance <= tools.walk.delta && (nearest < 0 || nearness[i]!.distance < nearness[nearest]!.distance)) nearest = i;
  }
  return nearest < 0 ? null : run.basins[nearest]!;
}

/** Orders of rankings, which are replaced and never changed: asked for at every tick, they change with a new basin only. */
const orders = new WeakMap<readonly RankedBasin[], readonly number[]>();

/** Basins of a ranking by index, nearest first. */
function orderOf(nearness: readonly RankedBasin[]): readonly number[] {
  let order = orders.get(nearness);
  if (order === undefined) {
    order = nearness.map((_, i) => i).sort((p, q) => byNearness(nearness[p]!, nearness[q]!) || p - q);
    orders.set(nearness, order);
  }
  return order;
}

/** The candidates among the basins ranked, nearest first; new ones are made. */
export function candidatesOf(run: Placement, placing: Placing, tools: MapTools): Candidate[] {
  return orderOf(placing.nearness).slice(0, tools.settings.nearest).map((i) => {
    const basin = run.basins[i]!;
    const known = placing.candidates.find((candidate) => candidate.basin === basin.id && candidate.state === basin.state);
    if (known !== undefined) return known;
    const made = createCandidate(basin, 1);
    placing.candidates.push(made);
    return made;
  });
}
