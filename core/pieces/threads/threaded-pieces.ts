import type { Piece, ResultOf } from '../piece.ts';
import type { PieceRunner } from '../piece-runner.ts';
import { potentialHash } from '../potential-hash.ts';
import { decodeResult, encodePiece, encodePotential } from '../wire.ts';
import { ThreadPool } from './thread-pool.ts';
import type { ThreadPoolOptions } from './thread-pool.ts';

/**
 * Computes pieces side by side on threads of this machine, each with an engine of its own; a potential is sent once a thread. Closing leaves the pieces
 * under way at their next call of the engine: they fail. Throws EngineError where the engine cannot be opened. Of its pieces, one whose thread dies throws PieceError; the next finds another thread.
 */
export async function threadedPieces(options: ThreadPoolOptions): Promise<PieceRunner> {
  const pool = await ThreadPool.open(options);
  return {
    width: pool.width,
    async run<P extends Piece>(piece: P): Promise<ResultOf<P>> {
      const { program, potential } = piece;
      const computed = await pool.run({ program, bytes: encodePiece(piece), potential: potentialHash(potential), potentialBytes: () => Promise.resolve(encodePotential(potential)) });
      return decodeResult(program, computed.bytes) as ResultOf<P>;
    },
    release: (potential) => Promise.resolve(pool.forget(potentialHash(potential))),
    close: () => pool.kill(),
  };
}
