import { SvelteMap } from 'svelte/reactivity';
import type { JobEvent, JobStatus } from '../../core/contract/job-event.ts';
import type { MapSummary } from '../../core/contract/map-record.ts';
import type { PotentialSummary } from '../../core/contract/potential.ts';
import type { WorkspaceView } from '../../core/contract/requests.ts';
import type { SweepSummary } from '../../core/contract/sweep.ts';
import type { RunSummary } from '../../core/contract/training-run.ts';
import { request } from './bridge.ts';
import { Throttle } from './throttle.ts';

export type ProgressEvent = Extract<JobEvent, { type: 'progress' }>;
export type MetricEvent = Extract<JobEvent, { type: 'metric' }>;

/** The newest that is known of a job's work: its id is that of its map or training run. */
export interface LiveJob {
  status: JobStatus;
  progress: ProgressEvent | null;
  failure: string | null;
  /** What is to be known of who computes it, while that holds: its queue is away, no worker is there. */
  notice: string | null;
  /** Another program works on it. */
  elsewhere: boolean;
}

/** Statuses in which work is under way or waiting to go on. */
export function isOpen(status: JobStatus): boolean {
  return status === 'running' || status === 'queued' || status === 'paused';
}

/** The potentials, maps, training runs and sweeps of the workspace, and how the work on them stands. */
export class Workspace {
  view = $state.raw<WorkspaceView | null>(null);
  failure = $state.raw<Error | null>(null);
  readonly #jobs = new SvelteMap<string, LiveJob>();
  readonly #frameListeners = new Set<(job: string, name: string) => void>();
  readonly #metricListeners = new Set<(event: MetricEvent) => void>();
  readonly #reload = new Throttle(() => this.refresh(), 250);
  /** Called with the first view before it is shown: what it leads to can be asked for while the window is made of it. */
  onFirstView: (view: WorkspaceView) => void = () => {};
  #asked = 0;
  /** The newest question whose answer was taken in. */
  #taken = 0;

  readonly potentials = $derived<readonly PotentialSummary[]>(this.view?.potentials ?? []);
  readonly maps = $derived<readonly MapSummary[]>(this.view?.maps ?? []);
  readonly runs = $derived<readonly RunSummary[]>(this.view?.runs ?? []);
  readonly sweeps = $derived<readonly SweepSummary[]>(this.view?.sweeps ?? []);
  /** The sweep that a map or run is a cell of, by its id. */
  readonly #sweepOf = $derived(new Map(this.sweeps.flatMap((sweep) => sweep.jobs.map((job) => [job, sweep] as const))));
  /** Runs that are no cells of a sweep. */
  readonly ownRuns = $derived(this.runs.filter((run) => !this.#sweepOf.has(run.id)));
  readonly runningSweep = $derived(this.sweeps.find((sweep) => this.statusOf(sweep) === 'running') ?? null);
  readonly runningMap = $derived(this.maps.find((map) => this.statusOf(map) === 'running') ?? null);
  /** Chains watched in the sets of a map, while that runs: the id of their job. */
  readonly runningHold = $derived([...this.#jobs].find(([id, job]) => id.includes('/hold-') && job.status === 'running')?.[0] ?? null);
  readonly runningRun = $derived(this.runs.find((run) => this.statusOf(run) === 'running') ?? null);

  /** Asks how the workspace stands. Once it resolves the view is as new as the question or newer, however many others ask at the time: whoever added something finds it there. */
  async refresh(): Promise<void> {
    const question = ++this.#asked;
    try {
      const view = await request('workspace.get', {});
      if (question < this.#taken) return;
      this.#taken = question;
      performance.mark('workspace known');
      if (this.view === null) this.onFirstView(view);
      this.view = view;
      this.failure = null;
      const works = [...view.maps, ...view.runs, ...view.sweeps];
      for (const work of works) this.#note(work.id, { status: work.status, failure: work.failure });
      const known = new Set(works.map((work) => work.id));
      for (const id of [...this.#jobs.keys()]) if (!known.has(ownerOf(id))) this.#jobs.delete(id);
      // Which engines work here takes seconds to find out; the rest of the workspace does not wait for it.
      if (view.engines.length === 0) setTimeout(() => this.#reload.ask(), 1000);
    } catch (error) {
      if (question > this.#taken) this.failure = error instanceof Error ? error : new Error(String(error));
    }
  }

  /** Takes a job's event in. */
  hear(event: JobEvent): void {
    switch (event.type) {
      case 'progress': {
        const before = this.#jobs.get(event.job)?.status;
        this.#note(event.job, { status: event.status, progress: event, failure: null, elsewhere: event.elsewhere === true, ...(event.status === 'running' ? {} : { notice: null }) });
        if (before !== event.status) this.#reload.ask();
        return;
      }
      case 'notice':
        this.#note(event.job, { notice: event.text });
        return;
      case 'frame':
        for (const listener of this.#frameListeners) listener(event.job, event.name);
        return;
      case 'done':
      case 'cancelled':
        this.#end(event.job, event.type, null);
        return;
      case 'failed':
        this.#end(event.job, 'failed', event.message);
        return;
      case 'metric':
        for (const listener of this.#metricListeners) listener(event);
        return;
      case 'checkpoint':
        // The checkpoints of a run are part of its summary.
        if (this.runs.some((run) => run.id === event.job)) this.#reload.ask();
        return;
    }
  }

  /** Calls back when a job has something new to look at, with the name of what (empty at its end). Returns how to stop. */
  onFrame(listener: (job: string, name: string) => void): () => void {
    this.#frameListeners.add(listener);
    return () => this.#frameListeners.delete(listener);
  }

  /** Calls back with every metric of every job, in order. Returns how to stop. */
  onMetric(listener: (event: MetricEvent) => void): () => void {
    this.#metricListeners.add(listener);
    return () => this.#metricListeners.delete(listener);
  }

  potential(id: string): PotentialSummary | null {
    return this.potentials.find((potential) => potential.id === id) ?? null;
  }

  map(id: string): MapSummary | null {
    return this.maps.find((map) => map.id === id) ?? null;
  }

  mapsOf(potential: string): MapSummary[] {
    return this.maps.filter((map) => map.potential === potential);
  }

  /** Those of a potential that are no cells of a sweep. */
  ownMapsOf(potential: string): MapSummary[] {
    return this.mapsOf(potential).filter((map) => !this.#sweepOf.has(map.id));
  }

  sweep(id: string): SweepSummary | null {
    return this.sweeps.find((sweep) => sweep.id === id) ?? null;
  }

  /** The sweep that a map or run is a cell of; null of others. */
  sweepOf(job: string): SweepSummary | null {
    return this.#sweepOf.get(job) ?? null;
  }

  run(id: string): RunSummary | null {
    return this.runs.find((run) => run.id === id) ?? null;
  }

  /** By the id of a map or run, or of work on the side of one (`<run>/long-run`). */
  jobOf(id: string): LiveJob | null {
    return this.#jobs.get(id) ?? null;
  }

  /** What is to be known of who computes a map, run or sweep, or the sweep that it is a cell of, while that holds. */
  noticeOf(id: string): string | null {
    return this.jobOf(id)?.notice ?? this.jobOf(this.sweepOf(id)?.id ?? '')?.notice ?? null;
  }

  /** The map or run that work on the side of one belongs to. */
  ownerOf(job: string): MapSummary | RunSummary | null {
    const id = ownerOf(job);
    return this.map(id) ?? this.run(id);
  }

  statusOf(work: MapSummary | RunSummary | SweepSummary): JobStatus {
    return this.#jobs.get(work.id)?.status ?? work.status;
  }

  #end(job: string, status: JobStatus, failure: string | null): void {
    this.#note(job, { status, failure, elsewhere: false, notice: null });
    // What was found last may have come without a frame of its own.
    for (const listener of this.#frameListeners) listener(job, '');
    this.#reload.ask();
  }

  #note(job: string, news: Partial<LiveJob>): void {
    // Of a job that only its notice is known of yet the workspace is asked at its first progress.
    const before = this.#jobs.get(job) ?? { status: news.status ?? 'queued', progress: null, failure: null, notice: null, elsewhere: false };
    this.#jobs.set(job, { ...before, ...news });
  }
}

/** The map or run that a job belongs to: work on its side is named `<id>/<what>`. */
function ownerOf(job: string): string {
  return job.split('/', 1)[0] ?? job;
}
