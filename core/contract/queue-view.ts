import { z } from 'zod';
import { deviceName, engineName } from './engine.ts';
import { queueWorker } from './queue-worker.ts';

/**
 * How the window stands to a queue of pieces of work. none: its jobs are computed by this program. connected: by the workers of the queue, those that begin from
 * then on. away: its server does not answer; it is waited for.
 */
export const queueView = z.object({
  state: z.enum(['none', 'connected', 'away']),
  /** Of the queue, without user and password; null where there is none. */
  address: z.string().nullable(),
  /** Why the queue that was remembered could not be reached when the program started; else null. */
  problem: z.string().nullable(),
  workers: z.array(queueWorker),
  /** Ids of the jobs of this window whose pieces go to the queue. */
  jobs: z.array(z.string()),
});
export type QueueView = z.infer<typeof queueView>;

/** What a queue is reached by. The address holds the password, where there is one: it is never stored as it stands, or shown. */
export const queueChoice = z.object({ address: z.string().min(1).max(2000), allowRemote: z.boolean() });
export type QueueChoice = z.infer<typeof queueChoice>;

/** What a worker of this machine is to compute on; 0 threads: as many as there are cores, of a GPU one. */
export const ownWorkerChoice = z.object({ engine: engineName, device: deviceName, threads: z.int().min(0).max(1024) });
export type OwnWorkerChoice = z.infer<typeof ownWorkerChoice>;

/** A worker that this window has started on this machine. */
export const ownWorker = z.object({
  worker: z.int(),
  /** Its process; null where it has ended. */
  pid: z.int().nullable(),
  ...ownWorkerChoice.shape,
  /** leaving: it finishes its pieces. ended: by itself, with a problem. */
  state: z.enum(['starting', 'running', 'leaving', 'ended']),
  problem: z.string().nullable(),
});
export type OwnWorker = z.infer<typeof ownWorker>;
