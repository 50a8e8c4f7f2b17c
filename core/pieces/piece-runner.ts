import type { Potential } from '../potentials/potential.ts';
import type { Piece, ResultOf } from './piece.ts';

/** Whoever computes pieces of work: an engine here, or workers elsewhere. */
export interface PieceRunner {
  /** Pieces that are worth having under way at once: 1 where one waits for the other. Never decides a result. */
  readonly width: number;
  /**
   * Computes a piece. Pieces may be handed out side by side: whether they run so is the runner's affair, and changes nothing of their results.
   * Throws what their programs throw: PotentialError, SamplingError, EngineError.
   */
  run<P extends Piece>(piece: P): Promise<ResultOf<P>>;
  /** No more pieces of this potential will come: what was made ready for it is let go. */
  release(potential: Potential): Promise<void>;
  /** Lets go of everything: pieces under way come to their end before, or fail; again is harmless. */
  close(): Promise<void>;
}
