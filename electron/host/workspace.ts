import { existsSync } from 'node:fs';
import type { EngineOption } from '../../core/contract/engine.ts';
import { recordedDataPath } from '../../core/data/bundled-data.ts';
import type { RescueReport } from '../../core/contract/rescue.ts';
import type { RunStore } from '../../core/runs/run-store.ts';
import type { StoredMap } from '../../core/store/map-store.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import type { JobRef } from '../../core/jobs/job-ref.ts';
import type { Handlers } from './handlers.ts';
import { listSweeps } from '../../core/sweeps/list-sweeps.ts';

/**
 * `resources`: where the data of bundled maps are, so that the window can start from them again. `engines`: being found out, which takes seconds; until then the
 * list is empty and whoever wants it asks again. `start`: what went on by itself when the program started, and what became of a file that was damaged then.
 * `failureOf`: why a map failed, where a full disk kept that from being written.
 */
export function workspaceHandlers(
  workspace: Workspace, runs: RunStore, resources: string, engines: Promise<EngineOption[]>, start: { readonly takenUp: readonly JobRef[]; readonly rescue: RescueReport | null },
  failureOf: (map: string) => string | null,
): Pick<Handlers<'workspace'>, 'workspace.get'> {
  let found: EngineOption[] = [];
  void engines.then((list) => (found = list));
  return {
    'workspace.get': () => ({
      path: workspace.folder,
      engines: found,
      recentFiles: recentFilesOf(workspace),
      takenUp: start.takenUp.filter(({ kind }) => kind === 'map' || kind === 'train' || kind === 'sweep').map(({ id }) => id),
      rescue: start.rescue,
      runs: runs.list(),
      ...workspace.snapshot(() => ({ sweeps: listSweeps(workspace), potentials: workspace.potentials.list(), maps: workspace.maps.list().map((map) => ({ ...withFailure(map, failureOf(map.id)), dataset: map.dataset === null ? null : recordedDataPath(map.dataset, resources) })) })),
    }),
  };
}

function withFailure(map: StoredMap, failure: string | null): StoredMap {
  return failure === null ? map : { ...map, status: 'failed', failure };
}

/** Files opened lately that are still there, newest first. */
export function recentFilesOf(workspace: Workspace): string[] {
  return workspace.recentFiles.list().filter((path) => existsSync(path));
}
