import type { OwnWorkerChoice, QueueChoice } from '../core/contract/queue-view.ts';

/** What the main process tells a worker of this machine. The address comes as a message: it stands in no list of processes and no environment. */
export type ToWorker =
  | { readonly type: 'start'; readonly queue: QueueChoice; readonly choice: OwnWorkerChoice }
  /** Take nothing more, finish what is under way within so many seconds, and end. */
  | { readonly type: 'leave'; readonly graceSeconds: number };

/** What a worker of this machine tells the main process. */
export type FromWorker =
  | { readonly type: 'running' }
  /** It ends by itself, and why. */
  | { readonly type: 'problem'; readonly message: string };
