import { RunStore } from '../runs/run-store.ts';
import { openWorkspace } from '../store/workspace.ts';
import type { Workspace } from '../store/workspace.ts';
import { cellsOf } from '../sweeps/cells.ts';
import { atRest, isWaiting } from './job-book.ts';
import type { KindBook } from './job-book.ts';
import type { KindOfJob } from './job-kind.ts';
import { runSweep, sweepState } from './sweep-runner.ts';

/** Sweeps: their records are in the workspace's store, and their cells are maps and trainings of it, which run where the sweep does. */
export const sweepKind: KindOfJob = {
  title: 'sweep',
  lane: 'work',
  async start({ id }, { workspace: folder, ...place }, onEvent) {
    const workspace = openWorkspace(folder, { create: false, recover: false });
    try {
      return { job: await runSweep(workspace, id, { ...place, onEvent, onCellEvent: onEvent }), close: () => workspace.close() };
    } catch (error) {
      workspace.close();
      throw error;
    }
  },
};

export function sweepBook(workspace: Workspace, runs: RunStore = new RunStore(workspace.folder)): KindBook {
  const { sweeps, sweepLock, maps, lock } = workspace;
  /** Its cells ran where it did. */
  const releaseCell = (job: string): void => {
    if (maps.has(job)) {
      if (!lock.heldElsewhere(job)) lock.interrupt(job);
    } else if (runs.folderOf(job).holdsRun() && runs.get(job).status === 'running') runs.release(job);
  };
  return {
    statusOf: (id) => sweeps.get(id).status,
    setStatus: (id, status, failure) => sweeps.setStatus(id, status, failure),
    release: (id) => {
      sweepLock.interrupt(id);
      for (const { job, outcome } of sweeps.cells(id).values()) if (job !== null && outcome === null) releaseCell(job);
    },
    heldElsewhere: (id) => sweepLock.heldElsewhere(id),
    standing: (id) => {
      const { plan, status, seconds } = sweeps.get(id);
      const { cells } = sweepState(workspace, id, cellsOf(plan));
      const failed = cells.filter((cell) => cell === 'failed').length;
      const over = cells.filter((cell) => cell !== 'open').length;
      const task = { name: 'Sweep', done: over, total: cells.length, unit: 'cells', parts: [] };
      return atRest({ job: id, status, task, chainSteps: 0, seconds, found: { kind: 'sweep', done: over - failed, failed }, engine: '' });
    },
    waiting: () => sweeps.list().filter(isWaiting),
    underWay: () => sweeps.running(),
    askOf: () => null,
  };
}
