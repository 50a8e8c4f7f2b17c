import { holdJob } from '../../core/jobs/hold-kind.ts';
import type { JobQueue } from '../../core/jobs/job-queue.ts';
import type { JobRef } from '../../core/jobs/job-ref.ts';
import { createMap, planSettings } from '../../core/jobs/new-map.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { countedDataset } from './counted-dataset.ts';
import type { Handlers } from './handlers.ts';
import { refuseCellAtWork } from './sweeps.ts';

type Running = 'map.defaults' | 'map.start' | 'map.pause' | 'map.resume' | 'map.cancel' | 'map.rename' | 'map.remove';

/** Making, running and removing maps. */
export function mapHandlers(workspace: Workspace, jobs: JobQueue): Pick<Handlers<'map'>, Running> {
  const open = countedDataset();
  return {
    'map.defaults': ({ potential, settings, dataset }) => planSettings(workspace, { potential, settings, dataset, labels: null }, open),
    'map.start': async (plan) => {
      const { id } = await createMap(workspace, plan);
      jobs.start(job(id));
      return workspace.maps.get(id);
    },
    'map.pause': async ({ map }) => {
      refuseCellAtWork(workspace, jobs, map);
      await jobs.pause(job(map));
      return {};
    },
    'map.resume': ({ map }) => {
      refuseCellAtWork(workspace, jobs, map);
      jobs.start(job(map));
      return {};
    },
    'map.cancel': async ({ map }) => {
      refuseCellAtWork(workspace, jobs, map);
      await jobs.cancel(job(map));
      return {};
    },
    'map.rename': ({ map, name }) => workspace.maps.rename(map, name),
    'map.remove': async ({ map }) => {
      refuseCellAtWork(workspace, jobs, map);
      await jobs.drop(job(map));
      for (const { plan } of workspace.holds.list()) if (plan.map === map) await jobs.drop(holdJob(plan));
      workspace.maps.remove(map);
      return {};
    },
  };
}

function job(id: string): JobRef {
  return { kind: 'map', id };
}
