import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { Redis } from 'ioredis';
import { UnrecoverableError, WaitingError, Worker } from 'bullmq';
import type { Job } from 'bullmq';
import type { QueueWorker, QueueWorkerState } from '../contract/queue-worker.ts';
import { EngineError } from '../engines/engine-error.ts';
import { RecentRate } from '../jobs/recent-rate.ts';
import { ThreadPool } from '../pieces/threads/thread-pool.ts';
import { BulkValues } from './bulk-values.ts';
import { connectQueue, disconnectQueue, isRefusal, refusalOf } from './connection.ts';
import { PieceFailures } from './piece-failures.ts';
import { ENGINE, EXPIRY, LOST, MOST_VANISHED, pieceId, pieceJob, pieceKey, potentialKey, PREFIX, QUEUE_VERSION, queueName, resultKey, sha256 } from './queue-keys.ts';
import type { Need, PieceJob } from './queue-keys.ts';
import { redacted } from './queue-address.ts';
import type { QueueAddress } from './queue-address.ts';
import { BEAT_MS, Roster, takesPieces } from './roster.ts';

/** Potentials whose bytes are kept for the threads that have not asked for them yet. */
const MOST_POTENTIALS = 2;
const CHANGE_MS = 700;
const AGAIN_MS = 1000;
/** Times that a server may refuse before the piece is given back. */
const MOST_REFUSALS = 3;
/** Longest wait for the server to take pieces back. */
const GIVING_BACK_MS = 3000;

export interface QueueWorkerOptions extends Need {
  readonly threads: number;
  /** Seconds after which the piece of a worker that fell silent is given to another. Default 15. */
  readonly lockSeconds?: number;
  /** What people should know: the queue went away, work is of another version. */
  readonly onNotice: (text: string) => void;
}

/** Who computes in a worker. */
export type Threads = Pick<ThreadPool, 'run' | 'close' | 'kill' | 'description'>;

export interface LeaveOptions {
  /** Seconds that pieces under way may still take before they are given back. */
  readonly graceSeconds: number;
}

/**
 * A worker of a queue: takes pieces from it until it leaves, computes them on threads of its own, and tells how it is every few seconds.
 * Locks are renewed in this thread while those compute.
 */
export class PieceWorker {
  /** Resolves when it has left: with null, or with the reason why it left by itself. */
  readonly finished: Promise<string | null>;
  readonly #redis: Redis;
  readonly #values: BulkValues;
  readonly #address: QueueAddress;
  readonly #pool: Threads;
  readonly #roster: Roster;
  readonly #worker: Worker<PieceJob>;
  readonly #options: QueueWorkerOptions;
  readonly #id = `${hostname()}-${process.pid}-${randomBytes(3).toString('hex')}`;
  readonly #since = new Date();
  readonly #underWay = new Map<string, string>();
  readonly #potentials = new Map<string, Promise<Uint8Array>>();
  readonly #failures = new PieceFailures();
  readonly #rate = new RecentRate(20, 0.5);
  readonly #beat: NodeJS.Timeout;
  #soon: NodeJS.Timeout | null = null;
  #erred = false;
  #refused = false;
  #told: Promise<void> = Promise.resolve();
  readonly #hurried: Promise<void>;
  #hurry: () => void = () => {};
  #finish: (reason: string | null) => void = () => {};
  #leaving: Promise<void> | null = null;
  #givingBack = false;
  #reason: string | null = null;
  #otherVersion: string | null = null;
  #pieces = 0;
  #chainSteps = 0;

  private constructor(address: QueueAddress, redis: Redis, pool: Threads, options: QueueWorkerOptions) {
    this.#redis = redis;
    this.#values = new BulkValues(redis);
    this.#address = address;
    this.#pool = pool;
    this.#options = options;
    this.#roster = new Roster(redis);
    this.finished = new Promise((resolve) => (this.#finish = resolve));
    this.#hurried = new Promise((resolve) => (this.#hurry = resolve));
    const lockDuration = (options.lockSeconds ?? 15) * 1000;
    this.#worker = new Worker<PieceJob>(queueName(options), (job, token) => this.#compute(job, token), {
      connection: redis, prefix: PREFIX, name: this.#id, concurrency: options.threads,
      lockDuration, stalledInterval: Math.max(500, lockDuration / 3), maxStalledCount: MOST_VANISHED, runRetryDelay: 1000, drainDelay: 5,
    });
    let away = false;
    redis.on('close', () => {
      if (!away && this.#leaving === null) options.onNotice(`The queue ${redacted(address)} went away: waiting for it to come back.`);
      away = true;
    });
    redis.on('ready', () => {
      if (away) options.onNotice(`The queue ${redacted(address)} is back.`);
      away = false;
    });
    // What goes wrong on the way is done again by the library, or the piece by another worker; but its loops may have ended over it.
    this.#worker.on('error', () => (this.#erred = true));
    this.#beat = setInterval(() => void this.#tell(), BEAT_MS);
    void this.#tell();
  }

  /**
   * Opens its threads (or is given some, of as many threads as its options say; closed with it) and goes to the queue.
   * Throws EngineError where the engine cannot be opened here, QueueError where the queue cannot be reached; nothing is taken then.
   */
  static async start(address: QueueAddress, options: QueueWorkerOptions, threads?: Threads): Promise<PieceWorker> {
    const pool = threads ?? (await ThreadPool.open(options));
    try {
      return new PieceWorker(address, await connectQueue(address), pool, options);
    } catch (error) {
      await pool.close();
      throw error;
    }
  }

  /** How it is. */
  get card(): QueueWorker {
    const { engine, device, threads } = this.#options;
    this.#rate.add(performance.now() / 1000, this.#chainSteps);
    return {
      id: this.#id, host: hostname(), pid: process.pid, engine, device, description: this.#pool.description, threads, version: QUEUE_VERSION,
      state: this.#state, reason: this.#reason ?? this.#otherVersion, now: [...this.#underWay.values()],
      pieces: this.#pieces, chainSteps: this.#chainSteps, chainStepsPerSecond: Math.max(0, this.#rate.perSecond() ?? 0), since: this.#since.toISOString(),
    };
  }

  /** Takes nothing more, finishes its pieces within the grace or gives them back, and goes; again with less grace hurries it. */
  leave({ graceSeconds }: LeaveOptions): Promise<void> {
    const late = setTimeout(() => void this.#giveBack(), graceSeconds * 1000);
    this.#leaving ??= this.#leave();
    return this.#leaving.finally(() => clearTimeout(late));
  }

  async #leave(): Promise<void> {
    void this.#tell();
    // Where the server is away, its answer is not waited for once the grace is over: the lock of a piece ends by itself.
    await Promise.race([this.#worker.close(), this.#hurried]);
    clearInterval(this.#beat);
    if (this.#soon !== null) clearTimeout(this.#soon);
    // After the last sign of life, which would list it again.
    await this.#whileReachable(async () => {
      await this.#told;
      await (this.#reason === null ? this.#roster.leave('worker', this.#id) : this.#roster.beat(this.card));
    });
    this.#values.close();
    await disconnectQueue(this.#redis);
    if (this.#givingBack) await this.#pool.kill();
    else await this.#pool.close();
    this.#finish(this.#reason);
  }

  async #giveBack(): Promise<void> {
    this.#givingBack = true;
    await this.#pool.kill();
    setTimeout(this.#hurry, GIVING_BACK_MS);
  }

  get #state(): QueueWorkerState {
    if (this.#reason !== null) return 'left-out';
    if (this.#leaving !== null) return 'leaving';
    if (this.#underWay.size > 0) return 'working';
    return this.#otherVersion === null ? 'waiting' : 'other-version';
  }

  /** Computes a piece and puts its result beside the queue; what it returns or throws is only what becomes of the job. */
  async #compute(job: Job<PieceJob>, token: string | undefined): Promise<void> {
    const id = job.id ?? '';
    const known = pieceJob.safeParse(job.data);
    if (!known.success) throw new UnrecoverableError('What stands in the queue is no piece of work of this version.');
    const { program, potential, potentialBytes } = known.data;
    this.#underWay.set(id, program);
    this.#tellSoon();
    try {
      const bytes = await this.#whenReachable(() => this.#values.get(pieceKey(id)));
      if (bytes === null || pieceId(bytes) !== id) throw new UnrecoverableError(`${LOST}the piece`);
      const { bytes: result, chainSteps } = await this.#pool.run({ program, bytes, potential, potentialBytes: () => this.#potential(potential, potentialBytes) });
      await this.#whenReachable(() => this.#values.set(resultKey(id), result, EXPIRY.result));
      this.#pieces++;
      this.#chainSteps += chainSteps;
    } catch (error) {
      if (error instanceof UnrecoverableError) throw error;
      // Given back, it counts neither against the piece nor against the worker.
      if ((this.#givingBack || isRefusal(error)) && token !== undefined) {
        await job.moveToWait(token);
        throw new WaitingError();
      }
      const message = error instanceof Error ? error.message : String(error);
      const said = `${error instanceof EngineError ? ENGINE : ''}${this.#name}: ${message}`;
      const failures = this.#failures.note(id);
      if (error instanceof EngineError && (await this.#isOfEveryEngine(job))) throw new UnrecoverableError(said);
      if (failures >= 2) this.#leaveOut(`It failed the same piece (${program}) twice. ${message}`);
      throw new Error(said, { cause: error });
    } finally {
      this.#underWay.delete(id);
      this.#tellSoon();
    }
  }

  get #name(): string {
    return `${hostname()} (${this.#id})`;
  }

  /** Whether the engines of two workers have now failed a piece in turn, or that of the only one there, twice: others would as well, and the job must hear of it. */
  async #isOfEveryEngine({ failedReason }: Job<PieceJob>): Promise<boolean> {
    if (failedReason?.startsWith(ENGINE) !== true) return false;
    if (!failedReason.startsWith(`${ENGINE}${this.#name}`)) return true;
    try {
      return !(await this.#roster.workers()).some((worker) => worker.id !== this.#id && takesPieces(worker, this.#options));
    } catch {
      // The server went away: it is tried again by whoever is there then.
      return false;
    }
  }

  /** Throws UnrecoverableError where the server has it no more, or something else in its place. */
  #potential(hash: string, expected: string): Promise<Uint8Array> {
    let bytes = this.#potentials.get(hash);
    if (bytes === undefined) {
      bytes = this.#whenReachable(() => this.#values.get(potentialKey(hash))).then((found) => {
        if (found === null || sha256(found) !== expected) throw new UnrecoverableError(`${LOST}the potential`);
        return found;
      });
      this.#potentials.set(hash, bytes);
      bytes.catch(() => this.#potentials.delete(hash));
      for (const oldest of this.#potentials.keys()) if (this.#potentials.size > MOST_POTENTIALS) this.#potentials.delete(oldest);
    }
    return bytes;
  }

  #leaveOut(reason: string): void {
    if (this.#reason !== null) return;
    this.#reason = reason;
    // After the piece that told it: the job must fail first.
    setImmediate(() => void this.leave({ graceSeconds: 60 }));
  }

  /** What it does has changed: said within a second, however often it does. */
  #tellSoon(): void {
    this.#soon ??= setTimeout(() => {
      this.#soon = null;
      if (this.#leaving === null) void this.#tell();
    }, CHANGE_MS);
  }

  /** Starts the library's loops again that an error ended: a server that is loading its data is one, and stalled pieces would never be found again. */
  #revive(): void {
    if (!this.#erred || this.#leaving !== null) return;
    this.#erred = false;
    if (!this.#worker.isRunning()) this.#worker.run().catch(() => (this.#erred = true));
    else this.#worker.startStalledCheckTimer().catch(() => (this.#erred = true));
  }

  /** A sign of life; and a look at whether the work that is asked for is of another version. */
  #tell(): Promise<void> {
    this.#told = this.#told.then(() => this.#sayHow());
    return this.#told;
  }

  async #sayHow(): Promise<void> {
    if (this.#redis.status !== 'ready') return;
    this.#revive();
    try {
      const there = await this.#roster.coordinators();
      const others = there.filter(({ version }) => version !== QUEUE_VERSION).map(({ version }) => version);
      const before = this.#otherVersion;
      this.#otherVersion = others.length > 0 && others.length === there.length
        ? `The work of this queue is of version ${[...new Set(others)].join(', ')} of the program, this worker of ${QUEUE_VERSION}: it takes none of it. Install the same version.`
        : null;
      if (this.#otherVersion !== null && this.#otherVersion !== before) this.#options.onNotice(this.#otherVersion);
      await this.#roster.beat(this.card);
    } catch (error) {
      // The server is not there or is full: the next sign of life comes soon.
      this.#sayRefusal(error);
    }
  }

  /** Asks until there is an answer: a server that is away is no fault of the piece. Throws the refusal of one that goes on refusing. */
  async #whenReachable<T>(ask: () => Promise<T>): Promise<T> {
    for (let refusals = 0; ; ) {
      try {
        return await ask();
      } catch (error) {
        this.#sayRefusal(error);
        if (this.#givingBack || (isRefusal(error) && ++refusals >= MOST_REFUSALS)) throw error;
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      }
    }
  }

  #sayRefusal(error: unknown): void {
    if (!isRefusal(error) || this.#refused) return;
    this.#refused = true;
    this.#options.onNotice(refusalOf(this.#address, error));
  }

  /** Does what is polite but not needed, where the server still answers. */
  async #whileReachable(work: () => Promise<void>): Promise<void> {
    if (this.#redis.status === 'ready') await Promise.race([work().catch(() => {}), new Promise((resolve) => setTimeout(resolve, 2000))]);
  }
}
