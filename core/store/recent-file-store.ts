import { textOf } from './columns.ts';
import type { Database } from './database.ts';

const KEPT = 12;

/** Files opened lately, newest first. */
export class RecentFileStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  list(): string[] {
    return this.#database.all('SELECT path FROM recent_file ORDER BY sequence DESC').map((row) => textOf(row, 'path'));
  }

  add(path: string): void {
    this.#database.transaction(() => {
      this.#database.run(
        `INSERT INTO recent_file (path, opened_at, sequence) VALUES (?, ?, (SELECT coalesce(max(sequence) + 1, 0) FROM recent_file))
         ON CONFLICT (path) DO UPDATE SET opened_at = excluded.opened_at, sequence = excluded.sequence`,
        [path, new Date().toISOString()],
      );
      this.#database.run('DELETE FROM recent_file WHERE path NOT IN (SELECT path FROM recent_file ORDER BY sequence DESC LIMIT ?)', [KEPT]);
    });
  }

  remove(path: string): void {
    this.#database.run('DELETE FROM recent_file WHERE path = ?', [path]);
  }
}
