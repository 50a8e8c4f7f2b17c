import { request } from '../../../lib/bridge.ts';
import { Throttle } from '../../../lib/throttle.ts';
import type { MetricEvent } from '../../../lib/workspace.svelte.ts';
import { SeriesBuffer } from './series-buffer.ts';

const showEvery = 180;

/** A host that saves every few seconds has what is missing soon; after so long it is not coming. */
const patience = { every: 1500, tries: 40 };

/**
 * The curves of one run over all its updates, kept as typed arrays that grow by the run's own events: what was fetched once is
 * never fetched again. `revision` tells when there is more to draw, no more often than the eye follows.
 */
export class RunSeries {
  readonly run: string;
  readonly energyDifference = new SeriesBuffer();
  readonly gradientNorm = new SeriesBuffer();
  readonly learningRate = new SeriesBuffer();
  readonly seconds = new SeriesBuffer();
  revision = $state(0);
  error = $state.raw<Error | null>(null);
  loaded = $state(false);
  #loading = false;
  #stopped = false;
  /** Events whose predecessors are not there yet, in order. */
  #waiting: MetricEvent[] = [];
  #tries = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  readonly #patience: typeof patience;
  readonly #show = new Throttle(() => void this.revision++, showEvery);

  constructor(run: string, wait = patience) {
    this.run = run;
    this.#patience = wait;
  }

  /** Updates known. */
  get length(): number {
    return this.energyDifference.length;
  }

  /** Fetches the updates that are not known yet. */
  async load(): Promise<void> {
    if (this.#loading || this.#stopped) return;
    this.#loading = true;
    try {
      const from = this.length;
      const more = await request('training.series', { run: this.run, from });
      if (this.#stopped) return;
      this.energyDifference.append(more.energyDifference);
      this.gradientNorm.append(more.gradientNorm);
      this.learningRate.append(more.learningRate);
      this.seconds.append(more.seconds);
      this.error = null;
      this.loaded = true;
    } catch (error) {
      this.error = error instanceof Error ? error : new Error(String(error));
    } finally {
      this.#loading = false;
    }
    this.#catchUp();
    this.#show.ask();
  }

  /** Takes in one update of this run. */
  hear(event: MetricEvent): void {
    if (this.#loading || !this.loaded || this.#waiting.length > 0) {
      this.#waiting.push(event);
      return;
    }
    if (event.step > this.length + 1) {
      // Something was missed (a window asleep, a host that came back): ask for all that lies between.
      this.#waiting.push(event);
      void this.load();
      return;
    }
    // Taken up again from an earlier checkpoint: what came after it is done anew.
    if (event.step <= this.length) this.#truncate(event.step - 1);
    this.#push(event);
    this.#show.ask();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#retry);
    this.#show.stop();
  }

  /** Puts the waiting events where they belong. A running host tells of updates before it has saved them: what is missing is asked for again. */
  #catchUp(): void {
    if (!this.loaded) return;
    // What the answer held already needs no second look.
    this.#waiting = this.#waiting.filter((event) => event.step > this.length);
    while (this.#waiting[0]?.step === this.length + 1) this.#push(this.#waiting.shift()!);
    const next = this.#waiting[0];
    if (next === undefined) {
      this.#tries = 0;
      return;
    }
    if (++this.#tries <= this.#patience.tries) {
      clearTimeout(this.#retry);
      this.#retry = setTimeout(() => void this.load(), this.#patience.every);
      return;
    }
    // Updates that were recorded nowhere stay blank: asking for them for ever would not bring them back.
    this.#tries = 0;
    this.#skipTo(next.step - 1);
    this.#catchUp();
  }

  #push({ values: { d_s, r_s, lr, seconds } }: MetricEvent): void {
    this.energyDifference.push(d_s ?? NaN);
    this.gradientNorm.push(r_s ?? NaN);
    this.learningRate.push(lr ?? NaN);
    this.seconds.push(seconds ?? NaN);
  }

  #skipTo(length: number): void {
    const blank = new Float32Array(Math.max(0, length - this.length)).fill(NaN);
    if (blank.length === 0) return;
    for (const buffer of this.#all()) buffer.append(blank);
  }

  #truncate(length: number): void {
    for (const buffer of this.#all()) buffer.truncate(length);
  }

  #all(): SeriesBuffer[] {
    return [this.energyDifference, this.gradientNorm, this.learningRate, this.seconds];
  }
}
