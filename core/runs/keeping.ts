import type { CheckpointKeeping, RunCheckpoint, VerdictName } from '../contract/training-run.ts';

type Reason = RunCheckpoint['kept'][number];

/** Verdicts that make a checkpoint worth keeping, best first: those of a learning that is in balance. */
const RANKING: readonly VerdictName[] = ['convergent', 'non-convergent'];

/** The checkpoint of the best verdict so far. */
export interface BestCheckpoint {
  readonly update: number;
  readonly verdict: VerdictName;
}

/** Whether a verdict on a newer checkpoint is at least as good as the best so far: of equals the newest, which has learned longest. */
export function betterCheckpoint(best: BestCheckpoint | null, next: BestCheckpoint): BestCheckpoint | null {
  const rank = RANKING.indexOf(next.verdict);
  if (rank < 0) return best;
  return best === null || rank <= RANKING.indexOf(best.verdict) ? next : best;
}

/**
 * What stays of these checkpoints, each with all its reasons: the newest k, every n-th of those at multiples of `every`, the
 * best, and those saved by hand. Those left out may be deleted.
 */
export function keptCheckpoints(checkpoints: readonly RunCheckpoint[], keeping: CheckpointKeeping, best: number | null): RunCheckpoint[] {
  const ordered = [...checkpoints].sort((p, q) => p.update - q.update);
  const newest = new Set(ordered.slice(-keeping.newest).map(({ update }) => update));
  return ordered
    .map((checkpoint) => {
      const { update } = checkpoint;
      const isNth = keeping.nth > 0 && update % keeping.every === 0 && (update / keeping.every) % keeping.nth === 0;
      const reasons: [Reason, boolean][] = [
        ['newest', newest.has(update)],
        ['nth', isNth],
        ['best', keeping.best && update === best],
        ['asked', checkpoint.kept.includes('asked')],
      ];
      return { ...checkpoint, kept: reasons.filter(([, holds]) => holds).map(([reason]) => reason) };
    })
    .filter(({ kept }) => kept.length > 0);
}
