import { setTimeout as sleep } from 'node:timers/promises';

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * Runs the contestants in turn for so many rounds and returns each one's results, one a round: whatever else the
 * machine does then, it does to all of them.
 */
export async function inTurn<T>(rounds: number, contestants: readonly (() => Promise<T>)[]): Promise<T[][]> {
  const results: T[][] = contestants.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [at, contestant] of contestants.entries()) {
      // Threads that wait for work by spinning have gone to sleep by then.
      await sleep(50);
      results[at]!.push(await contestant());
    }
  }
  return results;
}
