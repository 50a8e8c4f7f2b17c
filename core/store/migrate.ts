import type { Database } from './database.ts';
import { migrations } from './schema.ts';
import type { Migration } from './schema.ts';
import { numberOf } from './columns.ts';
import { StoreError } from './store-error.ts';

/** "Basi": tells our files from other programs' SQLite files. */
const APPLICATION_ID = 0x42617369;

function pragma(database: Database, name: string): number {
  const row = database.get(`PRAGMA ${name}`);
  return row === undefined ? 0 : numberOf(row, name);
}

/**
 * Brings a workspace file to this program's schema version, one migration after the other in one transaction.
 *
 * Throws StoreError when the file belongs to another program or was written by a newer Basinscope; it is then
 * left untouched.
 */
export function migrate(database: Database, steps: readonly Migration[] = migrations): void {
  const check = (): number => {
    const application = pragma(database, 'application_id');
    const version = pragma(database, 'user_version');
    const tables = database.get('SELECT count(*) AS tables FROM sqlite_schema');
    const empty = application === 0 && version === 0 && tables !== undefined && numberOf(tables, 'tables') === 0;
    if (!empty && application !== APPLICATION_ID) {
      throw new StoreError(`${database.path} is not a workspace: it is a SQLite file of another program. Choose another folder.`);
    }
    if (version > steps.length) {
      throw new StoreError(
        `${database.path} was written by a newer Basinscope (workspace version ${version}; this one knows ${steps.length}). Update Basinscope to open it.`,
      );
    }
    return version;
  };
  if (check() === steps.length) {
    database.useWriteAheadLog();
    return;
  }
  database.useWriteAheadLog();
  database.transaction(() => {
    // Again, now that no other program can be doing the same.
    const version = check();
    if (version === 0) {
      database.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
      database.exec('CREATE TABLE IF NOT EXISTS migration (version INTEGER PRIMARY KEY, applied_at TEXT NOT NULL) STRICT');
    }
    steps.slice(version).forEach((step, index) => {
      if (typeof step === 'string') database.exec(step);
      else step(database);
      database.run('INSERT INTO migration (version, applied_at) VALUES (?, ?)', [version + index + 1, new Date().toISOString()]);
    });
    database.exec(`PRAGMA user_version = ${steps.length}`);
  });
}
