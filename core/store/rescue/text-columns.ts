import { textOf } from '../columns.ts';
import type { Database } from '../database.ts';

/** Names of the tables of a workspace, but for SQLite's own. */
export function tablesOf(database: Database): string[] {
  return database.all("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid").map((row) => textOf(row, 'name'));
}

/** The columns of a table, and which hold text. */
export function columnsOf(database: Database, table: string): { readonly name: string; readonly isText: boolean }[] {
  return database.all(`SELECT name, type FROM pragma_table_info('${table}')`).map((row) => ({ name: textOf(row, 'name'), isText: row['type'] === 'TEXT' }));
}

/**
 * A column as it can be asked for whatever is in it: the driver ends the whole process on text that is no UTF-8. Such a one may also be where bytes or a
 * number were: one flipped bit in the head of a row makes text of them.
 */
export function safely({ name, isText }: { readonly name: string; readonly isText: boolean }): string {
  const bytes = `CAST("${name}" AS BLOB)`;
  return `${isText ? bytes : `CASE typeof("${name}") WHEN 'text' THEN ${bytes} ELSE "${name}" END`} AS "${name}"`;
}

/**
 * Whether every text of a workspace is UTF-8: a flipped bit may make it another, and a read of it would end the program. That no text stands where none belongs
 * is part of SQLite's own check, since the tables are strict.
 */
export function isAllText(database: Database): boolean {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for (const table of tablesOf(database)) {
      for (const column of columnsOf(database, table).filter(({ isText }) => isText)) {
        for (const row of database.all(`SELECT DISTINCT ${safely(column)} FROM "${table}" WHERE "${column.name}" IS NOT NULL`)) decoder.decode(row[column.name] as ArrayBuffer);
      }
    }
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
