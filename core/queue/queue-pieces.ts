import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Queue, QueueEvents } from 'bullmq';
import type { Redis } from 'ioredis';
import type { QueueWorker } from '../contract/queue-worker.ts';
import { EngineError } from '../engines/engine-error.ts';
import type { Piece, ProgramName, ResultOf } from '../pieces/piece.ts';
import { PieceError } from '../pieces/piece-error.ts';
import type { PieceRunner } from '../pieces/piece-runner.ts';
import { potentialHash } from '../pieces/potential-hash.ts';
import { decodeResult, encodePiece, encodePotential } from '../pieces/wire.ts';
import type { Potential } from '../potentials/potential.ts';
import { BulkValues } from './bulk-values.ts';
import { connectQueue, disconnectQueue, isRefusal, refusalOf } from './connection.ts';
import { redacted } from './queue-address.ts';
import type { QueueAddress } from './queue-address.ts';
import { QueueError } from './queue-error.ts';
import { ENGINE, EXPIRY, LOST, MOST_VANISHED, pieceId, pieceKey, potentialKey, PREFIX, QUEUE_VERSION, queueName, resultKey, sha256 } from './queue-keys.ts';
import type { Need, PieceJob } from './queue-keys.ts';
import { Roster, takesPieces } from './roster.ts';

/** A piece that is begun and that nobody holds for so long is handed out again, if no worker has found it out before. */
const UNHELD_MS = 5000;
/** How often every piece under way is looked for: whether it is done, lost or given up. */
const LOOK_MS = 2000;
const ATTEMPTS = 5;
/** Potentials that stay in the server for one job: of a training, those of the last updates. */
const MOST_POTENTIALS = 4;
/** What a server takes as one value. */
const MOST_BYTES = 500 * 1024 * 1024;

export interface QueuePiecesOptions extends Need {
  /** What people should know: no worker is there, the queue went away, a worker was left out. Once each. */
  readonly onNotice?: (text: string) => void;
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
  readonly #address: QueueAddress;
  readonly #attempts: number;
  readonly #queue: Queue<PieceJob>;
  readonly #queueEvents: QueueEvents;
  readonly #roster: Roster;
  readonly #id = `${hostname()}-${process.pid}-${randomBytes(3).toString('hex')}`;
  readonly #underWay = new Map<string, UnderWay>();
  /** Of the potentials that were brought to the server, by hash, the SHA-256 of their bytes; the longest unused first. */
  readonly #brought = new Map<string, Promise<string>>();
  readonly #said = new Set<string>();
  #threads = 0;
  #closed = false;
  #lookTimer: NodeJS.Timeout | null = null;

  constructor(address: QueueAddress, redis: Redis, options: QueuePiecesOptions) {
    this.#redis = redis;
    this.#values = new BulkValues(redis);
    this.#address = address;
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
    let away = false;
    redis.on('close', () => {
      if (!away && !this.#closed) options.onNotice?.(`The queue ${this.#where} went away: waiting for it to come back.`);
      away = true;
    });
    redis.on('ready', () => {
      if (away) options.onNotice?.(`The queue ${this.#where} is back.`);
      away = false;
    });
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
      await this.#roster.beatCoordinator({ id: this.#id, host: hostname(), version: QUEUE_VERSION, engine, device }).catch((error: unknown) => this.#sayRefusal(error));
      this.#count(await this.#roster.workers());
      // Where an error ended its loop; of one that runs this is refused.
      this.#queueEvents.run().catch(() => {});
      const since = Date.now() - (this.#options.lookMs ?? LOOK_MS) / 2;
      // Copies: both change while it looks.
      for (const [id, piece] of [...this.#underWay]) if (piece.seenAt < since && this.#underWay.get(id) === piece) await this.#lookAfter(id, piece);
      for (const hash of [...this.#brought.keys()]) await this.#redis.expire(potentialKey(hash), EXPIRY.potential);
    } catch (error) {
      // The server is away or full: the next look comes soon.
      this.#sayRefusal(error);
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
      if (!(error instanceof QueueError)) return this.#sayRefusal(error);
      if (this.#underWay.get(id) !== underWay) return;
      this.#underWay.delete(id);
      reject(error);
    });
    return underWay;
  }

  /** Puts a piece into the queue; of one that is there already nothing changes. */
  async #handOut(id: string, { program, bytes, potential }: UnderWay): Promise<void> {
    const hash = potentialHash(potential);
    const potentialBytes = await this.#bring(hash, potential);
    await this.#values.set(pieceKey(id), bytes, EXPIRY.piece);
    await this.#queue.add(program, { program, potential: hash, potentialBytes, version: QUEUE_VERSION }, { jobId: id, attempts: this.#attempts, removeOnComplete: true, removeOnFail: { age: EXPIRY.result } });
  }

  /** Puts a potential into the server, once. */
  async #bring(hash: string, potential: Potential): Promise<string> {
    const before = this.#brought.get(hash);
    this.#brought.delete(hash);
    const brought = before ?? this.#put(hash, potential);
    this.#brought.set(hash, brought);
    brought.catch(() => this.#brought.delete(hash));
    for (const oldest of this.#brought.keys()) {
      if (this.#brought.size <= MOST_POTENTIALS) break;
      if ([...this.#underWay.values()].some((piece) => potentialHash(piece.potential) === oldest)) continue;
      this.#brought.delete(oldest);
      void this.#values.remove(potentialKey(oldest)).catch(() => {});
    }
    return brought;
  }

  async #put(hash: string, potential: Potential): Promise<string> {
    const bytes = encodePotential(potential);
    if (bytes.length > MOST_BYTES) throw new QueueError(`The potential has ${Math.ceil(bytes.length / 2 ** 20)} MiB; a queue's server takes ${MOST_BYTES / 2 ** 20} MiB at once. Compute it without a queue.`);
    await this.#values.set(potentialKey(hash), bytes, EXPIRY.potential);
    return sha256(bytes);
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
      this.#brought.delete(potentialHash(piece.potential));
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

  #count(workers: readonly QueueWorker[]): void {
    const { engine, device } = this.#options;
    const able = workers.filter((worker) => takesPieces(worker, this.#options));
    this.#threads = able.reduce((sum, { threads }) => sum + threads, 0);
    for (const { id, host, state, reason } of workers) if (state === 'left-out') this.#say(id, `The worker ${id} on ${host} has left itself out. ${reason ?? ''}`);
    if (able.length > 0 || this.#underWay.size === 0) return;
    const others = workers.filter(({ state }) => state !== 'left-out');
    const kinds = [...new Set(others.map((worker) => `${worker.engine} on ${worker.device}, version ${worker.version}`))].join('; ');
    this.#say('none', others.length === 0
      ? `No worker is at the queue ${this.#where} yet: waiting. Start some with basinscope worker --queue.`
      : `None of the ${others.length} workers at the queue ${this.#where} can take this work (${engine} on ${device}, version ${QUEUE_VERSION}); they have ${kinds}. Waiting.`);
  }

  #sayRefusal(error: unknown): void {
    if (isRefusal(error)) this.#say('refusal', refusalOf(this.#address, error));
  }

  #say(key: string, text: string): void {
    if (this.#said.has(key)) return;
    this.#said.add(key);
    this.#options.onNotice?.(text);
  }

  async #clearUp(ids: readonly string[]): Promise<void> {
    await this.#roster.leave('coordinator', this.#id);
    // A piece that a worker has begun is locked: it finishes it, and its result is gone after a while.
    for (const id of ids) await this.#queue.remove(id).catch(() => {});
    const keys = [...ids.map(pieceKey), ...[...this.#brought.keys()].map(potentialKey)];
    if (keys.length > 0) await this.#redis.del(...keys);
  }
}
