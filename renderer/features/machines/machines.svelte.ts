import type { OwnWorker, OwnWorkerChoice, QueueChoice, QueueView } from '../../../core/contract/queue-view.ts';
import { request } from '../../lib/bridge.ts';
import { computingWorkers } from './worker-words.ts';

/** Milliseconds between looks at the queue: while somebody looks at it, and else. */
const often = 1500;
const seldom = 6000;

/** The machines that compute: the queue that this window is with, the workers that are there, and those that it started here itself. */
export class Machines {
  view = $state.raw<QueueView | null>(null);
  own = $state.raw<readonly OwnWorker[]>([]);
  /** What is being done, of what takes a moment. */
  busy = $state<'connect' | 'disconnect' | 'start' | null>(null);
  /** Why the last of it was refused. */
  refusal = $state.raw<string | null>(null);
  /** What is to be known of what was remembered. */
  remark = $state.raw<string | null>(null);
  #lookers = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #question = 0;

  readonly connected = $derived(this.view !== null && this.view.state !== 'none');
  /** Workers that take work, and the threads and chain steps a second that they have together. */
  readonly computing = $derived(computingWorkers(this.view?.workers ?? []));

  /** Looks at the queue from now on, the first time soon. Returns how to stop. */
  follow(): () => void {
    this.#plan(0);
    return () => clearTimeout(this.#timer);
  }

  /** Somebody looks: more often meanwhile. Returns how to stop. */
  watch(): () => void {
    this.#lookers++;
    this.#plan(0);
    return () => {
      this.#lookers--;
    };
  }

  /** Whether the pieces of a job are computed by workers of the queue. */
  computes(job: string): boolean {
    return this.view?.jobs.includes(job) ?? false;
  }

  /** How long a job still takes; null where that is not known: nor is it while its queue is away or has nobody to compute. */
  secondsLeft(job: string, progress: { readonly secondsLeft: number | null } | null): number | null {
    const stands = this.computes(job) && this.view?.state !== 'none' && (this.view?.state === 'away' || this.computing.workers === 0);
    return stands ? null : (progress?.secondsLeft ?? null);
  }

  async refresh(): Promise<void> {
    const question = ++this.#question;
    try {
      const [view, { workers }] = await Promise.all([request('queue.get', {}), request('worker.list', {})]);
      if (question !== this.#question) return;
      this.view = view;
      this.own = workers;
    } catch {
      // The compute process is being started again: the next look comes soon.
    }
  }

  /** True where it is connected now. */
  connect(choice: QueueChoice, remember: boolean): Promise<boolean> {
    return this.#act('connect', async () => {
      const { queue, remark } = await request('queue.connect', { ...choice, remember });
      this.view = queue;
      this.remark = remark;
    });
  }

  disconnect(): Promise<boolean> {
    return this.#act('disconnect', async () => {
      this.view = await request('queue.disconnect', {});
      this.remark = null;
    });
  }

  startWorker(choice: OwnWorkerChoice): Promise<boolean> {
    return this.#act('start', async () => {
      this.own = (await request('worker.start', choice)).workers;
    });
  }

  async leaveWorker(worker: number): Promise<void> {
    try {
      this.own = (await request('worker.leave', { worker })).workers;
    } catch (error) {
      this.refusal = wordsOf(error);
    }
  }

  async #act(what: 'connect' | 'disconnect' | 'start', act: () => Promise<void>): Promise<boolean> {
    if (this.busy !== null) return false;
    this.busy = what;
    this.refusal = null;
    // An answer that is on its way tells of before.
    this.#question++;
    try {
      await act();
      return true;
    } catch (error) {
      this.refusal = wordsOf(error);
      return false;
    } finally {
      this.busy = null;
      this.#plan(0);
    }
  }

  #plan(delay: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.refresh().finally(() => this.#plan(this.#lookers > 0 ? often : seldom)), delay);
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export const machines = new Machines();
