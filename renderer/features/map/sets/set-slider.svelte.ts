import type { MapView } from '../map-view.svelte.ts';
import { NewestOnly } from './newest-only.ts';

/** Beyond so many sets nobody looks at them one by one. */
const mostSets = 64;

/** The number of sets that a map of nested sets is cut into, under somebody's hand: what is asked for, and what is shown already. */
export class SetSlider {
  readonly #view: MapView;
  readonly #asking: NewestOnly<number>;
  /** Where the handle was put, while the landscape of that number is not there yet. */
  #handle = $state<number | null>(null);

  readonly #cut = $derived.by(() => this.#view.landscape.value?.cut ?? null);
  /** Whether there is anything to slide: nested sets of states, in more than one way. */
  readonly usable = $derived(this.#cut !== null && this.#cut.leafKind === 'state' && this.#cut.most > this.#cut.fewest);
  readonly fewest = $derived(Math.max(1, this.#cut?.fewest ?? 1));
  readonly most = $derived(Math.max(this.fewest, Math.min(mostSets, this.#cut?.most ?? 1)));
  /** The number of sets in view. */
  readonly shown = $derived(this.#cut?.sets ?? 1);
  /** Where the handle stands. */
  readonly value = $derived(this.#handle ?? this.shown);
  /** The map's own number. */
  readonly own = $derived(this.#cut?.own ?? 1);

  constructor(view: MapView) {
    this.#view = view;
    this.#asking = new NewestOnly((sets) => this.#view.cutInto(sets));
  }

  /** Cuts the map into so many sets, held within what there is. */
  async to(sets: number): Promise<void> {
    if (!Number.isFinite(sets)) return;
    const wanted = Math.max(this.fewest, Math.min(this.most, Math.round(sets)));
    this.#handle = wanted;
    await this.#asking.want(wanted);
    // The one that was last under way has come: the handle stands where the map is, wherever that came to be.
    if (this.#handle === wanted) this.#handle = null;
  }

  /** So many sets more. */
  by(change: number): Promise<void> {
    return this.to(this.value + change);
  }
}
