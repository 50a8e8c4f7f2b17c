/** A piece of work that was not computed, through no fault of its own, or that is none: whoever computes it says what happened. */
export class PieceError extends Error {
  override readonly name = 'PieceError';
}
