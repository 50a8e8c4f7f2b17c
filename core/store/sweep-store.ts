import { randomBytes } from 'node:crypto';
import { jobStatus } from '../contract/job-event.ts';
import type { JobStatus } from '../contract/job-event.ts';
import { cellOutcome, sweepPlan } from '../contract/sweep.ts';
import type { CellOutcome, SweepPlan } from '../contract/sweep.ts';
import { jsonOf, numberOf, textOf, textOrNull } from './columns.ts';
import type { Database, SqlRow } from './database.ts';
import { momentAfter } from './moment-after.ts';
import { StoreError } from './store-error.ts';

/** A sweep as the store keeps it. */
export interface StoredSweep {
  readonly id: string;
  readonly plan: SweepPlan;
  readonly status: JobStatus;
  /** Of work so far, over all sittings. */
  readonly seconds: number;
  readonly createdAt: string;
  readonly failure: string | null;
}

/** What is known of a cell: the map or run that was made for it, and what became of that. */
export interface StoredCell {
  readonly key: string;
  readonly job: string | null;
  readonly outcome: CellOutcome | null;
  readonly failure: string | null;
}

const COLUMNS = 'id, plan, status, seconds, created_at, failure';

function sweepOf(row: SqlRow): StoredSweep {
  const status = jobStatus.safeParse(row['status']);
  if (!status.success) throw new StoreError(`The workspace holds a sweep of unknown status ${String(row['status'])}: the file is damaged or was changed by hand.`);
  return {
    id: textOf(row, 'id'),
    plan: jsonOf(row, 'plan', sweepPlan),
    status: status.data,
    seconds: numberOf(row, 'seconds'),
    createdAt: textOf(row, 'created_at'),
    failure: textOrNull(row, 'failure'),
  };
}

function cellOf(row: SqlRow): StoredCell {
  return {
    key: textOf(row, 'key'),
    job: textOrNull(row, 'job'),
    outcome: row['outcome'] === null ? null : jsonOf(row, 'outcome', cellOutcome),
    failure: textOrNull(row, 'failure'),
  };
}

/**
 * The workspace's sweeps and their cells. A cell is known by its key, a hash of what it is (core/sweeps/cells.ts): cells that a changed plan
 * has no more stay, and are found again where it has them once more.
 */
export class SweepStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Oldest first. */
  list(): StoredSweep[] {
    return this.#database.all(`SELECT ${COLUMNS} FROM sweep_plan ORDER BY created_at, id`).map(sweepOf);
  }

  /** Throws StoreError when there is none of this id. */
  get(id: string): StoredSweep {
    const row = this.#database.get(`SELECT ${COLUMNS} FROM sweep_plan WHERE id = ?`, [id]);
    if (row === undefined) throw new StoreError(`There is no sweep ${id} in this workspace.`);
    return sweepOf(row);
  }

  /** Ids of the sweeps that are written down as running. */
  running(): string[] {
    return this.#database.all("SELECT id FROM sweep_plan WHERE status = 'running' ORDER BY created_at, id").map((row) => textOf(row, 'id'));
  }

  add(plan: SweepPlan): StoredSweep {
    const id = randomBytes(8).toString('hex');
    const newest = textOrNull(this.#database.get('SELECT max(created_at) AS newest FROM sweep_plan')!, 'newest');
    this.#database.run("INSERT INTO sweep_plan (id, name, plan, status, created_at) VALUES (?, ?, ?, 'queued', ?)", [id, plan.name, JSON.stringify(plan), momentAfter(newest)]);
    return this.get(id);
  }

  setPlan(id: string, plan: SweepPlan): void {
    this.#database.run('UPDATE sweep_plan SET plan = ?, name = ? WHERE id = ?', [JSON.stringify(plan), plan.name, id]);
  }

  setStatus(id: string, status: JobStatus, failure: string | null = null): void {
    this.#database.run('UPDATE sweep_plan SET status = ?, failure = ? WHERE id = ?', [status, failure, id]);
  }

  setSeconds(id: string, seconds: number): void {
    this.#database.run('UPDATE sweep_plan SET seconds = ? WHERE id = ?', [seconds, id]);
  }

  /** All cells that were ever begun or ended, by key. */
  cells(id: string): Map<string, StoredCell> {
    return new Map(this.#database.all('SELECT key, job, outcome, failure FROM sweep_cell WHERE sweep = ?', [id]).map((row) => [textOf(row, 'key'), cellOf(row)]));
  }

  /** Writes down the map or run that was made for a cell. */
  setJob(id: string, key: string, job: string): void {
    this.#put(id, key, { job, outcome: null, failure: null });
  }

  /** Writes down how a cell ended: what it came to, or why it failed. */
  setEnd(id: string, key: string, end: { readonly outcome: CellOutcome } | { readonly failure: string }): void {
    const job = this.cells(id).get(key)?.job ?? null;
    this.#put(id, key, { job, outcome: 'outcome' in end ? end.outcome : null, failure: 'failure' in end ? end.failure : null });
  }

  /** A cell that ended is open again; its map or run stays what it is made of. */
  reopen(id: string, key: string): void {
    this.#database.run('UPDATE sweep_cell SET outcome = NULL, failure = NULL WHERE sweep = ? AND key = ?', [id, key]);
  }

  /** The sweep that a map or run is a cell of; null of others. */
  ownerOf(job: string): string | null {
    const row = this.#database.get('SELECT sweep FROM sweep_cell WHERE job = ?', [job]);
    return row === undefined ? null : textOf(row, 'sweep');
  }

  /** Which sweep each map or run belongs to that is a cell of one. */
  owners(): Map<string, string> {
    return new Map(this.#database.all('SELECT job, sweep FROM sweep_cell WHERE job IS NOT NULL').map((row) => [textOf(row, 'job'), textOf(row, 'sweep')]));
  }

  /** Takes the sweep away; its cells' maps and runs are the caller's to remove. */
  remove(id: string): void {
    this.get(id);
    this.#database.run('DELETE FROM sweep_plan WHERE id = ?', [id]);
  }

  #put(id: string, key: string, { job, outcome, failure }: Omit<StoredCell, 'key'>): void {
    this.#database.run(
      `INSERT INTO sweep_cell (sweep, key, job, outcome, failure) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (sweep, key) DO UPDATE SET job = excluded.job, outcome = excluded.outcome, failure = excluded.failure`,
      [id, key, job, outcome === null ? null : JSON.stringify(outcome), failure],
    );
  }
}
