import type { MemberRecord } from '../mapping/records.ts';
import { bytesOfFloats, floatsOf, numberOf, numberOrNull, textOf, textOrNull } from './columns.ts';
import type { Database, SqlRow } from './database.ts';

/** A member without its point: what counting and sorting need. */
export type MemberRow = Omit<MemberRecord, 'x'> & { readonly basin: number };

export interface MemberCount {
  readonly basin: number;
  readonly members: number;
}

export interface LabelCount {
  readonly basin: number;
  readonly label: string;
  readonly members: number;
}

function memberOf(row: SqlRow): MemberRecord {
  return {
    state: numberOf(row, 'state'),
    placedIn: numberOf(row, 'placed_in'),
    energy: numberOf(row, 'energy'),
    source: numberOrNull(row, 'source'),
    label: textOrNull(row, 'label'),
    x: floatsOf(row, 'x'),
  };
}

const JOIN = 'member m JOIN minimum b ON b.map = m.map AND b.basin = m.placed_in';

/**
 * States placed in basins. `placedIn` is where a state was first placed; every question here is about the basin that
 * stands now, members of the basins merged into it included.
 */
export class MemberStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  put(map: string, member: MemberRecord): void {
    this.#database.run(
      `INSERT INTO member (map, state, placed_in, energy, source, label, x) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (map, state) DO UPDATE SET placed_in = excluded.placed_in, energy = excluded.energy, source = excluded.source,
         label = excluded.label, x = excluded.x`,
      [map, member.state, member.placedIn, member.energy, member.source, member.label, bytesOfFloats(member.x)],
    );
  }

  /** Everything, points included, in order of placing. */
  all(map: string): MemberRecord[] {
    return this.#database.all('SELECT state, placed_in, energy, source, label, x FROM member WHERE map = ? ORDER BY state', [map]).map(memberOf);
  }

  /** Without the points, with the basin each belongs to now, in order of placing. */
  rows(map: string): MemberRow[] {
    return this.#database
      .all(`SELECT m.state, m.placed_in, m.energy, m.source, m.label, b.survivor FROM ${JOIN} WHERE m.map = ? ORDER BY m.state`, [map])
      .map((row) => ({
        state: numberOf(row, 'state'),
        placedIn: numberOf(row, 'placed_in'),
        energy: numberOf(row, 'energy'),
        source: numberOrNull(row, 'source'),
        label: textOrNull(row, 'label'),
        basin: numberOf(row, 'survivor'),
      }));
  }

  /** One page of a basin's members, lowest energy first. */
  page(map: string, basin: number, offset: number, limit: number): MemberRecord[] {
    return this.#database
      .all(
        `SELECT m.state, m.placed_in, m.energy, m.source, m.label, m.x FROM ${JOIN}
         WHERE m.map = ? AND b.survivor = ? ORDER BY m.energy, m.state LIMIT ? OFFSET ?`,
        [map, basin, limit, offset],
      )
      .map(memberOf);
  }

  /** Energies of a basin's members, lowest first. */
  energies(map: string, basin: number): number[] {
    return this.#database.all(`SELECT m.energy FROM ${JOIN} WHERE m.map = ? AND b.survivor = ? ORDER BY m.energy`, [map, basin]).map((row) => numberOf(row, 'energy'));
  }

  count(map: string, basin: number): number {
    const row = this.#database.get(`SELECT count(*) AS members FROM ${JOIN} WHERE m.map = ? AND b.survivor = ?`, [map, basin]);
    return row === undefined ? 0 : numberOf(row, 'members');
  }

  counts(map: string): MemberCount[] {
    return this.#database
      .all(`SELECT b.survivor AS basin, count(*) AS members FROM ${JOIN} WHERE m.map = ? GROUP BY b.survivor ORDER BY b.survivor`, [map])
      .map((row) => ({ basin: numberOf(row, 'basin'), members: numberOf(row, 'members') }));
  }

  labelCounts(map: string): LabelCount[] {
    return this.#database
      .all(
        `SELECT b.survivor AS basin, m.label, count(*) AS members FROM ${JOIN}
         WHERE m.map = ? AND m.label IS NOT NULL GROUP BY b.survivor, m.label ORDER BY b.survivor, m.label`,
        [map],
      )
      .map((row) => ({ basin: numberOf(row, 'basin'), label: textOf(row, 'label'), members: numberOf(row, 'members') }));
  }
}
