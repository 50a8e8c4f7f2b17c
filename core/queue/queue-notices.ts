import type { Redis } from 'ioredis';
import type { QueueWorker } from '../contract/queue-worker.ts';
import { isRefusal, refusalOf } from './connection.ts';
import { redacted } from './queue-address.ts';
import type { QueueAddress } from './queue-address.ts';
import { QUEUE_VERSION } from './queue-keys.ts';
import type { Need } from './queue-keys.ts';
import { takesPieces } from './roster.ts';

/** Who is told what people should know of a queue. */
export interface QueueListener {
  /** Each thing once, as it happens: no worker is there, the queue went away, it is back, a worker was left out. */
  readonly onNotice?: (text: string) => void;
  /** The gravest of what holds now, at every change and again while it holds; null: nothing does any more. */
  readonly onStanding?: (text: string | null) => void;
}

/** What holds for a while, the gravest first. */
const kinds = ['away', 'refusal', 'no-worker', 'left-out'] as const;
type Kind = (typeof kinds)[number];

/** What people should know of the queue that a job's pieces are at, and for how long it holds. */
export class QueueNotices {
  readonly #where: string;
  readonly #address: QueueAddress;
  readonly #need: Need;
  readonly #listener: QueueListener;
  readonly #said = new Set<string>();
  readonly #standing = new Map<Kind, string>();
  #told: string | null = null;
  #refused = false;
  #closed = false;

  constructor(address: QueueAddress, need: Need, listener: QueueListener) {
    this.#address = address;
    this.#where = redacted(address);
    this.#need = need;
    this.#listener = listener;
  }

  /** Tells of this connection when it breaks and when it is there again. */
  follow(redis: Redis): void {
    redis.on('close', () => {
      if (this.#closed || this.#standing.has('away')) return;
      const text = `The queue ${this.#where} went away: waiting for it to come back.`;
      this.#listener.onNotice?.(text);
      this.#stand('away', text);
    });
    redis.on('ready', () => {
      if (!this.#standing.has('away')) return;
      this.#listener.onNotice?.(`The queue ${this.#where} is back.`);
      this.#stand('away', null);
    });
  }

  /** Who is there, as they were last seen, while pieces wait for them or do not. */
  workers(workers: readonly QueueWorker[], piecesWait: boolean): void {
    const out = workers.filter(({ state }) => state === 'left-out').map(({ id, host, reason }) => ({ id, text: `The worker ${id} on ${host} has left itself out. ${reason ?? ''}` }));
    for (const { id, text } of out) this.#say(id, text);
    this.#stand('left-out', out.length === 0 ? null : out.length === 1 ? out[0]!.text : `${out.length} workers have left themselves out. ${out[0]!.text}`);
    if (workers.some((worker) => takesPieces(worker, this.#need))) this.#stand('no-worker', null);
    else if (piecesWait) {
      const others = workers.filter(({ state }) => state !== 'left-out');
      const have = [...new Set(others.map((worker) => `${worker.engine} on ${worker.device}, version ${worker.version}`))].join('; ');
      const text = others.length === 0
        ? `No worker is at the queue ${this.#where} yet: waiting. Start some with basinscope worker --queue.`
        : `None of the ${others.length} workers at the queue ${this.#where} can take this work (${this.#need.engine} on ${this.#need.device}, version ${QUEUE_VERSION}); they have ${have}. Waiting.`;
      this.#say('no-worker', text);
      this.#stand('no-worker', text);
    }
  }

  /** What the server answered, where that is a refusal; of anything else nothing is said. */
  refusal(error: unknown): void {
    if (!isRefusal(error)) return;
    const text = refusalOf(this.#address, error);
    this.#refused = true;
    this.#say('refusal', text);
    this.#stand('refusal', text);
  }

  /** All was asked that is asked again and again: what was refused before and is no longer holds no more. */
  asked(): void {
    if (!this.#refused) this.#stand('refusal', null);
    this.#refused = false;
    if (this.#told !== null) this.#listener.onStanding?.(this.#told);
  }

  /** Nothing of it is of interest any more. */
  close(): void {
    this.#closed = true;
    this.#standing.clear();
    this.#tell();
  }

  #say(key: string, text: string): void {
    if (this.#said.has(key)) return;
    this.#said.add(key);
    this.#listener.onNotice?.(text);
  }

  #stand(kind: Kind, text: string | null): void {
    if (this.#closed) return;
    if (text === null) this.#standing.delete(kind);
    else this.#standing.set(kind, text);
    this.#tell();
  }

  #tell(): void {
    const gravest = kinds.find((kind) => this.#standing.has(kind));
    const text = gravest === undefined ? null : this.#standing.get(gravest)!;
    if (text === this.#told) return;
    this.#told = text;
    this.#listener.onStanding?.(text);
  }
}
