import type { JobEvent } from '../../core/contract/job-event.ts';
import { runLongRun } from '../../core/jobs/long-run-runner.ts';
import { runMap } from '../../core/jobs/map-runner.ts';
import type { RunningJob } from '../../core/jobs/runner.ts';
import { runTraining } from '../../core/jobs/train-runner.ts';
import { RunStore } from '../../core/runs/run-store.ts';
import { openWorkspace } from '../../core/store/workspace.ts';
import type { JobWorkerData, ToJobWorker } from './job-worker-messages.ts';

/** A job at work in this thread. */
export interface StartedJob {
  readonly job: RunningJob;
  /** What else the host says, while it goes on. */
  hear(message: ToJobWorker): void;
  /** Once it has finished. */
  close(): void;
}

/** Starts a job of whatever kind. What keeps it from starting is told as a `failed` event and thrown. */
export async function startJob({ workspace: folder, resources, job, longRun }: JobWorkerData, onEvent: (event: JobEvent) => void): Promise<StartedJob> {
  if (job.kind === 'map') {
    const workspace = openWorkspace(folder, { create: false });
    try {
      return { job: await runMap(workspace, job.id, { onEvent }), hear: () => {}, close: () => workspace.close() };
    } catch (error) {
      workspace.close();
      throw error;
    }
  }
  const runs = new RunStore(folder);
  if (job.kind === 'long-run') {
    if (longRun === null) throw new Error('A long-run test was started without what it was asked for.');
    try {
      return { job: await runLongRun(runs.folderOf(longRun.run), longRun, { resources, onEvent }), hear: () => {}, close: () => {} };
    } catch (error) {
      // Nothing is written of a test that could not start: the event is what tells.
      onEvent({ type: 'failed', job: job.id, message: error instanceof Error ? error.message : String(error) });
      throw error;
    }
  }
  const training = await runTraining(runs.folderOf(job.id), { resources, onEvent });
  return {
    job: training,
    hear: (message) => {
      if (message.type === 'checkpoint') training.checkpoint();
      else if (message.type === 'rename') training.rename(message.name);
    },
    close: () => {},
  };
}
