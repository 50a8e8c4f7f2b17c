import type { z } from 'zod';
import type { JobEvent, JobStatus } from '../contract/job-event.ts';
import { requests } from '../contract/requests.ts';
import { RunStore } from '../runs/run-store.ts';
import { atRest } from './job-book.ts';
import type { KindBook } from './job-book.ts';
import type { KindOfJob } from './job-kind.ts';
import type { JobRef } from './job-ref.ts';
import { longRunJobId, runLongRun } from './long-run-runner.ts';

const { ask: askedLongRun } = requests['training.startLongRun'];
/** What a long-run test was asked for, and of which run. */
export type AskedLongRun = z.output<typeof askedLongRun>;

/** Long-run tests of checkpoints: nothing is written of one before its end but what it goes on from. */
export const longRunKind: KindOfJob = {
  title: 'long-run test',
  lane: 'look',
  async start({ ask }, { workspace, resources, ...place }, onEvent) {
    const asked = askedLongRun.parse(ask);
    return { job: await runLongRun(new RunStore(workspace).folderOf(asked.run), asked, { ...place, resources, onEvent }) };
  },
};

/** The job of a run's long-run test; a run has one at a time. */
export function longRunJob(run: string): JobRef {
  return { kind: 'long-run', id: longRunJobId(run) };
}

/** Long-run tests that were asked for in this sitting: they are made anew rather than taken up, so nothing of them outlives it. */
export class LongRunBook implements KindBook {
  readonly #asked = new Map<string, { ask: AskedLongRun; status: JobStatus }>();

  /** Writes down a test, queued, over any earlier one of the run. */
  ask(ask: AskedLongRun): JobRef {
    const job = longRunJob(ask.run);
    this.#asked.set(job.id, { ask, status: 'queued' });
    return job;
  }

  statusOf(id: string): JobStatus {
    return this.#asked.get(id)?.status ?? 'cancelled';
  }

  setStatus(id: string, status: JobStatus): void {
    const asked = this.#asked.get(id);
    if (asked !== undefined) asked.status = status;
  }

  release(): void {}

  heldElsewhere(): boolean {
    return false;
  }

  standing(job: string): JobEvent {
    const task = { name: 'Long-run test', done: 0, total: this.#asked.get(job)?.ask.steps ?? null, unit: 'steps', parts: [] };
    return atRest({ job, status: this.statusOf(job), task, chainSteps: 0, seconds: 0, found: { kind: 'long-run', steps: 0 }, engine: '' });
  }

  waiting(): [] {
    return [];
  }

  askOf(id: string): AskedLongRun | null {
    return this.#asked.get(id)?.ask ?? null;
  }
}
