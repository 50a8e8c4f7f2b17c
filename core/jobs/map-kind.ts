import { openWorkspace } from '../store/workspace.ts';
import type { Workspace } from '../store/workspace.ts';
import { atRest, isWaiting } from './job-book.ts';
import type { KindBook } from './job-book.ts';
import type { KindOfJob } from './job-kind.ts';
import { runMap } from './map-runner.ts';

/** Maps: their records are in the workspace's store. */
export const mapKind: KindOfJob = {
  title: 'map',
  lane: 'work',
  async start({ id }, { workspace: folder, ...place }, onEvent) {
    const workspace = openWorkspace(folder, { create: false, recover: false });
    try {
      return { job: await runMap(workspace, id, { ...place, onEvent }), close: () => workspace.close() };
    } catch (error) {
      workspace.close();
      throw error;
    }
  },
};

export function mapBook(workspace: Workspace): KindBook {
  return {
    statusOf: (map) => workspace.maps.get(map).status,
    setStatus: (map, status, failure) => workspace.maps.setStatus(map, status, failure),
    release: (map) => workspace.lock.interrupt(map),
    heldElsewhere: (map) => workspace.lock.heldElsewhere(map),
    standing: (job) => {
      const { status, states, basins, seconds, chainSteps, engine, settings } = workspace.maps.get(job);
      const task = { name: 'Map', done: states, total: settings.states, unit: 'states', parts: [] };
      return atRest({ job, status, task, chainSteps, seconds, found: { kind: 'map', statesPlaced: states, basins }, engine });
    },
    // Cells wait for their sweep.
    waiting: () => workspace.maps.list().filter((map) => isWaiting(map) && workspace.sweeps.ownerOf(map.id) === null),
    underWay: () => workspace.maps.running(),
    askOf: () => null,
  };
}
