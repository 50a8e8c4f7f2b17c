import type { Job, JobReport } from '../../../core/jobs/job.ts';
import type { CheckpointSink, JobCheckpoint } from '../../../core/jobs/checkpoint-sink.ts';

export interface CountingState {
  step: number;
  hash: number;
}
export interface CountingInfo {
  readonly step: number;
  readonly hash: number;
}

export interface CountingOptions {
  readonly onStep?: (step: number) => void;
  readonly total?: number | null;
  readonly closed?: () => void;
  /** Chain steps after a step; 100 each unless said. */
  readonly chainSteps?: (step: number) => number;
  readonly forecast?: (step: number) => Partial<JobReport>;
}

/** A job of `steps` steps, each mixing its number into a hash: resumed wrongly, it ends with another hash. */
export function countingJob(steps: number, options: CountingOptions = {}): Job<CountingState, CountingInfo> {
  return {
    init: () => Promise.resolve({ step: 0, hash: 1 }),
    step: (state) => {
      state.step++;
      options.onStep?.(state.step);
      state.hash = (Math.imul(state.hash, 31) + state.step) | 0;
      return Promise.resolve({ state, info: { step: state.step, hash: state.hash }, done: state.step === steps });
    },
    report: (state, info) => ({
      progress: {
        task: { name: 'Counting', done: state.step, total: options.total === undefined ? steps : options.total, unit: 'steps', parts: [] },
        chainSteps: options.chainSteps?.(state.step) ?? state.step * 100,
        found: { kind: 'map', statesPlaced: state.step, basins: 1 },
      },
      metrics: [{ name: 'hash', step: info.step, values: { hash: info.hash } }],
      frame: info.step % 10 === 0,
      ...options.forecast?.(state.step),
    }),
    close: () => {
      options.closed?.();
      return Promise.resolve();
    },
  };
}

/** Keeps checkpoints in memory, each with a state of its own: the job goes on changing its. */
export class MemorySink implements CheckpointSink<CountingState, CountingInfo> {
  readonly checkpoints: JobCheckpoint<CountingState, CountingInfo>[] = [];
  failure: string | null = null;

  commit(checkpoint: JobCheckpoint<CountingState, CountingInfo>): void {
    this.checkpoints.push({ ...checkpoint, state: { ...checkpoint.state } });
  }

  fail(message: string): void {
    this.failure = message;
  }

  get infos(): CountingInfo[] {
    return this.checkpoints.flatMap((checkpoint) => checkpoint.infos);
  }
}
