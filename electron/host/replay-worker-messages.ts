import type { JobEvent } from '../../core/contract/job-event.ts';
import type { Answer } from '../../core/contract/requests.ts';

/** What the thread that computes a bundle again is made with. */
export interface ReplayData {
  readonly path: string;
  /** Where its data are; null: in the bundle, or with the program. */
  readonly data: string | null;
  /** The program's own folder of resources. */
  readonly resources: string;
}

/** The only word to the thread: stop. */
export type ToReplayWorker = 'cancel';

/** Errors travel by name and message: a thread's own classes do not. */
export type FromReplayWorker =
  | { readonly type: 'event'; readonly event: JobEvent }
  | { readonly type: 'done'; readonly answer: Answer<'workspace.replay'> }
  | { readonly type: 'failed'; readonly error: { readonly name: string; readonly message: string } };
