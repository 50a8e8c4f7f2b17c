import { constants, setPriority } from 'node:os';

/**
 * Lets the window go first on cores that a job shares with it: called by a job's thread before it starts computing. On Linux it
 * lowers that thread and those it starts, elsewhere the whole compute host. On a free core a job is as fast as ever.
 */
export function stepBehindTheWindow(): void {
  try {
    setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // A system that forbids it shares the cores evenly.
  }
}
