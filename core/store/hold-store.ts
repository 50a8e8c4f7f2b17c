import { z } from 'zod';
import { holdPlan } from '../contract/hold.ts';
import type { HoldKey, HoldPlan } from '../contract/hold.ts';
import { jobStatus } from '../contract/job-event.ts';
import type { JobStatus } from '../contract/job-event.ts';
import { bytesOf, bytesOfNumbers, int32sOf, jsonOf, numberOf, textOf, textOrNull } from './columns.ts';
import type { Database, SqlRow } from './database.ts';
import { StoreError } from './store-error.ts';

/** How chains walk and are classified: as the map's own states did. */
const holdConditions = z.object({ epsilon: z.number(), temperature: z.number(), quenchSteps: z.int() });
export type HoldConditions = z.infer<typeof holdConditions>;

/** Chains watched in the sets of a map: what was asked, and the sets they were seen in. Reports are made of it anew. */
export interface StoredHold {
  readonly plan: HoldPlan;
  readonly conditions: HoldConditions;
  readonly status: JobStatus;
  /** Set that each chain started from, [chains]; empty before the first step. */
  readonly homes: Int32Array;
  /** Set of each chain at each look that is done, [looked, chains], flat. */
  readonly seen: Int32Array;
  readonly looked: number;
  /** Steps that the chains have taken. */
  readonly done: number;
  readonly seconds: number;
  readonly engine: string;
  readonly createdAt: string;
  readonly failure: string | null;
}

/** One saved moment. */
export interface HoldCheckpoint extends Pick<StoredHold, 'status' | 'homes' | 'seen' | 'looked' | 'done' | 'seconds'> {
  /** To go on from; null once there is nothing to go on with. */
  readonly state: Uint8Array | null;
}

const COLUMNS = 'map, sets, status, settings, homes, seen, looked, done, seconds, engine, created_at, failure';
const stored = z.object({ plan: holdPlan, conditions: holdConditions });

function holdOf(row: SqlRow): StoredHold {
  const status = jobStatus.safeParse(row['status']);
  if (!status.success) throw new StoreError(`The workspace holds watched chains of unknown status ${String(row['status'])}: the file is damaged or was changed by hand.`);
  return {
    ...jsonOf(row, 'settings', stored),
    status: status.data,
    homes: int32sOf(row, 'homes'),
    seen: int32sOf(row, 'seen'),
    looked: numberOf(row, 'looked'),
    done: numberOf(row, 'done'),
    seconds: numberOf(row, 'seconds'),
    engine: textOf(row, 'engine'),
    createdAt: textOf(row, 'created_at'),
    failure: textOrNull(row, 'failure'),
  };
}

/** Chains watched in the sets of maps, one row a map and number of sets. Whoever writes one holds its map (OwnerLock). */
export class HoldStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Writes one down that is to be run, over any of the same map and number of sets. */
  add(plan: HoldPlan, conditions: HoldConditions, engine: string): void {
    const nothing = new Uint8Array();
    this.#database.run(
      `INSERT OR REPLACE INTO hold (map, sets, status, settings, homes, seen, looked, done, state, seconds, engine, created_at, failure)
       VALUES (?, ?, 'queued', ?, ?, ?, 0, 0, NULL, 0, ?, ?, NULL)`,
      [plan.map, plan.sets, JSON.stringify({ plan, conditions }), nothing, nothing, engine, new Date().toISOString()],
    );
  }

  /** Null where there is none. Throws StoreError when what is stored is none. */
  find({ map, sets }: HoldKey): StoredHold | null {
    const row = this.#database.get(`SELECT ${COLUMNS} FROM hold WHERE map = ? AND sets = ?`, [map, sets]);
    return row === undefined ? null : holdOf(row);
  }

  /** Throws StoreError when there is none. */
  get(key: HoldKey): StoredHold {
    const found = this.find(key);
    if (found === null) throw new StoreError(`No chains were started in ${key.sets} sets of the map ${key.map}.`);
    return found;
  }

  /** Of all maps, oldest first. */
  list(): StoredHold[] {
    return this.#database.all(`SELECT ${COLUMNS} FROM hold ORDER BY created_at, map, sets`).map(holdOf);
  }

  save({ map, sets }: HoldKey, { status, homes, seen, looked, done, seconds, state }: HoldCheckpoint): void {
    this.#database.run(
      'UPDATE hold SET status = ?, failure = NULL, homes = ?, seen = ?, looked = ?, done = ?, seconds = ?, state = ? WHERE map = ? AND sets = ?',
      [status, bytesOfNumbers(homes), bytesOfNumbers(seen), looked, done, seconds, state, map, sets],
    );
  }

  /** The state to go on from; null when there is none (never started, or over). */
  state({ map, sets }: HoldKey): Uint8Array | null {
    const row = this.#database.get('SELECT state FROM hold WHERE map = ? AND sets = ? AND state IS NOT NULL', [map, sets]);
    return row === undefined ? null : bytesOf(row, 'state');
  }

  setStatus({ map, sets }: HoldKey, status: JobStatus, failure: string | null = null): void {
    this.#database.run('UPDATE hold SET status = ?, failure = ? WHERE map = ? AND sets = ?', [status, failure, map, sets]);
  }

  setEngine({ map, sets }: HoldKey, engine: string): void {
    this.#database.run('UPDATE hold SET engine = ? WHERE map = ? AND sets = ?', [engine, map, sets]);
  }

  /** Those that ran in a program that is gone become `interrupted`, to be gone on with: nobody holds their maps. */
  recover(): void {
    this.#database.run("UPDATE hold SET status = 'interrupted' WHERE status = 'running' AND map IN (SELECT id FROM map WHERE owner IS NULL)");
  }
}
