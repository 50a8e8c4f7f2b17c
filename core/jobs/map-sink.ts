import type { MapInfo } from '../mapping/map-info.ts';
import type { MapCounters } from '../store/checkpoint-store.ts';
import type { Workspace } from '../store/workspace.ts';
import type { CheckpointSink, JobCheckpoint } from './checkpoint-sink.ts';

/** Saves a running map into its workspace: every checkpoint is one transaction. */
export class MapSink implements CheckpointSink<MapInfo> {
  readonly #workspace: Workspace;
  readonly #map: string;
  readonly #token: string;
  #counters: MapCounters;

  /** `token`: from the workspace's lock, which this program holds while the map runs. */
  constructor(workspace: Workspace, map: string, token: string) {
    this.#workspace = workspace;
    this.#map = map;
    this.#token = token;
    this.#counters = workspace.maps.get(map);
  }

  /** Throws StoreError when the disk refuses, or another program has taken the map over. */
  commit(checkpoint: JobCheckpoint<MapInfo>): void {
    const { status, infos, metrics, progress, seconds } = checkpoint;
    const over = status === 'done' || status === 'cancelled';
    this.#counters = {
      basins: progress?.basins ?? this.#counters.basins,
      states: progress?.statesPlaced ?? this.#counters.states,
      chainSteps: progress?.chainSteps ?? this.#counters.chainSteps,
      seconds,
      alpha: infos.at(-1)?.alpha ?? this.#counters.alpha,
    };
    this.#workspace.transaction(() => {
      this.#workspace.checkpoints.commit(this.#map, this.#token, {
        status,
        state: over ? null : checkpoint.state,
        records: infos.map((info) => info.records),
        metrics,
        counters: this.#counters,
        scores: infos.findLast((info) => info.scores !== null)?.scores ?? null,
      });
      for (const warning of infos.flatMap((info) => info.warnings)) this.#workspace.maps.addWarning(this.#map, warning);
    });
  }

  fail(message: string): void {
    this.#workspace.transaction(() => {
      this.#workspace.lock.check(this.#map, this.#token);
      this.#workspace.maps.setStatus(this.#map, 'failed', message);
    });
  }
}
