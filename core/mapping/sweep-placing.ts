import type { PlacingPolicy } from './placing-policy.ts';
import { queueAgain, queueRound, withdrawFrom } from './placing-trials.ts';

/**
 * Placing of the sweep's pilots: only how many basins there are counts, so that one success is enough. Candidates are tried one after the
 * other, the nearest first, one round each; nothing is written down.
 */
export const sweepPlacing: PlacingPolicy = {
  kind: 'pilot',
  nameOf: ({ state }) => ({ state }),
  keepsPaths: () => false,
  ask(run, placing, candidates, work, tools) {
    if (candidates.some(({ successes, outstanding }) => successes.length > 0 || outstanding > 0)) return;
    const next = candidates.find(({ rounds, withdrawn }) => rounds.length === 0 || withdrawn.length > 0);
    if (next === undefined) return;
    if (next.rounds.length === 0) queueRound(run, sweepPlacing, placing, next, work, tools);
    else queueAgain(run, sweepPlacing, placing, next, work, tools);
  },
  prune(run, placing, candidates, work) {
    if (!candidates.some(({ successes }) => successes.length > 0)) return;
    for (const candidate of candidates) withdrawFrom(run, placing, candidate, work);
  },
  decide(_run, _placing, candidates) {
    const success = candidates.find(({ successes }) => successes.length > 0);
    if (success !== undefined) return success.basin;
    return candidates.some(({ outstanding, rounds, withdrawn }) => outstanding > 0 || withdrawn.length > 0 || rounds.length === 0) ? undefined : null;
  },
  replaces: () => false,
  noteArrival: () => undefined,
  notePlaced: () => undefined,
};
