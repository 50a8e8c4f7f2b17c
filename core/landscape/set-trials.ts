import { NO_SET } from './state-sets.ts';
import type { Partition } from './state-sets.ts';

/** Trials in one direction between two leaves of a hierarchy, or between two sets (named by id). */
export interface DirectedTrials {
  readonly from: number;
  readonly to: number;
  readonly successes: number;
  readonly trials: number;
  /** Lowest barrier over the successful ones; null without one. */
  readonly barrier: number | null;
}

/** Trials between leaves counted for each ordered pair of different sets, in order of their ids. */
export function setTrials({ sets, ofLeaf }: Pick<Partition, 'sets' | 'ofLeaf'>, leafTrials: readonly DirectedTrials[]): DirectedTrials[] {
  const found = new Map<number, DirectedTrials>();
  for (const { from, to, successes, trials, barrier } of leafTrials) {
    const [a, b] = [ofLeaf[from] ?? NO_SET, ofLeaf[to] ?? NO_SET];
    if (a === NO_SET || b === NO_SET || a === b) continue;
    const key = a * sets.length + b;
    const before = found.get(key) ?? { from: sets[a]!.id, to: sets[b]!.id, successes: 0, trials: 0, barrier: null };
    const lowest = Math.min(before.barrier ?? Infinity, barrier ?? Infinity);
    found.set(key, {
      ...before,
      successes: before.successes + successes,
      trials: before.trials + trials,
      barrier: before.barrier === null && barrier === null ? null : lowest,
    });
  }
  return [...found].sort(([p], [q]) => p - q).map(([, counted]) => counted);
}
