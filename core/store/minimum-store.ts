import type { FoundedBasin } from '../landscape/state-sets.ts';
import type { MinimumRecord } from '../mapping/records.ts';
import { bytesOfNumbers, floatsOf, numberOf } from './columns.ts';
import type { Database } from './database.ts';
import { picturesOf } from './state-pictures.ts';
import type { StatePicture } from './state-pictures.ts';

/** Basins ever founded, with their representatives; what became of them is said by the map's hierarchy. */
export class MinimumStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Every basin ever founded, merged ones included, in order of founding. */
  all(map: string): MinimumRecord[] {
    return this.#database.all('SELECT basin, state, energy, x FROM minimum WHERE map = ? ORDER BY basin', [map]).map((row) => ({
      basin: numberOf(row, 'basin'),
      state: numberOf(row, 'state'),
      energy: numberOf(row, 'energy'),
      x: floatsOf(row, 'x'),
    }));
  }

  /** The same without their points. */
  rows(map: string): FoundedBasin[] {
    return this.#database
      .all('SELECT basin, state, energy FROM minimum WHERE map = ? ORDER BY basin', [map])
      .map((row) => ({ basin: numberOf(row, 'basin'), state: numberOf(row, 'state'), energy: numberOf(row, 'energy') }));
  }

  /** Points and thumbnails of some basins' representatives, by basin. */
  pictures(map: string, basins: readonly number[]): Map<number, StatePicture> {
    return picturesOf(this.#database, 'SELECT basin AS key, thumbnail, x FROM minimum WHERE map = ? AND basin IN (SELECT value FROM json_each(?))', map, basins);
  }

  /** A new basin, or a new representative of a known one. `thumbnail`: its image, null where states are none. */
  put(map: string, minimum: MinimumRecord, thumbnail: Uint8Array | null): void {
    this.#database.run(
      `INSERT INTO minimum (map, basin, state, energy, x, thumbnail) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (map, basin) DO UPDATE SET state = excluded.state, energy = excluded.energy, x = excluded.x, thumbnail = excluded.thumbnail`,
      [map, minimum.basin, minimum.state, minimum.energy, bytesOfNumbers(minimum.x), thumbnail],
    );
  }
}
