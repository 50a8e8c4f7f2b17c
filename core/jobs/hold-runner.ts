import type { HoldKey, HoldPlan } from '../contract/hold.ts';
import { MarkovError } from '../markov/markov-error.ts';
import type { HoldInfo, HoldState } from '../markov/hold-run.ts';
import type { HoldConditions } from '../store/hold-store.ts';
import type { Workspace } from '../store/workspace.ts';
import type { CheckpointSink, JobCheckpoint } from './checkpoint-sink.ts';
import { createHoldJob } from './hold-job.ts';
import { checkHoldable, holdStructures } from './hold-structures.ts';
import type { StateCodec } from './job.ts';
import { startJob } from './lifecycle.ts';
import type { JobRunOptions } from './lifecycle.ts';
import type { RunningJob } from './runner.ts';

/** Steps of descent before a chain is classified, where the map does not say how its own states were quenched. */
const QUENCH_STEPS = 40;

/** Id of the job of a map's chains: one a number of sets. */
export function holdJobId({ map, sets }: HoldKey): string {
  return `${map}/hold-${sets}`;
}

/**
 * Writes down chains to be watched, queued: new ones, or those of the same plan that did not come to their end, which go on. Of the same
 * plan and done, they stay as they are.
 * Throws MarkovError where the map is not a finished kinetic map, or cannot be cut so.
 */
export function planHold(workspace: Workspace, plan: HoldPlan): void {
  checkHoldable(workspace, plan);
  const { settings } = workspace.maps.get(plan.map);
  const before = workspace.holds.find(plan);
  if (before?.status === 'running' && workspace.lock.held(plan.map)) {
    throw new MarkovError(`Another program watches chains in these ${plan.sets} sets already. Wait for it, or stop it there.`);
  }
  if (before !== null && before.status !== 'cancelled' && samePlan(before.plan, plan)) return;
  const quenchSteps = 'quenchSteps' in settings && typeof settings.quenchSteps === 'number' ? settings.quenchSteps : QUENCH_STEPS;
  const conditions: HoldConditions = { epsilon: settings.epsilon ?? workspace.potentials.get(workspace.maps.get(plan.map).potential).trainEpsilon, temperature: settings.temperature, quenchSteps };
  workspace.holds.add(plan, conditions, workspace.maps.get(plan.map).engine);
}

function samePlan(a: HoldPlan, b: HoldPlan): boolean {
  return a.steps === b.steps && a.chains === b.chains && a.seed === b.seed;
}

/**
 * Watches planned chains: from their start, or from where they were saved. The map is held meanwhile, as one that runs. The workspace stays
 * open and is the caller's to close after the job's `finished` has resolved. Another engine than they began on is named beside it.
 *
 * Throws StoreError while another program holds the map, and what keeps it from starting, as `startJob` has it.
 */
export async function runHold(workspace: Workspace, key: HoldKey, options: JobRunOptions): Promise<RunningJob> {
  const { map } = key;
  const token = workspace.lock.claim(map);
  return startJob<HoldState, HoldInfo>(
    {
      id: holdJobId(key),
      claim: { beat: () => workspace.lock.beat(map, token), release: () => workspace.lock.release(map, token) },
      noteFailure: (message) => workspace.holds.setStatus(key, 'failed', message),
      prepare: async () => {
        const { settings, potential } = workspace.maps.get(map);
        const { engine, device, threads } = settings;
        const opened = await workspace.potentials.open(potential);
        const structures = holdStructures(workspace, key);
        return {
          engine: { engine, device, threads },
          open: (on, pieces) => {
            const { plan, conditions, seconds, engine: before } = workspace.holds.get(key);
            const { steps, chains, seed } = plan;
            const job = createHoldJob({ engine: on, ...(pieces === undefined ? {} : { pieces }), potential: opened, structures, settings: { ...conditions, steps, chains, seed } });
            const saved = workspace.holds.state(key);
            workspace.holds.setEngine(key, saved === null || before.endsWith(on.description) ? on.description : `${before}, then ${on.description}`);
            return { job, sink: new HoldSink(workspace, key, token, job), resume: saved === null ? null : { state: job.decode(saved), seconds }, frameName: 'hold' };
          },
        };
      },
    },
    options,
  );
}

/** Saves watched chains into their workspace: every checkpoint is one transaction. */
class HoldSink implements CheckpointSink<HoldState, HoldInfo> {
  readonly #workspace: Workspace;
  readonly #key: HoldKey;
  readonly #token: string;
  readonly #codec: StateCodec<HoldState>;

  constructor(workspace: Workspace, key: HoldKey, token: string, codec: StateCodec<HoldState>) {
    this.#workspace = workspace;
    this.#key = key;
    this.#token = token;
    this.#codec = codec;
  }

  /** Throws StoreError when the disk refuses, or another program has taken the map over. */
  commit({ status, state, seconds }: JobCheckpoint<HoldState, HoldInfo>): void {
    const over = status === 'done' || status === 'cancelled';
    const { homes, seen, looked, done } = state;
    this.#workspace.transaction(() => {
      this.#workspace.lock.check(this.#key.map, this.#token);
      this.#workspace.holds.save(this.#key, { status, homes, seen: seen.subarray(0, looked * homes.length), looked, done, seconds, state: over ? null : this.#codec.encode(state) });
    });
  }

  fail(message: string): void {
    this.#workspace.transaction(() => {
      this.#workspace.lock.check(this.#key.map, this.#token);
      this.#workspace.holds.setStatus(this.#key, 'failed', message);
    });
  }
}
