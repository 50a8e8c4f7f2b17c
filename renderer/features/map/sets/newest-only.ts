/**
 * Asks for values one after another, the newest only: while an answer is under way, values that come are kept back, each in place of the one
 * before, and the last is asked for when the answer is there, unless it is what was just answered.
 */
export class NewestOnly<T> {
  readonly #ask: (value: T) => Promise<unknown>;
  #waiting: { readonly value: T } | null = null;
  #running: Promise<void> | null = null;

  constructor(ask: (value: T) => Promise<unknown>) {
    this.#ask = ask;
  }

  /** Resolves when nothing is asked for any more. What fails is the asker's to say. */
  want(value: T): Promise<void> {
    this.#waiting = { value };
    this.#running ??= this.#run().finally(() => (this.#running = null));
    return this.#running;
  }

  async #run(): Promise<void> {
    let last: { readonly value: T } | null = null;
    while (this.#waiting !== null) {
      const next = this.#waiting;
      this.#waiting = null;
      if (last !== null && Object.is(last.value, next.value)) continue;
      last = next;
      await this.#ask(next.value);
    }
  }
}
