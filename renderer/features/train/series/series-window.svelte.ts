/** Which updates the curves show: all of them as they come, or a stretch that someone zoomed to. The curves share it. */
export class SeriesWindow {
  #zoomed = $state.raw<readonly [number, number] | null>(null);
  /** The newest so many updates, following the run; null: not. */
  #newest = $state<number | null>(null);

  /** First and last update shown, given how many there are. */
  range(length: number): readonly [number, number] {
    const end = Math.max(2, length);
    if (this.#newest !== null) return [Math.max(1, end - this.#newest + 1), end];
    return this.#zoomed ?? [1, end];
  }

  get whole(): boolean {
    return this.#zoomed === null && this.#newest === null;
  }

  get newest(): number | null {
    return this.#newest;
  }

  showAll(): void {
    this.#zoomed = null;
    this.#newest = null;
  }

  follow(count: number): void {
    this.#zoomed = null;
    this.#newest = count;
  }

  /** Shows a stretch, at least four updates long and within what there is. */
  zoom(first: number, last: number, length: number): void {
    const end = Math.max(2, length);
    const from = Math.max(1, Math.min(first, last));
    const to = Math.min(end, Math.max(first, last));
    if (from <= 1 && to >= end) return this.showAll();
    const missing = Math.max(0, 4 - (to - from));
    this.#newest = null;
    this.#zoomed = [Math.max(1, from - missing / 2), Math.min(end, to + missing / 2)];
  }

  /** Zooms by a factor around an update, as a wheel does. */
  zoomAround(at: number, factor: number, length: number): void {
    const [first, last] = this.range(length);
    this.zoom(at - (at - first) * factor, at + (last - at) * factor, length);
  }
}
