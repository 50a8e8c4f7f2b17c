import { resolve } from 'node:path';
import { decodeBundle } from '../../core/bundles/bundle-file.ts';
import { bundleMap } from '../../core/bundles/map-bundle.ts';
import { openBundled } from '../../core/bundles/open-bundled.ts';
import { bundleRun } from '../../core/bundles/run-bundle.ts';
import type { WrittenBundle } from '../../core/contract/requests.ts';
import type { JobEvent } from '../../core/contract/job-event.ts';
import type { RunStore } from '../../core/runs/run-store.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { writeFileWhole } from '../../core/store/write-file.ts';
import type { Handlers } from './handlers.ts';
import { Replaying } from './replaying.ts';

export interface BundlePlace {
  readonly workspace: Workspace;
  readonly runs: RunStore;
  /** The program's own folder of resources. */
  readonly resources: string;
  /** The list of files opened lately has changed. */
  readonly onRecentFiles: () => void;
  readonly onEvent: (event: JobEvent) => void;
}

type Bundling = Pick<Handlers<'workspace'>, 'workspace.openBundle' | 'workspace.replay' | 'workspace.cancelReplay'> & Pick<Handlers<'map'>, 'map.bundle'> & Pick<Handlers<'training'>, 'training.bundle'>;

/** Writing, opening and replaying bundles. */
export function bundleHandlers({ workspace, runs, resources, onRecentFiles, onEvent }: BundlePlace): Bundling {
  const replaying = new Replaying(resources, onEvent);
  return {
    'workspace.openBundle': async ({ path }) => {
      const opened = await openBundled(path, { workspace, runs, resources });
      workspace.recentFiles.add(path);
      onRecentFiles();
      return opened;
    },
    'workspace.replay': ({ path, data }) => replaying.start(path, data),
    'workspace.cancelReplay': async () => {
      await replaying.cancel();
      return {};
    },
    'map.bundle': async ({ map, path, withData }) => written(path, await bundleMap(workspace, map, { resources, withData })),
    'training.bundle': async ({ run, path, withData }) => written(path, await bundleRun(runs.folderOf(run), { resources, withData, allCheckpoints: false })),
  };
}

async function written(path: string, bytes: Buffer): Promise<WrittenBundle> {
  const chosen = resolve(path);
  await writeFileWhole(chosen, bytes);
  const { manifest } = await decodeBundle(bytes, chosen);
  return { path: chosen, bytes: bytes.length, data: manifest.data };
}
