import { readFileSync } from 'node:fs';

/** An owner of whom only its beats are known, and that has not said it lives for this long, is taken for dead. */
const STALE_MS = 60_000;

/** By how much clocks of two machines may differ, or one be set back: a beat from farther in the future is no sign of life. */
const AHEAD_MS = 600_000;

/** How often an owner says that it lives. */
export const HEARTBEAT_MS = 5_000;

/** Who holds a map or a run: a process of a machine, last heard of at `beat` (milliseconds since 1970). */
export interface Owner {
  readonly pid: number;
  readonly host: string;
  readonly beat: number;
  /** `lifeOf` the process when it became the owner; null or absent where the system does not tell. */
  readonly life?: string | null;
}

/**
 * Which life of a process number this is: the system's start and the moment in it at which the process began, told by no clock that can be set. Another program
 * that is given the same number later has another. Null where there is no such process, or the system does not tell (other than Linux).
 */
export function lifeOf(pid: number): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').slice(0, 13);
    // The second field is a name in brackets, which may hold anything; the start is the twenty-second (proc(5)).
    const start = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)!.split(' ')[19];
    return start === undefined ? null : `${boot}-${start}`;
  } catch {
    return null;
  }
}

/**
 * Whether an owner is there. Of another process of this machine that process says so, however long it has not been heard of: a laptop that slept, a program that was
 * stopped. Of this very process, and where only a number of a process is known, or none, as of another machine, the last beat must be younger than a minute: a full
 * disk may have kept an ended job from being let go.
 */
export function isAlive({ pid, host, beat, life = null }: Owner, here: string, now: number): boolean {
  if (host === here) {
    if (!processLives(pid)) return false;
    const found = life === null || pid === process.pid ? null : lifeOf(pid);
    if (found !== null) return found === life;
    return now - beat < STALE_MS;
  }
  return now - beat < STALE_MS && beat - now < AHEAD_MS;
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
