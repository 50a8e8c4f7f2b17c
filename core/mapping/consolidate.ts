import { upTo } from './candidate.ts';
import type { Pair, PairRun } from './pair-run.ts';
import type { Basin, Placement } from './placement.ts';
import type { MergeRecord } from './records.ts';

/**
 * Merges basins that the trials of a run between basins found to be one (verdict `one`), and returns the history.
 *
 * "Joined" is not transitive: A with B and B with C does not make A with C. Basins are taken deepest first, and each becomes part
 * of the standing basin that it was itself joined with most often, then over the lowest barrier; one that was joined only with
 * basins already merged away stays. The other basins it was joined with are told as `alternatives`. Members keep the basin they
 * were placed in; `run.basins` loses the merged ones.
 */
export function mergeBasins(run: Placement, trials: PairRun): MergeRecord[] {
  const joined = trials.pairs.filter((pair) => pair.trials.verdict === 'one');
  const standing = new Map<number, Basin>();
  const merges: MergeRecord[] = [];
  for (const basin of [...run.basins].sort((p, q) => p.energy - q.energy || p.id - q.id)) {
    const mine = joined.filter((pair) => pair.a.id === basin.id || pair.b.id === basin.id);
    const options = mine.filter((pair) => standing.has(otherOf(pair, basin.id))).sort((p, q) => order(p, q, basin.id));
    const chosen = options[0];
    if (chosen === undefined) {
      standing.set(basin.id, basin);
      continue;
    }
    const into = standing.get(otherOf(chosen, basin.id))!;
    into.members += basin.members;
    merges.push({
      from: basin.id, into: into.id, phase: trials.phase,
      barrier: Math.max(basin.energy, into.energy, upTo(chosen.trials, Infinity).barrier), refined: chosen.trials.refined,
      alternatives: mine.filter((pair) => pair !== chosen).map((pair) => otherOf(pair, basin.id)).sort((p, q) => p - q),
    });
  }
  run.basins = run.basins.filter((basin) => standing.has(basin.id));
  return merges;
}

function otherOf(pair: Pair, id: number): number {
  return pair.a.id === id ? pair.b.id : pair.a.id;
}

function order(p: Pair, q: Pair, id: number): number {
  const a = upTo(p.trials, Infinity);
  const b = upTo(q.trials, Infinity);
  return b.successes - a.successes || (a.barrier < b.barrier ? -1 : a.barrier > b.barrier ? 1 : otherOf(p, id) - otherOf(q, id));
}
