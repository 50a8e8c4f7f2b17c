import { z } from 'zod';
import { deviceName, engineName } from './engine.ts';

/**
 * What a worker of a queue is about. waiting: for work. working. leaving: it finishes its pieces and goes. left-out: it failed the same piece twice and
 * takes nothing more. other-version: the work that is asked for is of another version of the program, so it takes none.
 */
export const queueWorkerState = z.enum(['waiting', 'working', 'leaving', 'left-out', 'other-version']);
export type QueueWorkerState = z.infer<typeof queueWorkerState>;

/** A worker of a queue, as it tells of itself every few seconds. */
export const queueWorker = z.object({
  id: z.string().min(1).max(200),
  host: z.string().max(300),
  pid: z.int().min(0),
  engine: engineName,
  device: deviceName,
  /** Engine, version and device in words. */
  description: z.string().max(500),
  /** Pieces that it computes at once, each on one thread. */
  threads: z.int().min(1).max(4096),
  /** Of its program. */
  version: z.string().max(60),
  state: queueWorkerState,
  /** Why it is left out or takes nothing; else null. */
  reason: z.string().max(2000).nullable(),
  /** Programs of the pieces under way. */
  now: z.array(z.string().max(60)).max(4096),
  /** Since it came. */
  pieces: z.int().min(0),
  chainSteps: z.number().min(0),
  /** Lately. */
  chainStepsPerSecond: z.number().min(0),
  /** When it came, by its own clock (ISO 8601). */
  since: z.string().max(40),
});
export type QueueWorker = z.infer<typeof queueWorker>;
