import { numberOf, textOf } from '../columns.ts';
import type { Database, SqlRow, SqlValue } from '../database.ts';
import { MapStore } from '../map-store.ts';
import { migrate } from '../migrate.ts';
import { PotentialStore } from '../potential-store.ts';
import { migrations } from '../schema.ts';
import { DamageError, StoreError } from '../store-error.ts';
import { SweepStore } from '../sweep-store.ts';
import { bytesIn } from './damage.ts';
import { rowsWithBrokenChains } from './overflow-chains.ts';
import { readRows } from './read-rows.ts';
import { columnsOf, tablesOf } from './text-columns.ts';

/** What became of the rows of a table. */
export interface CopiedTable {
  readonly table: string;
  readonly copied: number;
  /** Whether some could not be read, or not be kept. */
  readonly lost: boolean;
}

/** Version of a damaged workspace: that of its header, unless the table of migrations says another. Throws StoreError for one that a newer program wrote. */
function versionOf(damaged: Database): number {
  const asked = (sql: string): number => {
    try {
      const row = damaged.get(sql);
      return row === undefined ? 0 : numberOf(row, 'version');
    } catch {
      // Not to be read: the other says it.
      return 0;
    }
  };
  const [written, applied] = [asked('SELECT user_version AS version FROM pragma_user_version'), asked('SELECT coalesce(max(version), 0) AS version FROM migration')];
  const version = applied > 0 ? applied : written;
  if (version > migrations.length) throw new StoreError(`${damaged.path} is damaged and was written by a newer Basinscope (workspace version ${version}; this one knows ${migrations.length}). Update Basinscope to rescue it.`);
  return version > 0 ? version : migrations.length;
}

/**
 * Copies every row that can be read from a damaged file to a new one, table by table, places kept; then brings the new one to this program's version.
 * `remake` is given the new file before rows whose owner is not there are taken out of it.
 */
export async function copyTables(damaged: Database, fresh: Database, remake: () => Promise<void>): Promise<CopiedTable[]> {
  const version = versionOf(damaged);
  migrate(fresh, migrations.slice(0, version));
  fresh.exec('PRAGMA foreign_keys = OFF');
  const tables = tablesOf(fresh).filter((table) => table !== 'migration');
  const copied = tables.map((table) => copyTable(damaged, fresh, table));
  const unreadable = version === migrations.length ? dropUnreadable(fresh) : [];
  if (version === migrations.length) await remake();
  const orphaned = dropOrphans(fresh);
  for (const table of unreadable) orphaned.add(table);
  fresh.exec('PRAGMA foreign_keys = ON');
  migrate(fresh);
  return copied.map((one) => ({ ...one, lost: one.lost || orphaned.has(one.table) }));
}

function copyTable(damaged: Database, fresh: Database, table: string): CopiedTable {
  const columns = columnsOf(fresh, table);
  const insert = `INSERT OR IGNORE INTO "${table}" (rowid, ${columns.map(({ name }) => `"${name}"`).join(', ')}) VALUES (?${', ?'.repeat(columns.length)})`;
  const broken = brokenRows(damaged, table);
  let copied = 0;
  let lost = false;
  fresh.transaction(() => {
    for (const rows of readRows(damaged, table, columns)) {
      if (rows === null) lost = true;
      for (const row of rows ?? []) {
        const kept = !broken.has(numberOf(row, 'place')) && keep(fresh, insert, [row['place']!, ...columns.map(({ name, isText }) => (isText ? textIn(row[name]) : (row[name] ?? null)))]);
        if (kept) copied++;
        else lost = true;
      }
    }
  });
  return { table, copied, lost };
}

/** Rows whose last pages are no longer theirs, which a read does not see. */
function brokenRows(damaged: Database, table: string): Set<number> {
  // Pages of a log stand before those of the file.
  if (bytesIn(`${damaged.path}-wal`) > 0) return new Set();
  try {
    const root = damaged.get("SELECT rootpage FROM sqlite_schema WHERE type = 'table' AND name = ?", [table]);
    return root === undefined ? new Set() : rowsWithBrokenChains(damaged.path, numberOf(root, 'rootpage'));
  } catch (error) {
    if (error instanceof StoreError) return new Set();
    throw error;
  }
}

/** Text of a column that was read as bytes; signs that are none become �. */
function textIn(value: SqlRow[string] | undefined): string | null {
  return value instanceof ArrayBuffer || value instanceof Uint8Array ? new TextDecoder().decode(value) : null;
}

/** Whether a row is in the new file. One that breaks the table's own rules is not what was written once. */
function keep(fresh: Database, insert: string, values: readonly (SqlValue | ArrayBuffer)[]): boolean {
  try {
    return fresh.run(insert, values.map((value) => (value instanceof ArrayBuffer ? new Uint8Array(value) : value))) === 1;
  } catch (error) {
    // The disk's reasons are no reasons of the row.
    if (error instanceof StoreError && !(error instanceof DamageError)) throw error;
    return false;
  }
}

/** Takes out potentials, maps and sweeps whose entries say nothing that can be read, so that they keep nobody from the others; returns the tables that had some. */
function dropUnreadable(fresh: Database): string[] {
  const stores = [['potential', new PotentialStore(fresh, '')], ['map', new MapStore(fresh)], ['sweep_plan', new SweepStore(fresh)]] as const;
  return stores.flatMap(([table, store]) => fresh.all(`SELECT id FROM ${table}`).map((row) => textOf(row, 'id')).flatMap((id) => {
    try {
      store.get(id);
      return [];
    } catch (error) {
      if (error instanceof StoreError || (error instanceof Error && error.name === 'NetworkError')) {
        fresh.run(`DELETE FROM ${table} WHERE id = ?`, [id]);
        return [table];
      }
      throw error;
    }
  }));
}

/** Takes out rows whose owner (a map's potential, a state's basin) could not be read; returns the tables that had some. */
function dropOrphans(fresh: Database): Set<string> {
  const tables = new Set<string>();
  for (;;) {
    const orphans = fresh.all('SELECT "table" AS name, rowid AS place FROM pragma_foreign_key_check');
    if (orphans.length === 0) return tables;
    fresh.transaction(() => {
      for (const row of orphans) {
        tables.add(textOf(row, 'name'));
        fresh.run(`DELETE FROM "${textOf(row, 'name')}" WHERE rowid = ?`, [numberOf(row, 'place')]);
      }
    });
  }
}
