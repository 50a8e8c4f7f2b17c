import { numberOf, textOf } from '../columns.ts';
import type { Database, SqlValue } from '../database.ts';
import { migrate } from '../migrate.ts';
import { migrations } from '../schema.ts';
import { DamageError, StoreError } from '../store-error.ts';
import { readRows } from './read-rows.ts';

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
  const tables = fresh.all("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('migration', 'sqlite_sequence') ORDER BY rowid").map((row) => textOf(row, 'name'));
  const copied = tables.map((table) => copyTable(damaged, fresh, table));
  if (version === migrations.length) await remake();
  const orphaned = dropOrphans(fresh);
  fresh.exec('PRAGMA foreign_keys = ON');
  migrate(fresh);
  return copied.map((one) => ({ ...one, lost: one.lost || orphaned.has(one.table) }));
}

function copyTable(damaged: Database, fresh: Database, table: string): CopiedTable {
  const columns = fresh.all(`SELECT name FROM pragma_table_info('${table}')`).map((row) => textOf(row, 'name'));
  const insert = `INSERT OR IGNORE INTO "${table}" (rowid, ${columns.map((column) => `"${column}"`).join(', ')}) VALUES (?${', ?'.repeat(columns.length)})`;
  let copied = 0;
  let lost = false;
  fresh.transaction(() => {
    for (const rows of readRows(damaged, table, columns)) {
      if (rows === null) lost = true;
      for (const row of rows ?? []) {
        const kept = keep(fresh, insert, [row['place']!, ...columns.map((column) => row[column] ?? null)]);
        if (kept) copied++;
        else lost = true;
      }
    }
  });
  return { table, copied, lost };
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
