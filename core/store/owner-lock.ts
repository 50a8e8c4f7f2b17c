import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { numberOf, textOf } from './columns.ts';
import type { Database, SqlRow } from './database.ts';
import { isAlive, lifeOf } from './living-owner.ts';
import { StoreError } from './store-error.ts';

/** What is owned, and what people call it: rows of a table that has the columns of an owner. */
const OWNED = { map: 'map', sweep_plan: 'sweep' } as const;

/**
 * Who may write a map, or run a sweep: one program at a time, by a token that every commit checks in its own transaction. An owner
 * is dead when its process is gone, or, where only that is known of it, when its heartbeat is older than a minute (living-owner.ts); should
 * it wake up after all, its next commit finds the token changed and throws. A token ends in the owner's life, where the system tells that.
 */
export class OwnerLock {
  readonly #database: Database;
  readonly #table: keyof typeof OWNED;
  readonly #noun: string;
  readonly #now: () => number;

  constructor(database: Database, table: keyof typeof OWNED, now: () => number = Date.now) {
    this.#database = database;
    this.#table = table;
    this.#noun = OWNED[table];
    this.#now = now;
  }

  /** Takes it for this program and returns the token. Throws StoreError while another living owner holds it. */
  claim(id: string): string {
    const life = lifeOf(process.pid);
    const token = `${randomBytes(12).toString('hex')}${life === null ? '' : ` ${life}`}`;
    this.#database.transaction(() => {
      const row = this.#database.get(`SELECT name, owner, owner_pid, owner_host, owner_beat FROM ${this.#table} WHERE id = ?`, [id]);
      if (row === undefined) throw new StoreError(`There is no ${this.#noun} ${id} in this workspace.`);
      if (this.#lives(row)) {
        throw new StoreError(
          `The ${this.#noun} ${textOf(row, 'name')} is being run by another program (process ${numberOf(row, 'owner_pid')} on ${textOf(row, 'owner_host')}). Pause or close it there first.`,
        );
      }
      this.#database.run(`UPDATE ${this.#table} SET owner = ?, owner_pid = ?, owner_host = ?, owner_beat = ? WHERE id = ?`, [token, process.pid, hostname(), this.#now(), id]);
    });
    return token;
  }

  /** Says that the owner lives. */
  beat(id: string, token: string): void {
    this.#database.run(`UPDATE ${this.#table} SET owner_beat = ? WHERE id = ? AND owner = ?`, [this.#now(), id, token]);
  }

  /** Throws StoreError when another program has taken it over. To be called inside the transaction that writes. */
  check(id: string, token: string): void {
    const row = this.#database.get(`SELECT owner FROM ${this.#table} WHERE id = ?`, [id]);
    if (row === undefined) throw new StoreError(`The ${this.#noun} ${id} was removed while it ran.`);
    if (row['owner'] !== token) {
      throw new StoreError(`Another program has taken this ${this.#noun} over, because this one had not been heard of for a minute. It goes on there from the last checkpoint.`);
    }
  }

  release(id: string, token: string): void {
    this.#database.run(`UPDATE ${this.#table} SET owner = NULL, owner_pid = NULL, owner_host = NULL, owner_beat = NULL WHERE id = ? AND owner = ?`, [id, token]);
  }

  /** Whether a living program runs it. */
  held(id: string): boolean {
    const row = this.#database.get(`SELECT owner, owner_pid, owner_host, owner_beat FROM ${this.#table} WHERE id = ?`, [id]);
    return row !== undefined && this.#lives(row);
  }

  /** Whether another living program runs it. What its own threads run a program knows itself: one that ended on a full disk could not be let go. */
  heldElsewhere(id: string): boolean {
    const row = this.#database.get(`SELECT owner, owner_pid, owner_host, owner_beat FROM ${this.#table} WHERE id = ?`, [id]);
    return row !== undefined && this.#lives(row) && !(row['owner_pid'] === process.pid && row['owner_host'] === hostname());
  }

  /** Frees what dead owners held; those that were running become `interrupted`, to be resumed. Those queued stay so. */
  recover(): void {
    this.#database.transaction(() => {
      for (const row of this.#database.all(`SELECT id, owner, owner_pid, owner_host, owner_beat FROM ${this.#table} WHERE owner IS NOT NULL OR status = 'running'`)) {
        if (this.#lives(row)) continue;
        const id = textOf(row, 'id');
        this.#database.run(`UPDATE ${this.#table} SET owner = NULL, owner_pid = NULL, owner_host = NULL, owner_beat = NULL WHERE id = ?`, [id]);
        this.#database.run(`UPDATE ${this.#table} SET status = 'interrupted' WHERE id = ? AND status = 'running'`, [id]);
      }
    });
  }

  /** Frees one whose worker is known to be gone while the program lives on. */
  interrupt(id: string): void {
    this.#database.transaction(() => {
      this.#database.run(`UPDATE ${this.#table} SET owner = NULL, owner_pid = NULL, owner_host = NULL, owner_beat = NULL WHERE id = ?`, [id]);
      this.#database.run(`UPDATE ${this.#table} SET status = 'interrupted' WHERE id = ? AND status = 'running'`, [id]);
    });
  }

  #lives(row: SqlRow): boolean {
    if (row['owner'] === null) return false;
    return isAlive({ pid: numberOf(row, 'owner_pid'), host: textOf(row, 'owner_host'), beat: numberOf(row, 'owner_beat'), life: textOf(row, 'owner').split(' ')[1] ?? null }, hostname(), this.#now());
  }
}
