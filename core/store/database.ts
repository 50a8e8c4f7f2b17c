import Libsql from 'libsql';
import { DamageError, damagedFile, StoreError } from './store-error.ts';

/** What a column takes and gives back. */
export type SqlValue = number | string | Uint8Array | null;

/** A row by column name. Blobs come as ArrayBuffer or Uint8Array: read them by `bytesOf` or `floatsOf`. */
export type SqlRow = Record<string, number | string | ArrayBuffer | Uint8Array | null>;

/** How long a connection waits for another one that writes. A checkpoint takes well under a second. */
const BUSY_MS = 15_000;

function driverCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

function readable(path: string, error: unknown): unknown {
  const code = driverCode(error);
  if (code === null) return error;
  const why = error instanceof Error ? error.message : String(error);
  if (code.startsWith('SQLITE_NOTADB')) {
    return new DamageError(`${path} is not a workspace: it is not a SQLite file. Move it away or choose another folder.`, 'it is not a SQLite file', { cause: error });
  }
  if (code.startsWith('SQLITE_CORRUPT')) {
    return damagedFile(path, why, { cause: error });
  }
  if (code.startsWith('SQLITE_BUSY')) {
    return new StoreError(`${path} is held by another program that has been writing for over ${BUSY_MS / 1000} s. Close it and try again.`, { cause: error });
  }
  if (code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN')) {
    return new StoreError(`${path} cannot be opened for writing (${why}). Check the folder's permissions or choose another one.`, { cause: error });
  }
  if (code.startsWith('SQLITE_FULL') || code.startsWith('SQLITE_IOERR')) {
    return new StoreError(`${path} could not be written (${why}): the disk may be full. What was saved before is intact. Free some space and try again.`, { cause: error });
  }
  // A table or column that is not there, a format that SQLite does not know: what we ask is fixed, so the file is another than it says.
  if (code === 'SQLITE_ERROR') return damagedFile(path, why, { cause: error });
  return error;
}

/** The driver ends the whole process on a boolean and reads a lone object as named parameters: neither gets that far. */
function bindable(values: readonly SqlValue[]): SqlValue[] {
  for (const value of values) {
    const kind = typeof value;
    if (kind !== 'number' && kind !== 'string' && value !== null && !(value instanceof Uint8Array)) {
      throw new TypeError(`A column takes a number, text, bytes or null, not ${kind}.`);
    }
  }
  return [...values];
}

/**
 * One connection to the workspace's SQLite file: prepared statements by their text, and transactions.
 *
 * Write-ahead log, so that readers see the last commit while another connection writes; synchronous FULL, so that
 * a commit that returned survives a power cut; foreign keys on.
 * Every method throws StoreError when the file is not a database, damaged, held by another program, or not writable.
 */
export class Database {
  readonly path: string;
  readonly #connection: Libsql.Database;
  readonly #statements = new Map<string, Libsql.Statement<unknown[]>>();
  #depth = 0;

  constructor(path: string) {
    this.path = path;
    try {
      this.#connection = new Libsql(path, { timeout: BUSY_MS });
      this.#connection.exec('PRAGMA foreign_keys = ON');
    } catch (error) {
      throw readable(path, error);
    }
  }

  /** Turns the write-ahead log on; a property of the file, kept from then on. */
  useWriteAheadLog(): void {
    const row = this.get('PRAGMA journal_mode = WAL');
    if (row?.['journal_mode'] !== 'wal') {
      throw new StoreError(`${this.path} is on a disk that cannot keep a write-ahead log (a network share?). Choose a folder on a local disk.`);
    }
    this.exec('PRAGMA synchronous = FULL');
  }

  /** Looks through every page of the file. Throws DamageError where one is not as it has to be. */
  quickCheck(): void {
    // By commands alone: a statement would keep the file open until its memory is collected, and on some systems a file that is open cannot be renamed.
    this.exec("CREATE TEMP TABLE IF NOT EXISTS quick_check_found (said TEXT CHECK (said = 'ok'))");
    try {
      this.exec('INSERT INTO quick_check_found SELECT quick_check FROM pragma_quick_check(1)');
    } catch (error) {
      throw driverCode(error)?.startsWith('SQLITE_CONSTRAINT') === true ? damagedFile(this.path, 'its pages do not fit together', { cause: error }) : error;
    }
  }

  /** Throws StoreError while another program has the file open. A file that is too damaged to be locked is nobody's. */
  takeAlone(): void {
    try {
      this.exec('PRAGMA busy_timeout = 0');
      this.exec('PRAGMA locking_mode = EXCLUSIVE');
      this.exec('BEGIN EXCLUSIVE');
      this.exec('ROLLBACK');
    } catch (error) {
      if (!(error instanceof DamageError)) throw error;
    }
  }

  exec(sql: string): void {
    this.#guard(() => this.#connection.exec(sql));
  }

  /** Runs a statement that changes rows; returns how many it changed. */
  run(sql: string, values: readonly SqlValue[] = []): number {
    return this.#guard(() => this.#statement(sql).run(bindable(values)).changes);
  }

  get(sql: string, values: readonly SqlValue[] = []): SqlRow | undefined {
    return this.all(sql, values)[0];
  }

  all(sql: string, values: readonly SqlValue[] = []): SqlRow[] {
    return this.#guard(() => this.#statement(sql).all(bindable(values)) as SqlRow[]);
  }

  /** Runs `work` as one transaction: all of it or nothing. Inside another transaction it joins that one. */
  transaction<T>(work: () => T): T {
    if (this.#depth > 0) return work();
    // IMMEDIATE: a transaction that reads first and writes later could otherwise fail half-way with SQLITE_BUSY.
    this.exec('BEGIN IMMEDIATE');
    this.#depth++;
    try {
      const result = work();
      this.exec('COMMIT');
      return result;
    } catch (error) {
      // SQLite itself rolls back on a full disk; a second ROLLBACK would hide the reason.
      if (this.#connection.inTransaction) this.exec('ROLLBACK');
      throw error;
    } finally {
      this.#depth--;
    }
  }

  /** Runs `work` so that all its reads see the same moment, whatever another connection commits meanwhile. */
  snapshot<T>(work: () => T): T {
    if (this.#depth > 0) return work();
    this.exec('BEGIN DEFERRED');
    this.#depth++;
    try {
      return work();
    } finally {
      this.#depth--;
      if (this.#connection.inTransaction) this.exec('COMMIT');
    }
  }

  /**
   * Another text whenever what this connection sees has changed: by its own writes (total_changes), or by another's (data_version). Not to be
   * asked inside a transaction that may be taken back: changes taken back are counted all the same.
   */
  version(): string {
    return `${String(this.get('PRAGMA data_version')?.['data_version'])} ${String(this.get('SELECT total_changes() AS changes')?.['changes'])}`;
  }

  close(): void {
    if (!this.#connection.open) return;
    try {
      // The driver lets the file go only with its statements, some time later: without this the log keeps what came last, and a copy of the file alone lacks it.
      this.#connection.exec('PRAGMA busy_timeout = 0');
      this.#connection.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch {
      // Damaged, not to be written, or still read by another: the log stays beside the file, and whoever opens it next reads both.
    }
    this.#statements.clear();
    this.#connection.close();
  }

  #statement(sql: string): Libsql.Statement<unknown[]> {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#connection.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #guard<T>(work: () => T): T {
    if (!this.#connection.open) throw new StoreError(`${this.path} was closed and is still being asked.`);
    try {
      return work();
    } catch (error) {
      throw readable(this.path, error);
    }
  }
}
