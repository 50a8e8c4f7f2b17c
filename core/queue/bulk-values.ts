import type { Redis, RedisOptions } from 'ioredis';

/** A value without an answer for so long has failed: 500 MiB over a line of a megabyte a second arrive. */
const BULK_MS = 600_000;

/**
 * Large values of a queue (pieces, results, potentials), over a connection of their own beside one of `connectQueue`: they may take minutes
 * on a slow line, and what waits for an answer of seconds does not wait behind them. What is set and removed here keeps its order.
 */
export class BulkValues {
  readonly #redis: Redis;

  constructor(beside: Redis) {
    // No limit of the library's: its timers would hold a process that has let the connection go.
    this.#redis = beside.duplicate({ commandTimeout: undefined, socketTimeout: undefined } as unknown as RedisOptions);
    this.#redis.on('error', () => {});
    // The other one asks every few seconds, and finds out first that a server fell silent.
    beside.on('close', () => this.#connectAnew());
  }

  get(key: string): Promise<Buffer | null> {
    return this.#within(this.#redis.getBuffer(key));
  }

  /** `expiry`: in seconds. */
  async set(key: string, bytes: Uint8Array, expiry: number): Promise<void> {
    await this.#within(this.#redis.set(key, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), 'EX', expiry));
  }

  async remove(...keys: readonly string[]): Promise<void> {
    await this.#within(this.#redis.del(...keys));
  }

  /** What is under way has no end then. */
  close(): void {
    this.#redis.disconnect();
  }

  #connectAnew(): void {
    if (this.#redis.status === 'ready') this.#redis.disconnect(true);
  }

  async #within<T>(asked: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.#connectAnew();
        reject(new Error(`A value was neither sent nor received within ${BULK_MS / 1000} s.`));
      }, BULK_MS).unref();
    });
    try {
      return await Promise.race([asked, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
