import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { EngineChoice } from '../../contract/engine.ts';
import { EngineError } from '../../engines/engine-error.ts';
import { PieceError } from '../piece-error.ts';
import type { Computed, ThreadData, ThreadNews, ThreadWord } from './thread-words.ts';

/** A piece as bytes, with what it takes to have it computed. */
export interface EncodedPiece {
  readonly program: string;
  readonly bytes: Uint8Array;
  /** Hash of its potential. */
  readonly potential: string;
  /** Bytes of its potential, asked for where they are not known yet. */
  potentialBytes(): Promise<Uint8Array>;
}

/** Potentials that a thread keeps at once: of a training, those of the last updates. */
const MOST_POTENTIALS = 4;
const CLOSING_MS = 5000;

interface Waiting {
  readonly program: string;
  resolve(computed: Computed): void;
  reject(error: Error): void;
}

/** This side of a compute thread: hands it one piece at a time. */
export class ThreadHost {
  readonly description: string;
  readonly #worker: Worker;
  readonly #stop: SharedArrayBuffer;
  /** Hashes of the potentials that the thread keeps, the longest unused first. */
  readonly #kept = new Set<string>();
  #waiting: Waiting | null = null;
  #gone: Error | null = null;

  private constructor(worker: Worker, stop: SharedArrayBuffer, description: string) {
    this.#worker = worker;
    this.#stop = stop;
    this.description = description;
    worker.on('message', (news: ThreadNews) => this.#hear(news));
    worker.on('error', (error) => this.#end(error));
    worker.on('exit', (code) => this.#end(new Error(`it ended with code ${code}`)));
  }

  /** Starts a thread and opens its engine. Throws EngineError where it cannot be opened. */
  static async open(choice: EngineChoice): Promise<ThreadHost> {
    // A thread's environment is a copy that libraries do not see: ONNX Runtime reads this one.
    process.env['ORT_DISABLE_TELEMETRY'] = '1';
    const stop = new SharedArrayBuffer(4);
    const worker = new Worker(threadFile(), { workerData: { choice, stop } satisfies ThreadData, name: 'compute' });
    const description = await new Promise<string>((resolve, reject) => {
      worker.once('message', (news: ThreadNews) => {
        if (news.type === 'ready') resolve(news.description);
        else if (news.type === 'refused') reject(Object.assign(new EngineError(news.message), { name: news.name }));
      });
      worker.once('error', reject);
      worker.once('exit', (code) => reject(new EngineError(`A compute thread ended with code ${code} before it was ready.`)));
    });
    return new ThreadHost(worker, stop, description);
  }

  get isAlive(): boolean {
    return this.#gone === null;
  }

  knows(potential: string): boolean {
    return this.#kept.has(potential);
  }

  /** Computes a piece; the one before must have been answered. Throws PieceError when the thread ends or fails, EngineError when its engine does, which another may not. */
  async run(piece: EncodedPiece): Promise<Computed> {
    const { program, bytes, potential } = piece;
    if (!this.#kept.delete(potential)) {
      this.#tell({ type: 'potential', hash: potential, bytes: await piece.potentialBytes() });
    }
    this.#kept.add(potential);
    for (const hash of this.#kept) if (this.#kept.size > MOST_POTENTIALS) this.forget(hash);
    return new Promise((resolve, reject) => {
      if (this.#gone !== null) return reject(lost(program, this.#gone));
      this.#waiting = { program, resolve, reject };
      this.#tell({ type: 'piece', bytes });
    });
  }

  /** Lets go of a potential, after the piece under way. */
  forget(potential: string): void {
    if (this.#kept.delete(potential)) this.#tell({ type: 'forget', hash: potential });
  }

  /** Ends the thread after the piece under way. */
  async close(): Promise<void> {
    if (this.#gone !== null) return;
    const ended = new Promise<void>((resolve) => void this.#worker.once('exit', () => resolve()));
    this.#tell({ type: 'close' });
    await ended;
  }

  /** Ends the thread without the piece under way, which fails. */
  async kill(): Promise<void> {
    Atomics.store(new Int32Array(this.#stop), 0, 1);
    // One whose library does not come back is left to the end of the process: to end it inside would be the end of the process now.
    await Promise.race([this.close(), sleep(CLOSING_MS, undefined, { ref: false })]);
  }

  #tell(word: ThreadWord): void {
    this.#worker.postMessage(word);
  }

  #hear(news: ThreadNews): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    if (news.type === 'computed') waiting?.resolve({ bytes: news.bytes, chainSteps: news.chainSteps, seconds: news.seconds });
    // Whoever asked knows whether there are other engines.
    else if (news.type === 'failed' && news.name === 'EngineError') waiting?.reject(new EngineError(news.message));
    else if (news.type === 'failed') waiting?.reject(new PieceError(`A piece of work (${waiting.program}) could not be computed here: ${news.message}`));
  }

  #end(reason: Error): void {
    this.#gone ??= reason;
    this.#waiting?.reject(lost(this.#waiting.program, this.#gone));
    this.#waiting = null;
  }
}

function lost(program: string, reason: Error): PieceError {
  return new PieceError(`The compute thread that had a piece of work (${program}) is gone: ${reason.message}. Another takes its place.`, { cause: reason });
}

/** The thread's program: its source, or its bundle, which lies beside this one or, where this is a shared chunk, a folder above. */
function threadFile(): string {
  const here = fileURLToPath(import.meta.url);
  if (here.endsWith('.ts')) return join(dirname(here), 'from-source.mjs');
  const found = [dirname(here), dirname(dirname(here))].map((folder) => join(folder, 'compute-thread.js')).find((path) => existsSync(path));
  if (found === undefined) throw new EngineError('This installation lacks compute-thread.js, the program of a compute thread: install it again.');
  return found;
}
