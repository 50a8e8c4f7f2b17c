import { z } from 'zod';
import type { Redis } from 'ioredis';
import { queueWorker } from '../contract/queue-worker.ts';
import type { QueueWorker } from '../contract/queue-worker.ts';
import { deviceName, engineName } from '../contract/engine.ts';
import { connectQueue, disconnectQueue } from './connection.ts';
import { PREFIX, QUEUE_VERSION } from './queue-keys.ts';
import type { Need } from './queue-keys.ts';
import type { QueueAddress } from './queue-address.ts';

/** Milliseconds between two signs of life, and after how many without one somebody is gone. */
export const BEAT_MS = 3000;
const GONE_MS = 15_000;
/** A worker that leaves itself out is shown for so long after its end. */
const LEFT_OUT_MS = 600_000;

/** A job that hands out pieces. */
const coordinator = z.object({ id: z.string(), host: z.string(), version: z.string(), engine: engineName, device: deviceName });
export type Coordinator = z.infer<typeof coordinator>;

/** Whether a worker takes pieces of this need, as it last said of itself. */
export function takesPieces({ version, engine, device, state }: QueueWorker, need: Need): boolean {
  return version === QUEUE_VERSION && engine === need.engine && device === need.device && state !== 'left-out' && state !== 'leaving';
}

/** Who is there: workers and coordinators say so in the server every few seconds; who falls silent is no longer listed. */
export class Roster {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  beat(worker: QueueWorker): Promise<void> {
    return this.#note('worker', worker.id, worker, worker.state === 'left-out' ? LEFT_OUT_MS : GONE_MS);
  }

  beatCoordinator(one: Coordinator): Promise<void> {
    return this.#note('coordinator', one.id, one, GONE_MS);
  }

  async leave(kind: 'worker' | 'coordinator', id: string): Promise<void> {
    await this.#redis.multi().del(`${PREFIX}:${kind}:${id}`).srem(`${PREFIX}:${kind}s`, id).exec();
  }

  /** By host and id. */
  async workers(): Promise<QueueWorker[]> {
    return (await this.#listed('worker', queueWorker)).sort((a, b) => (`${a.host} ${a.id}` < `${b.host} ${b.id}` ? -1 : 1));
  }

  coordinators(): Promise<Coordinator[]> {
    return this.#listed('coordinator', coordinator);
  }

  async #note(kind: string, id: string, value: object, forMs: number): Promise<void> {
    await this.#redis.multi().set(`${PREFIX}:${kind}:${id}`, JSON.stringify(value), 'PX', forMs).sadd(`${PREFIX}:${kind}s`, id).exec();
  }

  /** Others may write there: what is not what it should be is not listed. */
  async #listed<T>(kind: string, schema: z.ZodType<T>): Promise<T[]> {
    const set = `${PREFIX}:${kind}s`;
    const ids = await this.#redis.smembers(set);
    if (ids.length === 0) return [];
    const texts = await this.#redis.mget(ids.map((id) => `${PREFIX}:${kind}:${id}`));
    const silent = ids.filter((_, i) => texts[i] === null);
    if (silent.length > 0) await this.#redis.srem(set, ...silent);
    return texts.flatMap((text) => {
      try {
        return text === null ? [] : [schema.parse(JSON.parse(text))];
      } catch {
        return [];
      }
    });
  }
}

/** The workers of a queue, by host. Throws QueueError where it cannot be reached. */
export async function listWorkers(address: QueueAddress): Promise<QueueWorker[]> {
  const connection = await connectQueue(address);
  try {
    return await new Roster(connection).workers();
  } finally {
    await disconnectQueue(connection);
  }
}
