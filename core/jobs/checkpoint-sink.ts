import type { JobReport } from './job.ts';

/** What is saved at once: all of it or nothing. */
export interface JobCheckpoint<Info> {
  readonly status: 'running' | 'paused' | 'interrupted' | 'cancelled' | 'done';
  /** The job's encoded state, to go on from. */
  readonly state: Uint8Array;
  /** What the steps since the last checkpoint returned, oldest first. */
  readonly infos: readonly Info[];
  readonly metrics: readonly JobReport['metrics'][number][];
  /** The newest progress; null before the first step of this sitting. */
  readonly progress: JobReport['progress'] | null;
  /** Seconds of work so far, over all sittings, pauses not counted. */
  readonly seconds: number;
}

/** Where a runner saves a job. The workspace implements it for maps (map-sink.ts). */
export interface CheckpointSink<Info> {
  /** Saves a checkpoint whole before it returns (or resolves). What it throws fails the job. */
  commit(checkpoint: JobCheckpoint<Info>): void | Promise<void>;
  /** Notes that the job failed; what the last checkpoint saved stays as it is, to be resumed. `since`: what came after it. */
  fail(message: string, since: FailedWork<Info>): void | Promise<void>;
}

/** What a job that failed did after its last checkpoint, for those who want to know how it came to it. */
export interface FailedWork<Info> {
  readonly error: unknown;
  readonly infos: readonly Info[];
}
