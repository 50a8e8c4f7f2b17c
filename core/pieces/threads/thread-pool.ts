import type { EngineChoice } from '../../contract/engine.ts';
import { PieceError } from '../piece-error.ts';
import { ThreadHost } from './thread-host.ts';
import type { EncodedPiece } from './thread-host.ts';
import type { Computed } from './thread-words.ts';

/** Which engine each thread opens, and how many threads there are. */
export interface ThreadPoolOptions extends Omit<EngineChoice, 'threads'> {
  /** Compute threads: pieces that are computed at once. */
  readonly threads: number;
  /** Threads of the engine of each; 1 by default. */
  readonly each?: number;
}

interface Task {
  readonly piece: EncodedPiece;
  resolve(computed: Computed): void;
  reject(error: unknown): void;
}

/** Compute threads, each with an engine of its own; a thread that died is replaced when the next piece needs it. */
export class ThreadPool {
  readonly #choice: EngineChoice;
  /** Of each place; null: to be opened again. */
  readonly #threads: (ThreadHost | null)[];
  readonly #free: Set<number>;
  readonly #tasks: Task[] = [];
  readonly #underWay = new Set<Promise<void>>();
  #closed = false;

  private constructor(choice: EngineChoice, threads: ThreadHost[]) {
    this.#choice = choice;
    this.#threads = threads;
    this.#free = new Set(threads.keys());
  }

  /** Throws EngineError where the engine cannot be opened. */
  static async open({ threads, each = 1, engine, device }: ThreadPoolOptions): Promise<ThreadPool> {
    const choice = { engine, device, threads: each };
    // The first alone: where the engine cannot be opened, one error is enough.
    const opened = [await ThreadHost.open(choice)];
    opened.push(...(await Promise.all(Array.from({ length: threads - 1 }, () => ThreadHost.open(choice)))));
    return new ThreadPool(choice, opened);
  }

  get width(): number {
    return this.#threads.length;
  }

  /** The engine of each thread, for records and people. */
  get description(): string {
    return this.#threads.find((thread) => thread !== null)?.description ?? '';
  }

  /** Computes a piece on the next free thread. Throws PieceError when that thread ends or fails meanwhile, EngineError when its engine does. */
  run(piece: EncodedPiece): Promise<Computed> {
    if (this.#closed) return Promise.reject(new PieceError('No piece is computed any more: its compute threads are closed.'));
    return new Promise((resolve, reject) => {
      this.#tasks.push({ piece, resolve, reject });
      this.#handOut();
    });
  }

  forget(potential: string): void {
    for (const thread of this.#threads) thread?.forget(potential);
  }

  /** After the pieces under way and those that wait. */
  async close(): Promise<void> {
    this.#closed = true;
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
    await Promise.all(this.#threads.map(async (thread) => thread?.close()));
  }

  /** Without the pieces under way and those that wait, which fail. */
  async kill(): Promise<void> {
    this.#closed = true;
    for (const { reject } of this.#tasks.splice(0)) reject(new PieceError('No piece is computed any more: its compute threads are closed.'));
    await Promise.all(this.#threads.map(async (thread) => thread?.kill()));
  }

  #handOut(): void {
    while (this.#free.size > 0 && this.#tasks.length > 0) {
      const task = this.#tasks.shift()!;
      const place = [...this.#free].find((at) => this.#threads[at]?.knows(task.piece.potential) === true) ?? [...this.#free][0]!;
      this.#free.delete(place);
      const work = this.#compute(place, task);
      this.#underWay.add(work);
      void work.finally(() => {
        this.#underWay.delete(work);
        this.#free.add(place);
        this.#handOut();
      });
    }
  }

  /** Never rejects: the task is told. */
  async #compute(place: number, { piece, resolve, reject }: Task): Promise<void> {
    try {
      const thread = (this.#threads[place] ??= await ThreadHost.open(this.#choice));
      try {
        resolve(await thread.run(piece));
      } finally {
        if (!thread.isAlive) this.#threads[place] = null;
      }
    } catch (error) {
      reject(error);
    }
  }
}
