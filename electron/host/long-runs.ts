import { longRunJob } from '../../core/jobs/long-run-kind.ts';
import type { LongRunBook } from '../../core/jobs/long-run-kind.ts';
import { JobQueueError } from '../../core/jobs/job-queue.ts';
import type { JobQueue } from '../../core/jobs/job-queue.ts';
import { readLongRunTests } from '../../core/runs/long-run-files.ts';
import type { RunStore } from '../../core/runs/run-store.ts';
import type { Handlers } from './handlers.ts';

type Testing = 'training.startLongRun' | 'training.cancelLongRun' | 'training.longRunTests';

/** Making, cancelling and reading long-run tests. */
export function longRunHandlers(runs: RunStore, jobs: JobQueue, longRuns: LongRunBook): Pick<Handlers<'training'>, Testing> {
  return {
    'training.startLongRun': (ask) => {
      const { name, checkpoints } = runs.get(ask.run);
      if (!checkpoints.some(({ update }) => update === ask.update)) throw new JobQueueError(`The run ${name} has no checkpoint of update ${ask.update}: save one, or choose another.`);
      if (jobs.isRunning(longRunJob(ask.run))) throw new JobQueueError('A long-run test of this run is under way. Wait for it, or cancel it first.');
      const job = longRuns.ask(ask);
      jobs.start(job);
      return { job: job.id };
    },
    'training.cancelLongRun': async ({ run }) => {
      await jobs.cancel(longRunJob(run));
      return {};
    },
    'training.longRunTests': async ({ run }) => {
      const { tests, problems } = await readLongRunTests(runs.folderOf(run).longRunFolder);
      for (const problem of problems) console.error(`A long-run test is left out: ${problem}`);
      return { tests };
    },
  };
}
