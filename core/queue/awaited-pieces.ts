import { setTimeout as sleep } from 'node:timers/promises';
import type { Piece, ResultOf } from '../pieces/piece.ts';
import { PieceError } from '../pieces/piece-error.ts';
import type { PieceRunner } from '../pieces/piece-runner.ts';
import type { Potential } from '../potentials/potential.ts';
import { isAway } from './queue-error.ts';
import type { QueueListener } from './queue-notices.ts';

/** Until a queue that was away is tried again. */
const AGAIN_MS = 5000;

/**
 * What `open` opens over a queue. One that is away is no error: it is tried again until it is there, and pieces wait meanwhile, as they do where it goes away later;
 * so that the job begins and can be paused. Throws what else keeps it from being opened; found only later, that is what the pieces throw.
 */
export async function awaitedPieces(open: () => Promise<PieceRunner>, listener: QueueListener, againMs = AGAIN_MS): Promise<PieceRunner> {
  try {
    return await open();
  } catch (error) {
    if (!isAway(error)) throw error;
    const text = `${error.message} It is waited for.`;
    listener.onNotice?.(text);
    return new AwaitedPieces(open, listener, text, againMs);
  }
}

class AwaitedPieces implements PieceRunner {
  readonly #opened: Promise<PieceRunner>;
  readonly #closing = new AbortController();
  #runner: PieceRunner | null = null;

  constructor(open: () => Promise<PieceRunner>, { onStanding }: QueueListener, text: string, againMs: number) {
    this.#opened = this.#open(open, () => onStanding?.(text), againMs).finally(() => onStanding?.(null));
    // Told to the pieces that wait.
    this.#opened.catch(() => {});
  }

  get width(): number {
    return this.#runner?.width ?? 2;
  }

  async run<P extends Piece>(piece: P): Promise<ResultOf<P>> {
    return (await this.#opened).run(piece);
  }

  async release(potential: Potential): Promise<void> {
    await this.#runner?.release(potential);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#runner?.close();
  }

  async #open(open: () => Promise<PieceRunner>, tell: () => void, againMs: number): Promise<PieceRunner> {
    const { signal } = this.#closing;
    for (;;) {
      // Again and again: a window may have come meanwhile.
      tell();
      await sleep(againMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) throw new PieceError('This piece was taken back: its queue did not come.');
      try {
        const runner = await open();
        this.#runner = runner;
        if (signal.aborted) await runner.close();
        return runner;
      } catch (error) {
        if (!isAway(error)) throw error;
      }
    }
  }
}
