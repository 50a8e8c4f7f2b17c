import { z } from 'zod';
import { jsonOf } from './columns.ts';
import type { Database } from './database.ts';

/** Small things the program remembers, as JSON by key. */
export class SettingStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Null when it was never set, or no longer fits the schema: a remembered preference is not worth an error. */
  get<T>(key: string, schema: z.ZodType<T>): T | null {
    const row = this.#database.get('SELECT value FROM setting WHERE key = ?', [key]);
    if (row === undefined) return null;
    const parsed = schema.safeParse(jsonOf(row, 'value', z.unknown()));
    return parsed.success ? parsed.data : null;
  }

  set(key: string, value: unknown): void {
    this.#database.run('INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value', [key, JSON.stringify(value)]);
  }
}
