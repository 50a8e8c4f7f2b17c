import { holdJob } from '../../core/jobs/hold-kind.ts';
import { planHold } from '../../core/jobs/hold-runner.ts';
import { JobQueueError } from '../../core/jobs/job-queue.ts';
import type { JobQueue } from '../../core/jobs/job-queue.ts';
import { HoldReader } from '../../core/jobs/read-hold.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import type { Handlers } from './handlers.ts';

type Holding = 'map.hold' | 'map.holdStart' | 'map.holdCancel';

/** Watching chains in the sets of maps. */
export function holdHandlers(workspace: Workspace, jobs: JobQueue): Pick<Handlers<'map'>, Holding> {
  const reader = new HoldReader(workspace);
  return {
    'map.hold': (key) => ({ hold: reader.read(key) }),
    'map.holdStart': (plan) => {
      const job = holdJob(plan);
      if (jobs.isRunning(job)) throw new JobQueueError(`Chains are already watched in these ${plan.sets} sets. Wait for them, or cancel them first.`);
      planHold(workspace, plan);
      // Those that came to their end say so already.
      if (workspace.holds.get(plan).status !== 'done') jobs.start(job);
      return { job: job.id };
    },
    'map.holdCancel': async (key) => {
      if (workspace.holds.find(key) !== null) await jobs.cancel(holdJob(key));
      return {};
    },
  };
}
