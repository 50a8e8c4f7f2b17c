import { stageOfKinetic } from '../kinetic/job/kinetic-progress.ts';
import type { KineticInfo, KineticState } from '../kinetic/job/kinetic-state.ts';
import { thumbnail } from '../landscape/thumbnail.ts';
import { stateShape } from '../store/state-shape.ts';
import type { Workspace } from '../store/workspace.ts';
import type { CheckpointSink, JobCheckpoint } from './checkpoint-sink.ts';
import type { StateCodec } from './job.ts';

/** Saves a running kinetic map into its workspace: every checkpoint is one transaction. */
export class KineticSink implements CheckpointSink<KineticState, KineticInfo> {
  readonly #workspace: Workspace;
  readonly #map: string;
  readonly #token: string;
  readonly #codec: StateCodec<KineticState>;

  /** `token`: from the workspace's lock, which this program holds while the map runs. */
  constructor(workspace: Workspace, map: string, token: string, codec: StateCodec<KineticState>) {
    this.#workspace = workspace;
    this.#map = map;
    this.#token = token;
    this.#codec = codec;
  }

  /** Throws StoreError when the disk refuses, or another program has taken the map over. */
  commit({ status, state, infos, metrics, seconds }: JobCheckpoint<KineticState, KineticInfo>): void {
    const over = status === 'done' || status === 'cancelled';
    const workspace = this.#workspace;
    workspace.transaction(() => {
      workspace.checkpoints.commit(this.#map, this.#token, {
        status,
        state: over ? null : this.#codec.encode(state),
        records: [],
        metrics,
        counters: { basins: state.sets, states: state.states, chainSteps: state.chainSteps, alpha: null, stage: stageOfKinetic(state), seconds },
        scores: null,
      });
      for (const info of infos) this.#write(info);
    });
  }

  fail(message: string): void {
    this.#workspace.transaction(() => {
      this.#workspace.lock.check(this.#map, this.#token);
      this.#workspace.maps.setStatus(this.#map, 'failed', message);
    });
  }

  #write({ members, inherent, graph, hierarchy, scores, trials, paths }: KineticInfo): void {
    const { members: states, inherent: structures, kinetic, hierarchies } = this.#workspace;
    const shape = stateShape(this.#workspace, this.#map);
    for (const member of members) states.put(this.#map, { ...member, placedIn: null }, thumbnail(member.x, shape));
    for (const one of inherent) structures.put(this.#map, one, thumbnail(one.x, shape));
    if (graph !== null) kinetic.put(this.#map, graph);
    if (hierarchy !== null) hierarchies.put(this.#map, hierarchy);
    if (scores !== null) kinetic.putScores(this.#map, scores);
    for (const trial of trials) this.#workspace.trials.add(this.#map, trial);
    for (const path of paths) this.#workspace.paths.put(this.#map, path);
  }
}
