import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { bundleMachine } from '../contract/bundle.ts';
import type { BundleMachine } from '../contract/bundle.ts';
import { jobStatus } from '../contract/job-event.ts';
import type { JobStatus } from '../contract/job-event.ts';
import { landscape } from '../contract/landscape.ts';
import type { Landscape } from '../contract/landscape.ts';
import { mapSettings, settingsWarning } from '../contract/map-settings.ts';
import type { SettingsWarning } from '../contract/map-settings.ts';
import type { MapSummary } from '../contract/map-record.ts';
import { jsonOf, numberOf, numberOrNull, textOf, textOrNull } from './columns.ts';
import type { Database, SqlRow } from './database.ts';
import { momentAfter } from './moment-after.ts';
import { StoreError } from './store-error.ts';

const COLUMNS =
  'id, name, potential, status, settings, warnings, dataset, labels, basins, states, seconds, chain_steps, engine, bundled, created_at, failure, alpha, scores, stage, machine';

const scores = landscape.shape.scores;

/** A map as the store keeps it: what lists show, and what running and drawing it need besides. */
export interface StoredMap extends MapSummary {
  /** Magnet strength in use, once known. */
  readonly alpha: number | null;
  readonly scores: Landscape['scores'];
  /** What computed it, with the engine; null before it runs, and where an older version made it. */
  readonly machine: BundleMachine | null;
}

function statusOf(row: SqlRow): JobStatus {
  const parsed = jobStatus.safeParse(row['status']);
  if (!parsed.success) throw new StoreError(`The workspace holds a map of unknown status ${String(row['status'])}: the file is damaged or was changed by hand.`);
  return parsed.data;
}

function mapOf(row: SqlRow): StoredMap {
  return {
    id: textOf(row, 'id'),
    name: textOf(row, 'name'),
    potential: textOf(row, 'potential'),
    status: statusOf(row),
    settings: jsonOf(row, 'settings', mapSettings),
    warnings: jsonOf(row, 'warnings', z.array(settingsWarning)),
    dataset: textOrNull(row, 'dataset'),
    labels: textOrNull(row, 'labels'),
    stage: textOrNull(row, 'stage'),
    basins: numberOf(row, 'basins'),
    states: numberOf(row, 'states'),
    seconds: numberOf(row, 'seconds'),
    chainSteps: numberOf(row, 'chain_steps'),
    engine: textOf(row, 'engine'),
    bundled: numberOf(row, 'bundled') === 1,
    createdAt: textOf(row, 'created_at'),
    failure: textOrNull(row, 'failure'),
    alpha: numberOrNull(row, 'alpha'),
    scores: row['scores'] === null ? null : jsonOf(row, 'scores', scores),
    machine: row['machine'] === null ? null : jsonOf(row, 'machine', bundleMachine),
  };
}

/** What a map is made of before it runs. */
export type NewMap = Pick<MapSummary, 'name' | 'potential' | 'settings' | 'warnings' | 'dataset' | 'labels' | 'engine'>;

/** The workspace's maps: a row each; everything that hangs on a map goes with it when it is removed. */
export class MapStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Newest last. */
  list(): StoredMap[] {
    return this.#database.all(`SELECT ${COLUMNS} FROM map ORDER BY created_at, id`).map(mapOf);
  }

  /** Ids of the maps that are written down as running. */
  running(): string[] {
    return this.#database.all("SELECT id FROM map WHERE status = 'running' ORDER BY created_at, id").map((row) => textOf(row, 'id'));
  }

  /** Throws StoreError when there is none of this id. */
  get(id: string): StoredMap {
    const row = this.#database.get(`SELECT ${COLUMNS} FROM map WHERE id = ?`, [id]);
    if (row === undefined) throw new StoreError(`There is no map ${id} in this workspace.`);
    return mapOf(row);
  }

  add(map: NewMap): StoredMap {
    const id = randomBytes(8).toString('hex');
    this.#database.run(
      `INSERT INTO map (id, name, potential, status, settings, warnings, dataset, labels, engine, created_at, alpha)
       VALUES (?, ?, ?, 'queued', ?, ?, ?, ?, ?, ?, ?)`,
      [
        id,
        map.name,
        map.potential,
        JSON.stringify(map.settings),
        JSON.stringify(map.warnings),
        map.dataset,
        map.labels,
        map.engine,
        momentAfter(this.#newest()),
        'alpha' in map.settings ? map.settings.alpha : null,
      ],
    );
    return this.get(id);
  }

  /** Writes down a map that another workspace made, with the id it is to have here; its records follow (`MapTables`). */
  take(map: StoredMap): StoredMap {
    this.#database.run(`INSERT INTO map (${COLUMNS}) VALUES (${COLUMNS.split(',').map(() => '?').join(', ')})`, [
      map.id, map.name, map.potential, map.status, JSON.stringify(map.settings), JSON.stringify(map.warnings), map.dataset, map.labels, map.basins, map.states, map.seconds,
      map.chainSteps, map.engine, map.bundled ? 1 : 0, map.createdAt, map.failure, map.alpha, map.scores === null ? null : JSON.stringify(map.scores), map.stage,
      map.machine === null ? null : JSON.stringify(map.machine),
    ]);
    return this.get(map.id);
  }

  /** Whether there is a map of this id. */
  has(id: string): boolean {
    return this.#database.get('SELECT id FROM map WHERE id = ?', [id]) !== undefined;
  }

  /** When the newest was made. */
  #newest(): string | null {
    return textOrNull(this.#database.get('SELECT max(created_at) AS newest FROM map')!, 'newest');
  }

  rename(id: string, name: string): StoredMap {
    this.#database.run('UPDATE map SET name = ? WHERE id = ?', [name, id]);
    return this.get(id);
  }

  setEngine(id: string, engine: string, machine: BundleMachine): void {
    this.#database.run('UPDATE map SET engine = ?, machine = ? WHERE id = ?', [engine, JSON.stringify(machine), id]);
  }

  setStatus(id: string, status: JobStatus, failure: string | null = null): void {
    this.#database.run('UPDATE map SET status = ?, failure = ? WHERE id = ?', [status, failure, id]);
  }

  addWarning(id: string, warning: SettingsWarning): void {
    this.#database.run('UPDATE map SET warnings = ? WHERE id = ?', [JSON.stringify([...this.get(id).warnings, warning]), id]);
  }

  setBundled(id: string, bundled: boolean): void {
    this.#database.run('UPDATE map SET bundled = ? WHERE id = ?', [bundled ? 1 : 0, id]);
  }

  remove(id: string): void {
    this.get(id);
    this.#database.run('DELETE FROM map WHERE id = ?', [id]);
  }
}
