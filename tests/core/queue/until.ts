import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until something holds, looked at every 20 ms. Throws when it does not within so many seconds. */
export async function until(holds: () => boolean | Promise<boolean>, seconds = 10): Promise<void> {
  for (const end = performance.now() + 1000 * seconds; !(await holds()); await sleep(20)) {
    if (performance.now() > end) throw new Error(`In ${seconds} s it has not come to hold: ${holds.toString()}`);
  }
}
