import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { main } from '../../core/cli/main.ts';

/** Carries a command out in the packaged program, which has no other Node than Electron's; resolves with its exit code (core/cli/main.ts). */
export async function runCommand(args: readonly string[]): Promise<number> {
  const code = await main(args);
  await releaseFiles();
  return code;
}

/**
 * SQLite's driver lets go of a closed file only when its statements are collected. Node does that as it ends by itself, which Electron's
 * main process never does: a map's folder would keep its write-ahead log beside it.
 */
async function releaseFiles(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  // What is collected is released in turns of the event loop.
  await turn();
  collect();
  await turn();
}
