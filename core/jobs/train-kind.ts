import { RunStore } from '../runs/run-store.ts';
import { atRest, isWaiting } from './job-book.ts';
import type { KindBook } from './job-book.ts';
import type { KindOfJob } from './job-kind.ts';
import { runTraining } from './train-runner.ts';

/** Trainings: each has a folder of its own with its record. */
export const trainKind: KindOfJob = {
  title: 'training run',
  lane: 'work',
  async start({ id }, { workspace, resources, ...place }, onEvent) {
    const job = await runTraining(new RunStore(workspace).folderOf(id), { ...place, resources, onEvent });
    return {
      job,
      hear: (word) => {
        if (word.type === 'checkpoint') job.checkpoint();
        else if (word.type === 'rename') job.rename(word.name);
      },
    };
  },
};

/** `isCell`: of a sweep, which it waits for. */
export function runBook(runs: RunStore, isCell: (run: string) => boolean = () => false): KindBook {
  return {
    statusOf: (run) => runs.get(run).status,
    setStatus: (run, status, failure) => runs.change(run, { status, failure }),
    release: (run) => runs.release(run),
    heldElsewhere: (run) => runs.lockOf(run).held(),
    standing: (job) => {
      const { name, status, updates, totalUpdates, seconds, chainSteps, hardware } = runs.get(job);
      const task = { name, done: updates, total: totalUpdates, unit: 'updates', parts: [] };
      return atRest({ job, status, task, chainSteps, seconds, found: { kind: 'train', updates }, engine: hardware });
    },
    waiting: () => runs.list().filter((run) => isWaiting(run) && !isCell(run.id)),
    underWay: () => runs.list().flatMap(({ id, status }) => (status === 'running' ? [id] : [])),
    askOf: () => null,
  };
}
