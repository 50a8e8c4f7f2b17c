import { pathRecords } from '../barriers.ts';
import { mergeBasins } from '../consolidate.ts';
import type { MapState } from '../map-state.ts';
import type { Pair, PairRun } from '../pair-run.ts';
import type { MapTools } from '../work.ts';

/** Merges the basins that a run between basins found to be one; writes the history and the new number of basins down. */
export function mergePairs(state: MapState, run: PairRun, { book }: MapTools): void {
  const merges = mergeBasins(state.placement, run);
  book.merges.push(...merges);
  const into = new Map(merges.map(({ from, into: other }) => [from, other]));
  for (const member of state.labelled) member.basin = into.get(member.basin) ?? member.basin;
  if (merges.length > 0) book.discovery.push({ states: state.placement.placed, basins: state.placement.basins.length });
}

/** Writes the paths of a joined pair down, and keeps the barrier, so that later only lower ones are recorded. */
export function notePaths(state: MapState, pair: Pair, { book }: MapTools): void {
  const records = pathRecords(pair, state.known);
  book.paths.push(...records);
  for (const { a, b, kind, barrier } of records) {
    if (kind === 'diffusion') state.known.push({ a, b, aState: pair.a.state, bState: pair.b.state, barrier });
  }
}
