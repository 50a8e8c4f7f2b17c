import type { Diagnosis, LongRunTest, RunImageKind, RunImages, ToyView } from '../../../core/contract/training-run.ts';
import { request } from '../../lib/bridge.ts';
import { Resource } from '../../lib/resource.svelte.ts';
import { Throttle } from '../../lib/throttle.ts';
import type { MetricEvent } from '../../lib/workspace.svelte.ts';
import { RunSeries } from './series/run-series.svelte.ts';

const diagnoseEvery = 2500;
/** Densities cost the host a grid of energies, pictures a file: no more often than worth looking at. */
const lookEvery = { pictures: 1000, densities: 2000 };

export const imageKinds: readonly RunImageKind[] = ['shortRun', 'bank', 'longRun', 'data'];

/** One training run being looked at: its curves, the verdict on it, and its newest pictures, each fetched while something shows it. */
export class RunView {
  readonly run: string;
  readonly series: RunSeries;
  readonly diagnosis = new Resource<Diagnosis>();
  readonly images: Readonly<Record<RunImageKind, Resource<RunImages>>> = { data: new Resource(), shortRun: new Resource(), bank: new Resource(), longRun: new Resource() };
  readonly toy = new Resource<ToyView>();
  readonly tests = new Resource<readonly LongRunTest[]>();
  #watchesPictures = 0;
  #watchesToy = 0;
  readonly #diagnose = new Throttle(() => this.#loadDiagnosis(), diagnoseEvery);
  readonly #pictures = new Throttle(() => this.#loadImages(), lookEvery.pictures);
  readonly #plane = new Throttle(() => this.#loadToy(), lookEvery.densities);

  constructor(run: string) {
    this.run = run;
    this.series = new RunSeries(run);
  }

  /** Loads all that is shown without being asked for: curves, verdict, long-run tests. */
  async load(): Promise<void> {
    await Promise.all([this.series.load(), this.#loadDiagnosis(), this.loadTests()]);
  }

  async loadTests(): Promise<void> {
    await this.tests.load(async () => (await request('training.longRunTests', { run: this.run })).tests);
  }

  /** Keeps the pictures up to date from now on. Returns how to stop. */
  watchImages(): () => void {
    this.#watchesPictures++;
    this.#pictures.ask();
    return () => void this.#watchesPictures--;
  }

  /** Keeps the densities of a 2D run up to date from now on. Returns how to stop. */
  watchToy(): () => void {
    this.#watchesToy++;
    this.#plane.ask();
    return () => void this.#watchesToy--;
  }

  hearMetric(event: MetricEvent): void {
    if (event.job !== this.run) return;
    this.series.hear(event);
    this.#diagnose.ask();
  }

  /** There is something new to look at; an empty name: the job has ended. */
  hearFrame(job: string, name: string): void {
    if (job === `${this.run}/long-run`) void this.loadTests();
    if (job !== this.run) return;
    // The update in which a run diverged is recorded, but was never told of.
    if (name === '') {
      void this.series.load();
      // Nothing more will come: the last word is asked for at once.
      void this.#loadDiagnosis();
    } else this.#diagnose.ask();
    if (this.#watchesPictures > 0) this.#pictures.ask();
    if (this.#watchesToy > 0) this.#plane.ask();
  }

  stop(): void {
    this.series.stop();
    for (const throttle of [this.#diagnose, this.#pictures, this.#plane]) throttle.stop();
  }

  async #loadDiagnosis(): Promise<void> {
    await this.diagnosis.load(() => request('training.diagnosis', { run: this.run }));
  }

  async #loadImages(): Promise<void> {
    // The data do not change: once they are there they stay.
    const wanted = imageKinds.filter((kind) => kind !== 'data' || !this.images.data.value?.images);
    await Promise.all(wanted.map((kind) => this.images[kind].load(() => request('training.images', { run: this.run, kind }))));
  }

  async #loadToy(): Promise<void> {
    await this.toy.load(() => request('training.toy', { run: this.run }));
  }
}
