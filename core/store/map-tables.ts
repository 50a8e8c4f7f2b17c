import { bytesOf, numberOrNull, textOf, textOrNull } from './columns.ts';
import type { Database, SqlRow, SqlValue } from './database.ts';
import { StoreError } from './store-error.ts';

/** Tables with rows of maps; a test holds it against the schema. */
export const MAP_TABLES = [
  'minimum', 'member', 'trial', 'path', 'merge', 'sweep', 'discovery', 'metric', 'hierarchy', 'inherent', 'kinetic', 'hold', 'checkpoint',
] as const;
export type MapTable = (typeof MAP_TABLES)[number];

/** A column's values in the order of the rows; NULL is NaN among numbers, of which SQLite keeps none. */
export type TableColumn =
  | { readonly kind: 'number'; readonly values: Float64Array }
  | { readonly kind: 'text'; readonly values: readonly (string | null)[] }
  | { readonly kind: 'bytes'; readonly values: readonly (Uint8Array | null)[] };

/** All rows of a map in one table, by column, in the order of its key and without the map itself. */
export interface MapRows {
  readonly table: MapTable;
  readonly rows: number;
  readonly columns: ReadonlyMap<string, TableColumn>;
}

interface Column {
  readonly name: string;
  readonly kind: TableColumn['kind'];
  readonly inKey: boolean;
}

/** Rows of maps as they stand in the file, for taking whole maps from one workspace to another. */
export class MapTables {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** A map's rows, table by table; of one moment within `snapshot`. Chains that are still being watched are left out. Tables without rows are empty. */
  read(map: string, table: MapTable): MapRows {
    const columns = this.#columns(table);
    const names = columns.map(({ name }) => `"${name}"`).join(', ');
    const key = columns.filter(({ inKey }) => inKey).map(({ name }) => `"${name}"`);
    const rows = this.#database.all(
      `SELECT ${names} FROM "${table}" WHERE map = ?${table === 'hold' ? " AND status IN ('done', 'cancelled')" : ''}${key.length === 0 ? '' : ` ORDER BY ${key.join(', ')}`}`, [map],
    );
    return { table, rows: rows.length, columns: new Map(columns.map(({ name, kind }) => [name, columnOf(rows, name, kind)])) };
  }

  /**
   * Gives a map, which has none of the table yet, these rows; to be called within a transaction, since rows may refer to ones that come later.
   * Throws StoreError where they are not what the table takes.
   */
  add(map: string, { table, rows, columns }: MapRows): void {
    const known = this.#columns(table);
    const fits = known.length === columns.size && known.every(({ name, kind }) => columns.get(name)?.kind === kind && columns.get(name)?.values.length === rows);
    if (!fits) throw new StoreError(`Records of the table ${table} have columns [${[...columns.keys()].join(', ').slice(0, 200)}]; this version of Basinscope has [${known.map(({ name }) => name).join(', ')}].`);
    const insert = `INSERT INTO "${table}" (map, ${known.map(({ name }) => `"${name}"`).join(', ')}) VALUES (?${', ?'.repeat(known.length)})`;
    this.#database.exec('PRAGMA defer_foreign_keys = ON');
    for (let row = 0; row < rows; row++) {
      this.#insert(table, insert, [map, ...known.map(({ name }) => valueAt(columns.get(name)!, row))]);
    }
    if (table === 'hold') this.#database.run("UPDATE hold SET settings = json_set(settings, '$.plan.map', ?) WHERE map = ? AND json_valid(settings)", [map, map]);
  }

  #insert(table: string, sql: string, values: readonly SqlValue[]): void {
    try {
      this.#database.run(sql, values);
    } catch (error) {
      if (error instanceof StoreError || !(error instanceof Error)) throw error;
      throw new StoreError(`A record of the table ${table} is none (${error.message}).`, { cause: error });
    }
  }

  #columns(table: MapTable): Column[] {
    return this.#database.all(`SELECT name, type, pk FROM pragma_table_info('${table}')`).map((row) => ({ name: textOf(row, 'name'), kind: kindOf(textOf(row, 'type')), inKey: row['pk'] !== 0 })).filter(({ name }) => name !== 'map');
  }
}

function kindOf(type: string): TableColumn['kind'] {
  return type === 'TEXT' ? 'text' : type === 'BLOB' ? 'bytes' : 'number';
}

function columnOf(rows: readonly SqlRow[], name: string, kind: TableColumn['kind']): TableColumn {
  if (kind === 'number') return { kind, values: Float64Array.from(rows, (row) => numberOrNull(row, name) ?? NaN) };
  if (kind === 'text') return { kind, values: rows.map((row) => textOrNull(row, name)) };
  return { kind, values: rows.map((row) => (row[name] === null ? null : bytesOf(row, name))) };
}

function valueAt(column: TableColumn, row: number): SqlValue {
  if (column.kind !== 'number') return column.values[row]!;
  const value = column.values[row]!;
  return Number.isNaN(value) ? null : value;
}
