import type { Candidate } from './candidate.ts';
import { judge, judgesByDepth } from './depth.ts';
import type { Relaxation, RelaxationOwner } from './string-method.ts';
import { queueRelaxation } from './work.ts';
import type { MapTools, Work } from './work.ts';

/** Who asked, but for the effort. */
type Asker = RelaxationOwner extends infer Owner ? (Owner extends RelaxationOwner ? Omit<Owner, 'effort'> : never) : never;

/** Sets the verdict on a candidate that had a success, seen from a point with U `energy`; queues a short relaxation where it takes one. */
export function verify(candidate: Candidate, energy: number, asker: Asker, work: Work, tools: MapTools): void {
  const { barrier, path } = candidate.successes[0]!;
  const verdict = judge(barrier, energy, candidate.energy, 'none', tools.settings);
  if (verdict !== 'relax' || path === null) {
    candidate.verdict = verdict;
    return;
  }
  queueRelaxation(work, tools, { ...asker, effort: 'quick' } as RelaxationOwner, path, barrier, {
    enough: enoughFor(candidate, energy, tools), walked: true, bend: null,
  });
  candidate.relaxing = true;
}

/** Takes a finished relaxation into account: the verdict, or a longer relaxation that goes on from it. */
export function deliverVerdict(candidate: Candidate, energy: number, done: Relaxation, work: Work, tools: MapTools): void {
  const { best, owner } = done;
  candidate.refined = best.barrier;
  candidate.verdict = judge(best.barrier, energy, candidate.energy, owner.effort, tools.settings);
  candidate.relaxing = candidate.verdict === 'relax';
  if (!candidate.relaxing) return;
  queueRelaxation(work, tools, { ...owner, effort: 'full' }, best, best.barrier, { enough: enoughFor(candidate, energy, tools), walked: false, bend: null });
}

function enoughFor(candidate: Candidate, energy: number, tools: MapTools): number {
  return judgesByDepth(tools.settings) ? Math.max(energy, candidate.energy) + tools.settings.minDepth : Infinity;
}
