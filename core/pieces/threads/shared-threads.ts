import type { EngineChoice } from '../../contract/engine.ts';
import type { PieceRunner } from '../piece-runner.ts';
import { threadedPieces } from './threaded-pieces.ts';

/** Compute threads for jobs that run side by side in one program. */
export interface SharedThreads {
  /** For one more job, whose pieces wait for one another and not for those of the others. Throws EngineError where the engine cannot be opened. */
  piecesFor(choice: EngineChoice): Promise<PieceRunner>;
  /** Ends the threads, after the pieces under way. */
  close(): Promise<void>;
}

/** So many threads for all jobs of an engine and device together, started when the first asks for them. */
export function sharedThreads(threads: number): SharedThreads {
  const pools = new Map<string, Promise<PieceRunner>>();
  return {
    piecesFor: async ({ engine, device }) => {
      const key = `${engine} ${device}`;
      const pool = pools.get(key) ?? threadedPieces({ engine, device, threads });
      pools.set(key, pool);
      const pieces = await pool;
      return { width: 1, run: (piece) => pieces.run(piece), release: (potential) => pieces.release(potential), close: () => Promise.resolve() };
    },
    close: async () => {
      // Threads that could not be started were told by the job that asked for them.
      for (const pool of pools.values()) await (await pool.catch(() => null))?.close();
    },
  };
}
