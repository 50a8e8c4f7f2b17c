import type { MinimumRecord } from '../mapping/records.ts';
import { bytesOfFloats, floatsOf, numberOf } from './columns.ts';
import type { Database, SqlRow } from './database.ts';

/** A basin ever founded, and the basin its members belong to now (itself unless consolidation merged it). */
export interface StoredMinimum extends MinimumRecord {
  readonly survivor: number;
}

function minimumOf(row: SqlRow): StoredMinimum {
  return {
    basin: numberOf(row, 'basin'),
    survivor: numberOf(row, 'survivor'),
    state: numberOf(row, 'state'),
    energy: numberOf(row, 'energy'),
    x: floatsOf(row, 'x'),
  };
}

/** Basins of a map with their representatives. */
export class MinimumStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Every basin ever founded, merged ones included, in order of founding. */
  all(map: string): StoredMinimum[] {
    return this.#database.all('SELECT basin, survivor, state, energy, x FROM minimum WHERE map = ? ORDER BY basin', [map]).map(minimumOf);
  }

  /** The basins that stand, in order of founding. */
  standing(map: string): StoredMinimum[] {
    return this.#database.all('SELECT basin, survivor, state, energy, x FROM minimum WHERE map = ? AND survivor = basin ORDER BY basin', [map]).map(minimumOf);
  }

  /** A new basin, or a new representative of a known one. */
  put(map: string, minimum: MinimumRecord): void {
    this.#database.run(
      `INSERT INTO minimum (map, basin, survivor, state, energy, x) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (map, basin) DO UPDATE SET state = excluded.state, energy = excluded.energy, x = excluded.x`,
      [map, minimum.basin, minimum.basin, minimum.state, minimum.energy, bytesOfFloats(minimum.x)],
    );
  }

  /** Consolidation: whatever belonged to `from` belongs from now on to where `into` belongs. */
  merge(map: string, from: number, into: number): void {
    this.#database.run(
      `UPDATE minimum SET survivor = (SELECT survivor FROM minimum WHERE map = ? AND basin = ?)
       WHERE map = ? AND survivor = (SELECT survivor FROM minimum WHERE map = ? AND basin = ?)`,
      [map, into, map, map, from],
    );
  }
}
