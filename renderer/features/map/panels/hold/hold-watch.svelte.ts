import type { HoldView } from '../../../../../core/contract/hold.ts';
import { request } from '../../../../lib/bridge.ts';
import { Resource } from '../../../../lib/resource.svelte.ts';
import { Throttle } from '../../../../lib/throttle.ts';
import { isOpen, type ProgressEvent, type Workspace } from '../../../../lib/workspace.svelte.ts';
import type { MapView } from '../../map-view.svelte.ts';

/** While the slider moves, and while looks come in, the report is not asked for more often. */
const reloadEvery = 250;

/** Chains watched in the sets of a map as it is cut now: what they say, and what is asked of them. */
export class HoldWatch {
  readonly sets = $derived.by(() => this.#view.landscape.value?.cut.sets ?? 0);
  /** Why the last that was asked for was refused. */
  refusal = $state<string | null>(null);
  busy = $state(false);
  readonly #answer = new Resource<{ readonly sets: number; readonly hold: HoldView | null }>();
  readonly #view: MapView;
  readonly #workspace: Workspace;
  readonly #reload = new Throttle(() => this.#load(), reloadEvery);

  /** Whether the answer in hand is of the sets in view. */
  readonly #current = $derived.by(() => (this.#answer.value?.sets === this.sets ? this.#answer.value : null));
  readonly known = $derived(this.#current !== null);
  readonly hold = $derived(this.#current?.hold ?? null);
  readonly detail = $derived(this.hold?.detail ?? null);
  readonly trouble = $derived.by(() => this.#answer.error);
  readonly #live = $derived.by(() => (this.hold === null ? null : this.#workspace.jobOf(this.hold.job)));
  /** Under way, or waiting for its turn. */
  readonly open = $derived(this.hold !== null && isOpen(this.hold.status) && this.hold.status !== 'paused');
  readonly progress = $derived<ProgressEvent | null>(this.open ? (this.#live?.progress ?? null) : null);
  /** Begun and not ended: it can go on where it stopped. */
  readonly stopped = $derived(this.hold !== null && ['paused', 'interrupted', 'failed'].includes(this.hold.status));

  constructor(view: MapView, workspace: Workspace) {
    this.#view = view;
    this.#workspace = workspace;
  }

  /** Follows the cut and the job. Returns how to stop. */
  follow(): () => void {
    $effect(() => {
      if (this.sets > 1) this.#reload.ask();
    });
    const quiet = this.#workspace.onFrame((job) => {
      if (job === `${this.#view.map}/hold-${this.sets}`) this.#reload.ask();
    });
    return () => {
      quiet();
      this.#reload.stop();
    };
  }

  /** Watches so many chains for so many steps; what was watched in these sets before is replaced, unless it was the same. */
  start(steps: number, chains: number): Promise<void> {
    return this.#ask(() => request('map.holdStart', { map: this.#view.map, sets: this.sets, steps, chains }));
  }

  /** Goes on with chains that were stopped. */
  async resume(): Promise<void> {
    if (this.hold) await this.#ask(() => request('map.holdStart', this.hold!.plan));
  }

  cancel(): Promise<void> {
    return this.#ask(() => request('map.holdCancel', { map: this.#view.map, sets: this.sets }));
  }

  async #ask(ask: () => Promise<unknown>): Promise<void> {
    this.busy = true;
    this.refusal = null;
    try {
      await ask();
      await this.#load();
    } catch (error) {
      this.refusal = error instanceof Error ? error.message : String(error);
    } finally {
      this.busy = false;
    }
  }

  async #load(): Promise<void> {
    const { sets } = this;
    await this.#answer.load(async () => ({ sets, hold: (await request('map.hold', { map: this.#view.map, sets })).hold }));
  }
}
