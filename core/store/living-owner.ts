import { readFileSync } from 'node:fs';

/** An owner that has not said it lives for this long is taken for dead. */
const STALE_MS = 60_000;

/** How often an owner says that it lives. */
export const HEARTBEAT_MS = 5_000;

/** Who holds a map or a run: a process of a machine, last heard of at `beat` (milliseconds since 1970). */
export interface Owner {
  readonly pid: number;
  readonly host: string;
  readonly beat: number;
}

/** Whether an owner is there: dead is one whose process is gone (same machine), or whose last beat is older than a minute. */
export function isAlive({ pid, host, beat }: Owner, here: string, now: number): boolean {
  return (host !== here || processLives(pid)) && now - beat < STALE_MS;
}

function processLives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    // EPERM: there, but another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Whether a process has ended and only waits for its parent to hear of it: where the parent is gone too, that may take a while. Linux tells; elsewhere no. */
function isZombie(pid: number): boolean {
  try {
    // The second field is a name in brackets, which may hold anything; the state is the next.
    return /^[ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)!);
  } catch {
    return false;
  }
}
