import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive, lifeOf } from '../store/living-owner.ts';

/** A replay's folder is named by whose it is, so that there is no moment at which that is not known: machine, process, which life of that number, and six letters. */
const NAME = /^basinscope-replay-([\w-]+)\.(\d+)\.([0-9a-f-]*)\.\w{6}$/;

/** Makes a folder for a replay of this process among temporary ones (`parent`), and takes away those of replays that broke off with their process. */
export function makeReplayFolder(parent = tmpdir()): string {
  const host = hostname().replace(/[^\w-]/g, '_');
  removeBrokenOff(parent, host);
  return mkdtempSync(join(parent, `basinscope-replay-${host}.${process.pid}.${lifeOf(process.pid) ?? ''}.`));
}

/** Those of this machine and this user whose process is gone. Nothing else is touched, and no link followed. */
function removeBrokenOff(parent: string, here: string): void {
  const now = Date.now();
  for (const name of readdirSync(parent)) {
    const [, host, pid, life] = NAME.exec(name) ?? [];
    if (host !== here || isAlive({ pid: Number(pid), host, life: life === '' ? null : life!, beat: now }, here, now)) continue;
    try {
      const path = join(parent, name);
      const found = lstatSync(path);
      if (found.isDirectory() && (process.getuid === undefined || found.uid === process.getuid())) rmSync(path, { recursive: true, force: true });
    } catch {
      // Another replay took it away meanwhile, or cannot be asked to: it is only room on a disk.
    }
  }
}
