import type { JobStatus } from '../contract/job-event.ts';
import type { Landscape } from '../contract/landscape.ts';
import type { StateShape } from '../landscape/image-strip.ts';
import { thumbnail } from '../landscape/thumbnail.ts';
import type { MapRecords } from '../mapping/records.ts';
import { bytesOf } from './columns.ts';
import type { CurveStore } from './curve-store.ts';
import type { Database } from './database.ts';
import type { HierarchyStore } from './hierarchy-store.ts';
import type { OwnerLock } from './owner-lock.ts';
import type { MapStore } from './map-store.ts';
import type { MemberStore } from './member-store.ts';
import type { MergeStore } from './merge-store.ts';
import type { Metric, MetricStore } from './metric-store.ts';
import type { MinimumStore } from './minimum-store.ts';
import type { PathStore } from './path-store.ts';
import type { PotentialStore } from './potential-store.ts';
import { stateShape } from './state-shape.ts';
import type { TrialStore } from './trial-store.ts';

/** A map's counters, as its summary shows them. */
export interface MapCounters {
  readonly basins: number;
  readonly states: number;
  readonly seconds: number;
  readonly chainSteps: number;
  /** Magnet strength in use, once known. */
  readonly alpha: number | null;
  /** The task at work, as the map's progress calls it; null once it is through. */
  readonly stage: string | null;
}

export interface MapCheckpoint {
  readonly status: JobStatus;
  /** The job's state, to go on from; null once there is nothing to go on with. */
  readonly state: Uint8Array | null;
  /** Everything written down since the last checkpoint, oldest first. */
  readonly records: readonly MapRecords[];
  readonly metrics: readonly Metric[];
  readonly counters: MapCounters;
  /** Cluster scores, once computed; null leaves those there are. */
  readonly scores: Landscape['scores'];
}

/** The stores that a checkpoint writes to. */
export interface CheckpointParts {
  readonly lock: OwnerLock;
  readonly maps: MapStore;
  readonly potentials: PotentialStore;
  readonly hierarchies: HierarchyStore;
  readonly minima: MinimumStore;
  readonly members: MemberStore;
  readonly trials: TrialStore;
  readonly paths: PathStore;
  readonly merges: MergeStore;
  readonly curves: CurveStore;
  readonly metrics: MetricStore;
}

/**
 * Saved moments of maps. One checkpoint is one transaction: the records since the last one, the state to go on
 * from and the counters, so that whenever the program dies all three are of the same moment.
 */
export class CheckpointStore {
  readonly #database: Database;
  readonly #parts: CheckpointParts;

  constructor(database: Database, parts: CheckpointParts) {
    this.#database = database;
    this.#parts = parts;
  }

  /** Throws StoreError when another program has taken the map over; nothing is written then. */
  commit(map: string, token: string, checkpoint: MapCheckpoint): void {
    this.#database.transaction(() => {
      this.#parts.lock.check(map, token);
      const shape = stateShape(this.#parts, map);
      for (const records of checkpoint.records) this.#write(map, records, shape);
      if (checkpoint.records.some(({ minima, merges }) => minima.length > 0 || merges.length > 0)) this.#parts.hierarchies.putMerges(map);
      for (const metric of checkpoint.metrics) this.#parts.metrics.add(map, metric);
      if (checkpoint.state === null) {
        this.#database.run('DELETE FROM checkpoint WHERE map = ?', [map]);
      } else {
        this.#database.run(
          'INSERT INTO checkpoint (map, state, saved_at) VALUES (?, ?, ?) ON CONFLICT (map) DO UPDATE SET state = excluded.state, saved_at = excluded.saved_at',
          [map, checkpoint.state, new Date().toISOString()],
        );
      }
      const { basins, states, seconds, chainSteps, alpha, stage } = checkpoint.counters;
      this.#database.run(
        `UPDATE map SET status = ?, failure = NULL, basins = ?, states = ?, seconds = ?, chain_steps = ?, alpha = coalesce(?, alpha),
           scores = coalesce(?, scores), stage = ?, owner_beat = ?
         WHERE id = ?`,
        [checkpoint.status, basins, states, seconds, chainSteps, alpha, checkpoint.scores === null ? null : JSON.stringify(checkpoint.scores), stage, Date.now(), map],
      );
    });
  }

  /** The state to go on from; null when the map has none (never started, or finished). */
  state(map: string): Uint8Array | null {
    const row = this.#database.get('SELECT state FROM checkpoint WHERE map = ?', [map]);
    return row === undefined ? null : bytesOf(row, 'state');
  }

  #write(map: string, records: MapRecords, shape: StateShape): void {
    for (const minimum of records.minima) this.#parts.minima.put(map, minimum, thumbnail(minimum.x, shape));
    for (const member of records.members) this.#parts.members.put(map, member, thumbnail(member.x, shape));
    for (const trial of records.trials) this.#parts.trials.add(map, trial);
    for (const path of records.paths) this.#parts.paths.put(map, path);
    for (const merge of records.merges) this.#parts.merges.add(map, merge);
    for (const point of records.sweep) this.#parts.curves.addSweep(map, point);
    for (const point of records.discovery) this.#parts.curves.addDiscovery(map, point);
  }
}
