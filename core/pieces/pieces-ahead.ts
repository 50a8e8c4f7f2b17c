import { backBy } from './back-by.ts';
import type { PieceRunner } from './piece-runner.ts';

/** How many pieces that are back may wait for one that is not, as a multiple of the width: one slow machine must not let the others stand. */
const WAITING = 3;

/** A piece that was handed out: what it came to, once it is back. */
interface Handed<Result> {
  readonly settled: Promise<void>;
  outcome: { readonly result: Result } | { readonly error: unknown } | null;
}

/**
 * Pieces of a numbered list, several under way at once, taken in order of their numbers: what it is of a job's that hands out pieces without waiting
 * for any of them. It is no part of the job's state, which holds only what was taken: where the job goes on from there, pieces that were under
 * way are computed again, with the same results.
 */
export class PiecesAhead<Result> {
  readonly #pieces: Pick<PieceRunner, 'width'>;
  readonly #handed = new Map<number, Handed<Result>>();
  #underWay = 0;

  constructor(pieces: Pick<PieceRunner, 'width'>) {
    this.#pieces = pieces;
  }

  /**
   * The results of pieces `next`, `next` + 1, … as far as they are back; waits for the first until `until` (as performance.now has it), then there are none.
   * Meanwhile pieces below `count` are handed out, one more than are worth having under way. Throws what a piece threw once its turn has come.
   */
  async take(next: number, count: number, hand: (piece: number) => Promise<Result>, until: number): Promise<Result[]> {
    for (;;) {
      this.#handOut(next, count, hand);
      const taken: Result[] = [];
      for (let piece = next; ; piece++) {
        const outcome = this.#handed.get(piece)?.outcome ?? null;
        if (outcome === null) break;
        // What came before an error is taken first.
        if ('error' in outcome && taken.length > 0) break;
        this.#handed.delete(piece);
        if ('error' in outcome) throw outcome.error;
        taken.push(outcome.result);
      }
      if (taken.length > 0 || next >= count) return taken;
      const open = [...this.#handed.values()].filter(({ outcome }) => outcome === null);
      if (!(await backBy(until, open.map(({ settled }) => settled)))) return [];
    }
  }

  #handOut(next: number, count: number, hand: (piece: number) => Promise<Result>): void {
    const { width } = this.#pieces;
    for (let piece = next; piece < Math.min(count, next + WAITING * width) && this.#underWay <= width; piece++) {
      if (this.#handed.has(piece)) continue;
      this.#underWay++;
      const one: Handed<Result> = {
        outcome: null,
        settled: hand(piece).then((result) => void (one.outcome = { result }), (error: unknown) => void (one.outcome = { error })).finally(() => this.#underWay--),
      };
      this.#handed.set(piece, one);
    }
  }
}
