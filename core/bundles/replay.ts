import { rmSync } from 'node:fs';
import type { Bundle } from './bundle-file.ts';
import { makeReplayFolder } from './replay-folder.ts';
import { replayMap } from './replay-map.ts';
import type { Replay, ReplayOptions } from './replay-parts.ts';
import { replayRun } from './replay-run.ts';

/**
 * Prepares a replay: reads the bundle's content and finds its data. Nothing is left on disk once it is closed;
 * what a replay left that broke off with its program is taken away here.
 * Throws FormatError, BundleError or DataError where that cannot be.
 */
export async function prepareReplay(bundle: Bundle, options: ReplayOptions): Promise<Replay> {
  const folder = makeReplayFolder();
  const tidy = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 2 });
  try {
    const { kind } = bundle.manifest;
    const parts = await (kind === 'map' ? replayMap : replayRun)(bundle, folder, options);
    return {
      ...parts,
      kind,
      close: () => {
        parts.close();
        tidy();
      },
    };
  } catch (error) {
    tidy();
    throw error;
  }
}
