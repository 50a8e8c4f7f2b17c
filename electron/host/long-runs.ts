import type { JobEvent, JobStatus } from '../../core/contract/job-event.ts';
import { longRunJobId } from '../../core/jobs/long-run-runner.ts';
import { readLongRunTests } from '../../core/runs/long-run-files.ts';
import type { RunStore } from '../../core/runs/run-store.ts';
import type { AskedLongRun } from './asked-long-run.ts';
import type { Handlers } from './handlers.ts';
import type { KindBook } from './job-book.ts';
import type { JobQueue } from './job-queue.ts';
import { JobQueueError } from './job-queue.ts';
import type { JobRef } from './job-ref.ts';

/** Long-run tests that were asked for in this sitting: they are made anew rather than taken up, so nothing of them outlives it. */
export class LongRuns {
  readonly #asked = new Map<string, { ask: AskedLongRun; status: JobStatus }>();

  /** The standing of their jobs. */
  readonly book: KindBook = {
    statusOf: (id) => this.#asked.get(id)?.status ?? 'cancelled',
    setStatus: (id, status) => {
      const asked = this.#asked.get(id);
      if (asked !== undefined) asked.status = status;
    },
    release: () => {},
    heldElsewhere: () => false,
    standing: (id) => standing(id, this.#asked.get(id)),
    waiting: () => [],
  };

  ask(ask: AskedLongRun): JobRef {
    const job = longRunJob(ask.run);
    this.#asked.set(job.id, { ask, status: 'queued' });
    return job;
  }

  /** Null for jobs of other kinds. */
  askOf(job: JobRef): AskedLongRun | null {
    return job.kind === 'long-run' ? (this.#asked.get(job.id)?.ask ?? null) : null;
  }
}

type Testing = 'training.longRun' | 'training.cancelLongRun' | 'training.longRunTests';

export function longRunHandlers(runs: RunStore, jobs: JobQueue, longRuns: LongRuns): Pick<Handlers<'training'>, Testing> {
  return {
    'training.longRun': (ask) => {
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

export function longRunJob(run: string): JobRef {
  return { kind: 'long-run', id: longRunJobId(run) };
}

function standing(id: string, asked: { ask: AskedLongRun; status: JobStatus } | undefined): JobEvent {
  return {
    type: 'progress',
    job: id,
    status: asked?.status ?? 'cancelled',
    task: { name: 'Long-run test', done: 0, total: asked?.ask.steps ?? null, unit: 'steps', parts: [] },
    chainSteps: 0,
    chainStepsPerSecond: 0,
    seconds: 0,
    secondsLeft: null,
    found: { kind: 'long-run', steps: 0 },
    engine: '',
  };
}
