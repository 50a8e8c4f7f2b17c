import type { InherentRecord } from '../kinetic/records.ts';
import { bytesOfNumbers, floatsOf, numberOf } from './columns.ts';
import type { Database } from './database.ts';
import { picturesOf, thumbnailsOf } from './state-pictures.ts';
import type { StatePicture } from './state-pictures.ts';

/** Inherent structures of a kinetic map's states, by number of the state. */
export class InherentStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** `thumbnail`: its image, null where states are none. */
  put(map: string, { state, energy, x }: InherentRecord, thumbnail: Uint8Array | null): void {
    this.#database.run(
      `INSERT INTO inherent (map, state, energy, thumbnail, x) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (map, state) DO UPDATE SET energy = excluded.energy, thumbnail = excluded.thumbnail, x = excluded.x`,
      [map, state, energy, thumbnail, bytesOfNumbers(x)],
    );
  }

  /** Everything, points included, in order of the states. */
  all(map: string): InherentRecord[] {
    return this.#database
      .all('SELECT state, energy, x FROM inherent WHERE map = ? ORDER BY state', [map])
      .map((row) => ({ state: numberOf(row, 'state'), energy: numberOf(row, 'energy'), x: floatsOf(row, 'x') }));
  }

  /** U of each, in order of the states: read off an index, without the points. */
  energies(map: string): Float64Array {
    return Float64Array.from(this.#database.all('SELECT energy FROM inherent WHERE map = ? ORDER BY state', [map]), (row) => numberOf(row, 'energy'));
  }

  /** Points and thumbnails of those of some states, by number of the state. */
  pictures(map: string, states: readonly number[]): Map<number, StatePicture> {
    return picturesOf(this.#database, 'SELECT state AS key, thumbnail, x FROM inherent WHERE map = ? AND state IN (SELECT value FROM json_each(?))', map, states);
  }

  /** Images of those of some states without reading their points, by number of the state. */
  thumbnails(map: string, states: readonly number[]): Map<number, Uint8Array> {
    return thumbnailsOf(
      this.#database,
      'SELECT state AS key, thumbnail FROM inherent WHERE map = ? AND thumbnail IS NOT NULL AND state IN (SELECT value FROM json_each(?))',
      map,
      states,
    );
  }
}
