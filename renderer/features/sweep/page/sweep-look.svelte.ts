import type { SweepView } from '../../../../core/contract/sweep.ts';
import { request } from '../../../lib/bridge.ts';
import { Resource } from '../../../lib/resource.svelte.ts';
import { Throttle } from '../../../lib/throttle.ts';

/** How often a sweep at work is asked for, in milliseconds, whatever happens in its cells. */
const every = 400;

/** A sweep with its cells, asked for again whenever something in it changed. */
export class SweepLook {
  readonly #sweep: string;
  readonly view = new Resource<SweepView>();
  readonly #ask = new Throttle(() => this.#load(), every);

  constructor(sweep: string) {
    this.#sweep = sweep;
  }

  /** Something changed: it is asked for soon. */
  note(): void {
    this.#ask.ask();
  }

  async #load(): Promise<void> {
    await this.view.load(() => request('sweep.view', { sweep: this.#sweep }));
  }
}
