import type { JobEvent } from '../contract/job-event.ts';
import type { PiecesFor } from './lifecycle.ts';
import type { JobOrder, JobWord } from './job-site.ts';
import type { RunningJob } from './runner.ts';

/**
 * Jobs that work wait for one another, since each uses all cores; one that looks at what another does runs beside it, and waits for other
 * looks alone.
 */
export type JobLane = 'work' | 'look';
export const jobLanes: readonly JobLane[] = ['work', 'look'];

/** What a job needs of the machine that it runs on: folders, and who computes. */
export interface JobPlace {
  readonly workspace: string;
  /** The program's own resources. */
  readonly resources: string;
  /** Who computes the pieces of its jobs, in place of the engine here; left out: nobody else. */
  readonly piecesFor?: PiecesFor;
}

/** A job at work in this thread. */
export interface StartedJob {
  readonly job: RunningJob;
  /** Words beside those that end it. */
  hear?(word: JobWord): void;
  /** Once it has finished. */
  close?(): void;
}

/** A kind of long work, as the queue knows it and as whoever runs one starts it. */
export interface KindOfJob {
  /** What people call a job of this kind. */
  readonly title: string;
  readonly lane: JobLane;
  /** Starts a job, or goes on with it. What keeps it from starting is told as a `failed` event and thrown. */
  start(order: JobOrder, place: JobPlace, onEvent: (event: JobEvent) => void): Promise<StartedJob>;
}
