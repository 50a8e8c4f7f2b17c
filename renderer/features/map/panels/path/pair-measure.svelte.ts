import { request } from '../../../../lib/bridge.ts';
import { Resource } from '../../../../lib/resource.svelte.ts';
import type { MapView } from '../../map-view.svelte.ts';

/** Measuring the pair of sets in view, where the map did not: what is under way, and why the last failed. */
export class PairMeasure {
  readonly #view: MapView;
  readonly #answer = new Resource<object>();
  /** The pair that was asked for last. */
  #asked = $state.raw<readonly [number, number] | null>(null);

  readonly busy = $derived.by(() => this.#answer.loading);
  /** Of the pair in view: what was said of another is none of its business. */
  readonly failure = $derived.by(() => (this.#asked?.join() === this.#view.selection.pair?.join() ? this.#answer.error : null));

  constructor(view: MapView) {
    this.#view = view;
  }

  /** Measures the pair in view, and shows what was found. */
  async measure(): Promise<void> {
    const { pair } = this.#view.selection;
    if (pair === null || this.busy) return;
    this.#asked = pair;
    const [a, b] = pair;
    const found = await this.#answer.load(() => request('map.measurePair', { ...this.#view.cut, a, b }));
    if (found) await this.#view.load();
  }
}
