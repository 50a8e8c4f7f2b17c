import type { JobReport } from './job.ts';

/** What is saved at once: all of it or nothing. */
export interface JobCheckpoint<State, Info> {
  readonly status: 'running' | 'paused' | 'interrupted' | 'cancelled' | 'done';
  /** The job's own state, to go on from: the job waits and changes nothing of it until it is saved. */
  readonly state: State;
  /** What the steps since the last checkpoint returned, oldest first. */
  readonly infos: readonly Info[];
  readonly metrics: readonly JobReport['metrics'][number][];
  /** Seconds of work so far, over all sittings, pauses not counted. */
  readonly seconds: number;
}

/**
 * Where a runner saves a job. How a state becomes bytes is the sink's own affair: what has not changed, or is over, or lies elsewhere
 * already need not be encoded.
 */
export interface CheckpointSink<State, Info> {
  /** Saves a checkpoint whole before it returns (or resolves). What it throws fails the job. */
  commit(checkpoint: JobCheckpoint<State, Info>): void | Promise<void>;
  /** Notes that the job failed; what the last checkpoint saved stays as it is, to be resumed. `since`: what came after it. */
  fail(message: string, since: FailedWork<Info>): void | Promise<void>;
}

/** What a job that failed did after its last checkpoint, for those who want to know how it came to it. */
export interface FailedWork<Info> {
  readonly error: unknown;
  readonly infos: readonly Info[];
}
