import type { Redis } from 'ioredis';
import type { QueueWorker } from '../contract/queue-worker.ts';
import { connectQueue, disconnectQueue } from './connection.ts';
import type { QueueAddress } from './queue-address.ts';
import { Roster } from './roster.ts';

/** Longest wait for a server's word about its workers. */
const PATIENCE_MS = 3000;

/** Looks at a queue over one connection that is kept: whether its server is there, and its workers. Takes nothing from it and gives it nothing. */
export class QueueWatch {
  readonly #redis: Redis;
  readonly #roster: Roster;

  private constructor(redis: Redis) {
    this.#redis = redis;
    this.#roster = new Roster(redis);
  }

  /** Throws QueueError where the queue cannot be reached or lets nobody in. */
  static async open(address: QueueAddress): Promise<QueueWatch> {
    return new QueueWatch(await connectQueue(address));
  }

  /** By host; null while the server does not answer. */
  async workers(): Promise<QueueWorker[] | null> {
    if (this.#redis.status !== 'ready') return null;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), PATIENCE_MS)));
    try {
      return await Promise.race([this.#roster.workers(), late]);
    } catch {
      // A server that went while it was asked is away.
      return null;
    } finally {
      clearTimeout(timer);
    }
  }

  close(): Promise<void> {
    return disconnectQueue(this.#redis);
  }
}
