import type { GivenImage, Location } from '../../../../core/contract/location.ts';
import { request } from '../../../lib/bridge.ts';
import { Resource } from '../../../lib/resource.svelte.ts';
import { Throttle } from '../../../lib/throttle.ts';
import type { MapView } from '../map-view.svelte.ts';

/** Chords of the image are evaluated anew for another number of sets: not while the slider moves. */
const rest = 350;

/** An image looked for on a kinetic map: which, and where it stands among the sets in view. */
export class Locator {
  image = $state.raw<GivenImage | null>(null);
  readonly #answer = new Resource<{ readonly sets: number; readonly location: Location }>();
  readonly #view: MapView;
  readonly #again = new Throttle(() => this.#load(), rest);

  readonly #sets = $derived.by(() => this.#view.landscape.value?.cut.sets ?? 0);
  readonly location = $derived(this.#answer.value?.location ?? null);
  /** Whether it is told of the sets in view; else of those before, while the slider has moved on. */
  readonly current = $derived(this.#answer.value?.sets === this.#sets);
  readonly failure = $derived.by(() => this.#answer.error);
  readonly loading = $derived.by(() => this.#answer.loading);

  constructor(view: MapView) {
    this.#view = view;
  }

  /** Looks for an image; what was found of another is forgotten. */
  look(image: GivenImage): Promise<void> {
    this.#answer.clear();
    this.#view.located = null;
    this.image = image;
    return this.#load();
  }

  /** Lets go of the image. */
  close(): void {
    this.image = null;
    this.#view.located = null;
    this.#answer.clear();
  }

  /** Looks again whenever the map is cut into another number of sets. Returns how to stop. */
  follow(): () => void {
    $effect(() => {
      if (this.image !== null && this.location !== null && !this.current && !this.loading) this.#again.ask();
    });
    return () => this.#again.stop();
  }

  async #load(): Promise<void> {
    const { image } = this;
    if (image === null) return;
    const sets = this.#sets;
    const told = await this.#answer.load(async () => ({ sets, location: await request('map.locate', { ...this.#view.cut, image }) }));
    if (told) this.#view.located = told.location;
  }
}
