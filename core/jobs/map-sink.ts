import type { MapInfo } from '../mapping/map-info.ts';
import { countersOf, stageOf } from '../mapping/map-progress.ts';
import type { MapState } from '../mapping/map-state.ts';
import type { Workspace } from '../store/workspace.ts';
import type { CheckpointSink, JobCheckpoint } from './checkpoint-sink.ts';
import type { StateCodec } from './job.ts';

/** Saves a running map into its workspace: every checkpoint is one transaction. */
export class MapSink implements CheckpointSink<MapState, MapInfo> {
  readonly #workspace: Workspace;
  readonly #map: string;
  readonly #token: string;
  readonly #codec: StateCodec<MapState>;

  /** `token`: from the workspace's lock, which this program holds while the map runs. */
  constructor(workspace: Workspace, map: string, token: string, codec: StateCodec<MapState>) {
    this.#workspace = workspace;
    this.#map = map;
    this.#token = token;
    this.#codec = codec;
  }

  /** Throws StoreError when the disk refuses, or another program has taken the map over. */
  commit({ status, state, infos, metrics, seconds }: JobCheckpoint<MapState, MapInfo>): void {
    const over = status === 'done' || status === 'cancelled';
    this.#workspace.transaction(() => {
      this.#workspace.checkpoints.commit(this.#map, this.#token, {
        status,
        state: over ? null : this.#codec.encode(state),
        records: infos.map((info) => info.records),
        metrics,
        counters: { ...countersOf(state), stage: stageOf(state), seconds },
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
