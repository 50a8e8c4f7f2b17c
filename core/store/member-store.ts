import type { StateColumns } from '../contract/hierarchy.ts';
import type { MemberRecord } from '../mapping/records.ts';
import { bytesOfNumbers, floatsOf, numberOf, numberOrNull, textOf, textOrNull } from './columns.ts';
import type { Database } from './database.ts';
import { picturesOf, thumbnailsOf } from './state-pictures.ts';
import type { StatePicture } from './state-pictures.ts';

/** In columns of whole numbers: no basin, no source, no label. */
const NONE = -1;

/** A member as it is stored: a state of a map that places none is in no basin. */
export type StoredMember = Omit<MemberRecord, 'placedIn'> & { readonly placedIn: number | null };

/** States of maps with where they were placed first; which set they are in is said by the map's hierarchy (core/landscape/state-sets.ts). */
export class MemberStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** `thumbnail`: the state's image, null where states are none. */
  put(map: string, member: StoredMember, thumbnail: Uint8Array | null): void {
    this.#database.run(
      `INSERT INTO member (map, state, placed_in, energy, source, label, thumbnail, x) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (map, state) DO UPDATE SET placed_in = excluded.placed_in, energy = excluded.energy, source = excluded.source,
         label = excluded.label, thumbnail = excluded.thumbnail, x = excluded.x`,
      [map, member.state, member.placedIn, member.energy, member.source, member.label, thumbnail, bytesOfNumbers(member.x)],
    );
  }

  /** How many states of a map are there. */
  count(map: string): number {
    return numberOf(this.#database.get('SELECT count(*) AS states FROM member WHERE map = ?', [map])!, 'states');
  }

  /** Everything, points included, in order of placing. */
  all(map: string): StoredMember[] {
    return this.#database.all('SELECT state, placed_in, energy, source, label, x FROM member WHERE map = ? ORDER BY state', [map]).map((row) => ({
      state: numberOf(row, 'state'),
      placedIn: numberOrNull(row, 'placed_in'),
      energy: numberOf(row, 'energy'),
      source: numberOrNull(row, 'source'),
      label: textOrNull(row, 'label'),
      x: floatsOf(row, 'x'),
    }));
  }

  /** All but points and images, by column, in order of placing: read off an index, so that large maps are counted and sorted without their points. */
  columns(map: string): StateColumns {
    const rows = this.#database.all('SELECT state, placed_in, energy, source, label FROM member WHERE map = ? ORDER BY state', [map]);
    const labels = [...new Set(rows.flatMap((row) => (row['label'] === null ? [] : [textOf(row, 'label')])))].sort();
    const labelAt = new Map(labels.map((label, index) => [label, index]));
    return {
      state: Int32Array.from(rows, (row) => numberOf(row, 'state')),
      placedIn: Int32Array.from(rows, (row) => numberOrNull(row, 'placed_in') ?? NONE),
      energy: Float64Array.from(rows, (row) => numberOf(row, 'energy')),
      source: Int32Array.from(rows, (row) => numberOrNull(row, 'source') ?? NONE),
      label: Int32Array.from(rows, (row) => (row['label'] === null ? NONE : labelAt.get(textOf(row, 'label'))!)),
      labels,
    };
  }

  /** Points and thumbnails of some states, by number of the state. */
  pictures(map: string, states: readonly number[]): Map<number, StatePicture> {
    return picturesOf(this.#database, 'SELECT state AS key, thumbnail, x FROM member WHERE map = ? AND state IN (SELECT value FROM json_each(?))', map, states);
  }

  /** Images of some states without reading their points, by number of the state. */
  thumbnails(map: string, states: readonly number[]): Map<number, Uint8Array> {
    return thumbnailsOf(
      this.#database,
      'SELECT state AS key, thumbnail FROM member WHERE map = ? AND thumbnail IS NOT NULL AND state IN (SELECT value FROM json_each(?))',
      map,
      states,
    );
  }
}
