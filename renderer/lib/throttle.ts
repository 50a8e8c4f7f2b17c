/**
 * Runs an action at most once per interval: at once when idle, else once more at the end of the interval, however
 * often it was asked for. An action that returns a promise counts as busy until it settles.
 */
export class Throttle {
  readonly #action: () => void | Promise<void>;
  readonly #interval: number;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #busy = false;
  #wanted = false;
  #stopped = false;

  constructor(action: () => void | Promise<void>, interval: number) {
    this.#action = action;
    this.#interval = interval;
  }

  ask(): void {
    if (this.#stopped) return;
    if (this.#timer !== null || this.#busy) {
      this.#wanted = true;
      return;
    }
    void this.#run();
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  async #run(): Promise<void> {
    this.#wanted = false;
    this.#busy = true;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#again();
    }, this.#interval);
    try {
      await this.#action();
    } finally {
      this.#busy = false;
      this.#again();
    }
  }

  #again(): void {
    if (this.#wanted && !this.#busy && this.#timer === null && !this.#stopped) void this.#run();
  }
}
