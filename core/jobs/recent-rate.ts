interface Sample {
  readonly seconds: number;
  readonly value: number;
}

/** Samples a window holds, about. */
const MOST_SAMPLES = 200;

/** How fast a counter has been growing lately: the slope over a sliding window of working time. */
export class RecentRate {
  readonly #window: number;
  readonly #least: number;
  #samples: Sample[] = [];

  /** `window` and `least` in seconds: how far back to look, and below how much there is no telling. */
  constructor(window: number, least: number) {
    this.#window = window;
    this.#least = least;
  }

  /** `seconds` is the time worked so far, pauses not counted; it never falls. */
  add(seconds: number, value: number): void {
    // Fast steps would fill the window with thousands of samples: those between kept ones are written over.
    const before = this.#samples.at(-2);
    if (before !== undefined && seconds - before.seconds < this.#window / MOST_SAMPLES) this.#samples.pop();
    this.#samples.push({ seconds, value });
    // One sample older than the window stays, so that the window is always covered.
    while (this.#samples.length > 2 && (this.#samples[1]?.seconds ?? seconds) <= seconds - this.#window) this.#samples.shift();
  }

  /** Per second; null while too little time has been seen. */
  perSecond(): number | null {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || last.seconds - first.seconds < this.#least) return null;
    return (last.value - first.value) / (last.seconds - first.seconds);
  }
}
