import { backBy, HandedOut } from './handed-out.ts';
import type { PieceRunner } from './piece-runner.ts';

/** How many pieces that are back may wait for one that is not, as a multiple of the width: one slow machine must not let the others stand. */
const WAITING = 3;

/**
 * Pieces of a numbered list, several under way at once, taken in order of their numbers: what it is of a job's that hands out pieces without waiting
 * for any of them. It is no part of the job's state, which holds only what was taken: where the job goes on from there, pieces that were under
 * way are computed again, with the same results.
 */
export class PiecesAhead<Result> {
  readonly #pieces: Pick<PieceRunner, 'width'>;
  readonly #handed = new Map<number, HandedOut<Result>>();

  constructor(pieces: Pick<PieceRunner, 'width'>) {
    this.#pieces = pieces;
  }

  /**
   * The results of pieces `next`, `next` + 1, … as far as they are back; waits for the first until `until` (as performance.now has it), then there are none.
   * Meanwhile pieces below `count` are handed out, one more than are worth having under way. Throws what a piece threw once its turn has come.
   */
  async take(next: number, count: number, hand: (piece: number) => Promise<Result>, until: number): Promise<Result[]> {
    for (let late = false; ; late = performance.now() >= until) {
      this.#handOut(next, count, hand);
      const taken: Result[] = [];
      for (let piece = next; ; piece++) {
        const one = this.#handed.get(piece);
        // What came before an error is taken first.
        if (one === undefined || !one.isBack || (one.hasFailed && taken.length > 0)) break;
        this.#handed.delete(piece);
        taken.push(one.take());
      }
      if (taken.length > 0 || next >= count || late) return taken;
      await backBy(until, this.#underWay());
    }
  }

  #handOut(next: number, count: number, hand: (piece: number) => Promise<Result>): void {
    const { width } = this.#pieces;
    for (let piece = next; piece < Math.min(count, next + WAITING * width) && this.#underWay().length <= width; piece++) {
      if (!this.#handed.has(piece)) this.#handed.set(piece, new HandedOut(hand(piece)));
    }
  }

  #underWay(): HandedOut<Result>[] {
    return [...this.#handed.values()].filter(({ isBack }) => !isBack);
  }
}
