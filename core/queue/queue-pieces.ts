import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Queue, QueueEvents } from 'bullmq';
import type { Redis } from 'ioredis';
import { EngineError } from '../engines/engine-error.ts';
import type { Piece, ProgramName, ResultOf } from '../pieces/piece.ts';
import { PieceError } from '../pieces/piece-error.ts';
import type { PieceRunner } from '../pieces/piece-runner.ts';
import { potentialHash } from '../pieces/potential-hash.ts';
import { decodeResult, encodePiece } from '../pieces/wire.ts';
import type { Potential } from '../potentials/potential.ts';
import { BroughtPotentials } from './brought-potentials.ts';
import { BulkValues } from './bulk-values.ts';
import { connectQueue, disconnectQueue } from './connection.ts';
import { redacted } from './queue-address.ts';
import type { QueueAddress } from './queue-address.ts';
import { QueueError } from './queue-error.ts';
import { ENGINE, EXPIRY, LOST, MOST_VANISHED, pieceId, pieceKey, PREFIX, QUEUE_VERSION, queueName, resultKey } from './queue-keys.ts';
import type { Need, PieceJob } from './queue-keys.ts';
import { QueueNotices } from './queue-notices.ts';
import type { QueueListener } from './queue-notices.ts';
import { Roster, takesPieces } from './roster.ts';

/** A piece that is begun and that nobody holds for so long is handed out again, if no worker has found it out before. */
const UNHELD_MS = 5000;
/** How often every piece under way is looked for: whether it is done, lost or given up. */
const LOOK_MS = 2000;
const ATTEMPTS = 5;

export interface QueuePiecesOptions extends Need, QueueListener {
  /** How many milliseconds lie between two looks at all pieces under way. */
  readonly lookMs?: number;
  /** Times that workers may fail a piece before it is given up. Default 5: two of them leave themselves out over it meanwhile. */
  readonly attempts?: number;
}

interface UnderWay {
  readonly program: ProgramName;
  readonly bytes: Uint8Array;
  readonly potential: Potential;
  readonly bytesOfResult: Promise<Uint8Array>;
  /** Its result while it is fetched. */
  arriving: Promise<Uint8Array | null> | null;
  resolve(result: Uint8Array): void;
  reject(error: Error): void;
  /** When its fate was last looked at or known, in ms. */
  seenAt: number;
  /** Since when it is begun without anyone holding it, in ms; null: it is held, or not begun. */
  unheldSince: number | null;
  /** Workers that vanished with it. */
  vanished: number;
}

/**
 * Has pieces computed by the workers of a queue. A piece that is lost with a worker or with the server is handed out again, and one that
 * comes twice counts once; while the server is away, it is waited for.
 * Throws QueueError where the queue cannot be reached at first. Its pieces throw what their programs throw, EngineError where the engines
 * of two workers failed one (or that of the only one there, twice), and PieceError where every worker that tried one failed.
 */
export async function queuePieces(address: QueueAddress, options: QueuePiecesOptions): Promise<PieceRunner> {
  const redis = await connectQueue(address);
  const runner = new QueuePieces(address, redis, options);
  await runner.look();
  return runner;
}

class QueuePieces implements PieceRunner {
  readonly #redis: Redis;
  readonly #values: BulkValues;
  readonly #events: Redis;
  readonly #options: QueuePiecesOptions;
  readonly #where: string;
  readonly #attempts: number;
  readonly #queue: Queue<PieceJob>;
  readonly #queueEvents: QueueEvents;
  readonly #roster: Roster;
  readonly #id = `${hostname()}-${process.pid}-${randomBytes(3).toString('hex')}`;
  readonly #underWay = new Map<string, UnderWay>();
  readonly #brought: BroughtPotentials;
  readonly #notices: QueueNotices;
  #threads = 0;
  #closed = false;
  #lookTimer: NodeJS.Timeout | null = null;

  constructor(address: QueueAddress, redis: Redis, options: QueuePiecesOptions) {
    this.#redis = redis;
    this.#values = new BulkValues(redis);
    this.#brought = new BroughtPotentials(this.#values);
    this.#notices = new QueueNotices(address, options, options);
    this.#notices.follow(redis);
    this.#options = options;
    this.#where = redacted(address);
    this.#attempts = options.attempts ?? ATTEMPTS;
    this.#roster = new Roster(redis);
    const name = queueName(options);
    this.#queue = new Queue<PieceJob>(name, { connection: redis, prefix: PREFIX });
    this.#events = redis.duplicate();
    this.#events.on('error', () => {});
    this.#queueEvents = new QueueEvents(name, { connection: this.#events, prefix: PREFIX });
    this.#queueEvents.on('completed', ({ jobId }) => void this.#collect(jobId).catch(() => {}));
    this.#queueEvents.on('failed', ({ jobId, failedReason }) => void this.#failed(jobId, failedReason).catch(() => {}));
    // What goes wrong on the way is seen at the next look.
    this.#queue.on('error', () => {});
    this.#queueEvents.on('error', () => {});
  }

  /** Two pieces for each thread of a worker, so that its next one is there when it needs it. */
  get width(): number {
    return Math.max(2, 2 * this.#threads);
  }

  async run<P extends Piece>(piece: P): Promise<ResultOf<P>> {
    if (this.#closed) throw new PieceError('No piece is handed out any more: the queue is closed.');
    const bytes = encodePiece(piece);
    const id = pieceId(bytes);
    const known = this.#underWay.get(id) ?? this.#begin(id, piece, bytes);
    return decodeResult(piece.program, await known.bytesOfResult) as ResultOf<P>;
  }

  /** Its bytes go when newer potentials come, or at the end: pieces of it may be under way. */
  release(): Promise<void> {
    return Promise.resolve();
  }

  /** Takes back the pieces under way, which fail; whoever closes does not wait for them. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#notices.close();
    if (this.#lookTimer !== null) clearTimeout(this.#lookTimer);
    const left = [...this.#underWay];
    this.#underWay.clear();
    this.#values.close();
    for (const [, { reject }] of left) reject(new PieceError('This piece was taken back: the queue is closed.'));
    if (this.#redis.status === 'ready') await Promise.race([this.#clearUp(left.map(([id]) => id)).catch(() => {}), sleep(2000)]);
    await Promise.race([this.#queueEvents.close().catch(() => {}), sleep(1000)]);
    await disconnectQueue(this.#events);
    await disconnectQueue(this.#redis);
  }

  /** Looks who is there and what became of every piece; again and again until it is closed. */
  async look(): Promise<void> {
    try {
      const { engine, device } = this.#options;
      // A server that is full refuses it, but still has results, which make room when they are taken.
      await this.#roster.beatCoordinator({ id: this.#id, host: hostname(), version: QUEUE_VERSION, engine, device }).catch((error: unknown) => this.#notices.refusal(error));
      const workers = await this.#roster.workers();
      this.#threads = workers.reduce((sum, worker) => sum + (takesPieces(worker, this.#options) ? worker.threads : 0), 0);
      this.#notices.workers(workers, this.#underWay.size > 0);
      // Where an error ended its loop; of one that runs this is refused.
      this.#queueEvents.run().catch(() => {});
      const since = Date.now() - (this.#options.lookMs ?? LOOK_MS) / 2;
      // Copies: both change while it looks.
      for (const [id, piece] of [...this.#underWay]) if (piece.seenAt < since && this.#underWay.get(id) === piece) await this.#lookAfter(id, piece);
      for (const key of this.#brought.keys) await this.#redis.expire(key, EXPIRY.potential);
      this.#notices.asked();
    } catch (error) {
      // The server is away or full: the next look comes soon.
      this.#notices.refusal(error);
    }
    if (!this.#closed) this.#lookTimer = setTimeout(() => void this.look(), this.#options.lookMs ?? LOOK_MS);
  }

  #begin(id: string, piece: Piece, bytes: Uint8Array): UnderWay {
    let resolve: UnderWay['resolve'] = () => {};
    let reject: UnderWay['reject'] = () => {};
    const bytesOfResult = new Promise<Uint8Array>((yes, no) => ([resolve, reject] = [yes, no]));
    const underWay: UnderWay = { program: piece.program, bytes, potential: piece.potential, bytesOfResult, arriving: null, resolve, reject, seenAt: Date.now(), unheldSince: null, vanished: 0 };
    this.#underWay.set(id, underWay);
    this.#handOut(id, underWay).catch((error: unknown) => {
      // A command that failed on the way is done again at the next look; what is too large never fits.
      if (!(error instanceof QueueError)) return this.#notices.refusal(error);
      if (this.#underWay.get(id) !== underWay) return;
      this.#underWay.delete(id);
      reject(error);
    });
    return underWay;
  }

  /** Puts a piece into the queue; of one that is there already nothing changes. */
  async #handOut(id: string, { program, bytes, potential }: UnderWay): Promise<void> {
    const hash = potentialHash(potential);
    const inUse = new Set([...this.#underWay.values()].map((piece) => potentialHash(piece.potential)));
    const potentialBytes = await this.#brought.bring(potential, inUse);
    await this.#values.set(pieceKey(id), bytes, EXPIRY.piece);
    await this.#queue.add(program, { program, potential: hash, potentialBytes, version: QUEUE_VERSION }, { jobId: id, attempts: this.#attempts, removeOnComplete: true, removeOnFail: { age: EXPIRY.result } });
  }

  /** Takes a result, where there is one, and clears up after the piece. */
  async #collect(id: string): Promise<boolean> {
    const piece = this.#underWay.get(id);
    if (piece === undefined) return false;
    // One that takes long on its way is asked for once.
    const bytes = await (piece.arriving ??= this.#values.get(resultKey(id)).finally(() => (piece.arriving = null)));
    if (bytes === null) return false;
    // Another look may have taken it meanwhile, and the same piece may have been handed out anew.
    if (this.#underWay.get(id) !== piece) return true;
    this.#underWay.delete(id);
    piece.resolve(bytes);
    await this.#values.remove(pieceKey(id), resultKey(id));
    return true;
  }

  async #lookAfter(id: string, piece: UnderWay): Promise<void> {
    piece.seenAt = Date.now();
    // Its job may wait for a second worker, where the first was thought to be gone.
    if (await this.#collect(id)) return void (await this.#queue.remove(id));
    const state = await this.#queue.getJobState(id);
    if (state === 'failed') return this.#failed(id, (await this.#queue.getJob(id))?.failedReason ?? '');
    if (state === 'active') return this.#lookWhoHolds(id, piece);
    piece.unheldSince = null;
    if (state !== 'unknown' && state !== 'completed') return;
    // Done between the two questions; or done and its result taken by another job that handed out the same piece; or lost with the server.
    if (!(await this.#collect(id))) await this.#handOutAgain(id, piece);
  }

  /** Workers find out pieces whose worker is gone; where none does, whoever handed them out must. */
  async #lookWhoHolds(id: string, piece: UnderWay): Promise<void> {
    if ((await this.#redis.exists(this.#queue.toKey(`${id}:lock`))) > 0) piece.unheldSince = null;
    else if (piece.unheldSince === null) piece.unheldSince = Date.now();
    else if (Date.now() - piece.unheldSince > UNHELD_MS) {
      piece.unheldSince = null;
      piece.vanished++;
      if (piece.vanished <= MOST_VANISHED) await this.#handOutAgain(id, piece);
      else await this.#failed(id, 'stalled');
    }
  }

  async #failed(id: string, why: string): Promise<void> {
    const piece = this.#underWay.get(id);
    if (piece === undefined) return;
    if (why.startsWith(LOST)) {
      this.#brought.lost(piece.potential);
      return this.#handOutAgain(id, piece);
    }
    if (await this.#collect(id)) return;
    if (this.#underWay.get(id) !== piece) return;
    this.#underWay.delete(id);
    piece.reject(this.#failureOf(piece.program, why));
    await this.#queue.remove(id);
    await this.#values.remove(pieceKey(id));
  }

  #failureOf(program: ProgramName, why: string): Error {
    if (why.startsWith(ENGINE)) return new EngineError(`The engines at the queue ${this.#where} cannot compute a piece of work (${program}); the last that tried: ${why.slice(ENGINE.length)}`);
    return new PieceError(/stalled/.test(why)
      ? `A piece of work (${program}) was begun again and again by workers of the queue ${this.#where} that then fell silent. See whether they run out of memory.`
      : `A piece of work (${program}) failed at every worker of the queue ${this.#where} that tried it, ${this.#attempts} times in all; the last: ${why}`);
  }

  async #handOutAgain(id: string, piece: UnderWay): Promise<void> {
    await this.#queue.remove(id);
    if (this.#underWay.get(id) === piece) await this.#handOut(id, piece);
  }

  async #clearUp(ids: readonly string[]): Promise<void> {
    await this.#roster.leave('coordinator', this.#id);
    // A piece that a worker has begun is locked: it finishes it, and its result is gone after a while.
    for (const id of ids) await this.#queue.remove(id).catch(() => {});
    const keys = [...ids.map(pieceKey), ...this.#brought.keys];
    if (keys.length > 0) await this.#redis.del(...keys);
  }
}
