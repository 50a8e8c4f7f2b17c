/** Pieces whose failures are remembered. */
const MOST = 1000;

/** Counts how often each piece failed at one worker: twice the same one means that the fault may lie with the worker. */
export class PieceFailures {
  readonly #counts = new Map<string, number>();

  /** Notes a failure and returns how many that piece has had here. */
  note(piece: string): number {
    const count = (this.#counts.get(piece) ?? 0) + 1;
    this.#counts.delete(piece);
    this.#counts.set(piece, count);
    for (const oldest of this.#counts.keys()) {
      if (this.#counts.size <= MOST) break;
      this.#counts.delete(oldest);
    }
    return count;
  }
}
