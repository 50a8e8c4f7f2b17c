import type { Pair } from './pair-run.ts';
import type { PathRecord } from './records.ts';

/** The lowest barrier known between two representatives, kept so that only lower ones are recorded. Plain data. */
export interface KnownBarrier {
  readonly a: number;
  readonly b: number;
  /** The states that represented them then: with others the path is of another pair. */
  readonly aState: number;
  readonly bState: number;
  readonly barrier: number;
}

/**
 * The records of a joined pair: its best path as walked (barrier = max(U_a, U_b, lowest path maximum)) and, where it was relaxed, the
 * relaxed one, which is never higher. Of a pair known already, by the same
 * representatives, only a lower path is recorded again.
 */
export function pathRecords(pair: Pair, known: readonly KnownBarrier[]): PathRecord[] {
  const { a, b, trials } = pair;
  const relaxed = pair.relaxed[0];
  const best = trials.successes[0];
  if (best === undefined || best.path === null) return [];
  const ends = Math.max(a.energy, b.energy);
  const barrier = Math.max(ends, best.barrier);
  const before = known.find((one) => one.a === a.id && one.b === b.id && one.aState === a.state && one.bState === b.state);
  const records: PathRecord[] = [];
  if (before === undefined || barrier < before.barrier) records.push({ a: a.id, b: b.id, kind: 'diffusion', barrier, ...best.path });
  if (relaxed !== undefined) {
    const lowest = Math.min(barrier, before?.barrier ?? Infinity);
    records.push({ a: a.id, b: b.id, kind: 'refined', barrier: Math.max(ends, Math.min(lowest, relaxed.barrier)), energies: relaxed.energies, points: relaxed.points });
  }
  return records;
}
