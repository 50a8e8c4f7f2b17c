import { resolve } from 'node:path';
import { JobQueueError } from '../../core/jobs/job-queue.ts';
import type { JobQueue } from '../../core/jobs/job-queue.ts';
import type { JobRef } from '../../core/jobs/job-ref.ts';
import { sweepContent } from '../../core/jobs/sweep-files.ts';
import type { RunStore } from '../../core/runs/run-store.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { writeFileWhole } from '../../core/store/write-file.ts';
import { cellsOf } from '../../core/sweeps/cells.ts';
import { createSweep, retryCells } from '../../core/sweeps/put-sweep.ts';
import { composeSweep, summarizeSweep } from '../../core/sweeps/sweep-view.ts';
import type { Handlers } from './handlers.ts';

/** Making, running and looking at sweeps. */
export function sweepHandlers(workspace: Workspace, runs: RunStore, jobs: JobQueue): Handlers<'sweep'> {
  const { sweeps } = workspace;
  return {
    'sweep.check': ({ plan }) => ({ cells: cellsOf(plan).length }),
    'sweep.start': ({ plan }) => {
      const { id } = createSweep(workspace, plan);
      jobs.start(job(id));
      return summarizeSweep(workspace, sweeps.get(id));
    },
    'sweep.view': ({ sweep }) => workspace.snapshot(() => composeSweep(workspace, runs, sweep)),
    'sweep.pause': async ({ sweep }) => {
      await jobs.pause(job(sweep));
      return {};
    },
    'sweep.resume': ({ sweep }) => {
      jobs.start(job(sweep));
      return {};
    },
    'sweep.retry': ({ sweep }) => {
      if (jobs.isRunning(job(sweep))) throw new JobQueueError('This sweep is at work: its failed cells can be tried again once it stands still.');
      const cells = retryCells(workspace, sweep);
      // Over until now: with open cells it is not.
      if (sweeps.get(sweep).status === 'done' && cells > 0) sweeps.setStatus(sweep, 'paused');
      if (cells > 0) jobs.start(job(sweep));
      return { cells };
    },
    'sweep.rename': ({ sweep, name }) => {
      sweeps.setPlan(sweep, { ...sweeps.get(sweep).plan, name });
      return summarizeSweep(workspace, sweeps.get(sweep));
    },
    'sweep.remove': async ({ sweep }) => {
      const { kind } = sweeps.get(sweep).plan;
      await jobs.drop(job(sweep));
      for (const cell of sweeps.cells(sweep).values()) if (cell.job !== null) await removeCell(kind, cell.job);
      sweeps.remove(sweep);
      return {};
    },
    'sweep.export': async ({ sweep, format, path }) => {
      const chosen = resolve(path);
      await writeFileWhole(chosen, sweepContent(format, composeSweep(workspace, runs, sweep), runs));
      return { path: chosen };
    },
  };

  async function removeCell(kind: 'map' | 'train', id: string): Promise<void> {
    await jobs.drop({ kind, id });
    if (kind === 'train') await runs.remove(id);
    else if (workspace.maps.has(id)) workspace.maps.remove(id);
  }
}

/**
 * Throws JobQueueError where a map or run is a cell of a sweep that is at work: it runs in the sweep's own thread, which alone can stop it.
 */
export function refuseCellAtWork(workspace: Workspace, jobs: JobQueue, id: string): void {
  const sweep = workspace.sweeps.ownerOf(id);
  if (sweep === null || !jobs.isRunning(job(sweep))) return;
  throw new JobQueueError(`It is a cell of the sweep “${workspace.sweeps.get(sweep).plan.name}”, which is at work: pause the sweep first.`);
}

function job(id: string): JobRef {
  return { kind: 'sweep', id };
}
