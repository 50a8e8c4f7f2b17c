import { z } from 'zod';
import type { MapPhase, MergeRecord } from '../mapping/records.ts';
import { jsonOf, numberOf, numberOrNaN, numberOrNull, textOf } from './columns.ts';
import type { Database } from './database.ts';

/** What consolidation merged, in order. */
export class MergeStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  add(map: string, merge: MergeRecord): void {
    this.#database.run(
      `INSERT INTO merge (map, sequence, from_basin, into_basin, phase, barrier, refined, alternatives)
       VALUES (?, (SELECT coalesce(max(sequence) + 1, 0) FROM merge WHERE map = ?), ?, ?, ?, ?, ?, ?)`,
      [map, map, merge.from, merge.into, merge.phase, merge.barrier, merge.refined, JSON.stringify(merge.alternatives)],
    );
  }

  all(map: string): MergeRecord[] {
    return this.#database.all('SELECT * FROM merge WHERE map = ? ORDER BY sequence', [map]).map((row) => ({
      from: numberOf(row, 'from_basin'),
      into: numberOf(row, 'into_basin'),
      phase: textOf(row, 'phase') as MapPhase,
      barrier: numberOrNaN(row, 'barrier'),
      refined: numberOrNull(row, 'refined'),
      alternatives: jsonOf(row, 'alternatives', z.array(z.int())),
    }));
  }
}
