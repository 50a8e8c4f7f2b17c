import { availableParallelism } from 'node:os';
import type { EngineChoice } from '../contract/engine.ts';
import type { PieceRunner } from '../pieces/piece-runner.ts';
import { threadedPieces } from '../pieces/threads/threaded-pieces.ts';

/** More hold more memory, and have less to do: a map's phases have some tens of pieces. Further threads go to their engines. */
const MOST_COMPUTE_THREADS = 8;

/** How many compute threads share so many threads of the processor, and how many each has for its engine; null: one engine does as well. */
export function shareOut(threads: number): { readonly threads: number; readonly each: number } | null {
  const count = Math.min(threads, MOST_COMPUTE_THREADS);
  return count < 2 ? null : { threads: count, each: Math.floor(threads / count) };
}

/**
 * Compute threads of this machine for a job whose pieces are worth them, in place of one engine with all threads: all that is done between its calls waits for
 * them. On two cores a kinetic map of images is 1.3 times faster so, with the same records (core/DECISIONS.md). `share`: jobs of this program that run side by
 * side, each of which has a part of the threads. Null where that is one thread, or the device is no processor.
 */
export function ownThreads({ engine, device, threads }: EngineChoice, share = 1): PieceRunner | null {
  if (engine !== 'onnxruntime' || device !== 'cpu') return null;
  const parts = shareOut(Math.floor((threads > 0 ? threads : availableParallelism()) / share));
  return parts === null ? null : onceOpen(threadedPieces({ engine, device, ...parts }));
}

/** Threads that are being started, which takes a second: until they are there, and where they cannot be had, no piece is worth handing out, so that the job begins on the engine here. */
export function onceOpen(opening: Promise<PieceRunner>): PieceRunner {
  let opened: PieceRunner | null = null;
  const tried = opening.then((pieces) => (opened = pieces), () => null);
  return {
    get width() {
      return opened?.width ?? 1;
    },
    run: async (piece) => (await opening).run(piece),
    release: async (potential) => opened?.release(potential),
    close: async () => (await tried)?.close(),
  };
}
