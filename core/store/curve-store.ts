import type { DiscoveryRecord, SweepRecord } from '../mapping/records.ts';
import { numberOf } from './columns.ts';
import type { Database } from './database.ts';

/** A map's two curves: basins against states placed (discovery), basins against α (sweep). */
export class CurveStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  addDiscovery(map: string, point: DiscoveryRecord): void {
    this.#database.run('INSERT INTO discovery (map, sequence, states, basins) VALUES (?, (SELECT coalesce(max(sequence) + 1, 0) FROM discovery WHERE map = ?), ?, ?)', [
      map,
      map,
      point.states,
      point.basins,
    ]);
  }

  discovery(map: string): DiscoveryRecord[] {
    return this.#database
      .all('SELECT states, basins FROM discovery WHERE map = ? ORDER BY sequence', [map])
      .map((row) => ({ states: numberOf(row, 'states'), basins: numberOf(row, 'basins') }));
  }

  addSweep(map: string, point: SweepRecord): void {
    this.#database.run('INSERT INTO sweep (map, sequence, alpha, basins, states) VALUES (?, (SELECT coalesce(max(sequence) + 1, 0) FROM sweep WHERE map = ?), ?, ?, ?)', [
      map,
      map,
      point.alpha,
      point.basins,
      point.states,
    ]);
  }

  sweep(map: string): SweepRecord[] {
    return this.#database
      .all('SELECT alpha, basins, states FROM sweep WHERE map = ? ORDER BY sequence', [map])
      .map((row) => ({ alpha: numberOf(row, 'alpha'), basins: numberOf(row, 'basins'), states: numberOf(row, 'states') }));
  }
}
