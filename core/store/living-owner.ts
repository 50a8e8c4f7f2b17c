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
    return true;
  } catch (error) {
    // EPERM: there, but another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
