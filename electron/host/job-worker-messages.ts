import type { JobEvent } from '../../core/contract/job-event.ts';
import type { AskedLongRun } from './asked-long-run.ts';
import type { JobRef } from './job-ref.ts';

/** What a job's worker thread is made with. */
export interface JobWorkerData {
  readonly workspace: string;
  /** The program's own folder of resources. */
  readonly resources: string;
  readonly job: JobRef;
  /** Of long-run tests only. */
  readonly longRun: AskedLongRun | null;
}

/**
 * What the host tells a worker; all take effect at the next border between steps.
 * pause: save as paused and end. leave: save as interrupted and end (the program is closing). cancel: stop for good.
 * checkpoint, rename: of trainings, which go on.
 */
export type ToJobWorker =
  | { readonly type: 'pause' | 'leave' | 'cancel' }
  | { readonly type: 'checkpoint' }
  | { readonly type: 'rename'; readonly name: string };

/** What a worker tells the host; `ended` is the last: everything is saved and closed by then. */
export type FromJobWorker = { readonly type: 'event'; readonly event: JobEvent } | { readonly type: 'ended' };
