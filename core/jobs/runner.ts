import { setImmediate as nextTurn } from 'node:timers/promises';
import type { JobEvent, JobStatus } from '../contract/job-event.ts';
import type { CheckpointSink, JobCheckpoint } from './checkpoint-sink.ts';
import type { Job, JobReport } from './job.ts';
import { RecentRate } from './recent-rate.ts';

const PROGRESS_SECONDS = 0.25;
const CHECKPOINT_SECONDS = 2;
/** Saving takes at most about this share of the time, however large the state. */
const CHECKPOINT_SHARE = 0.04;

export interface RunnerOptions<State, Info> {
  /** Id that the events carry. */
  readonly id: string;
  readonly job: Job<State, Info>;
  /** What runs it: the engine's description, for the progress events. */
  readonly engine: string;
  readonly sink: CheckpointSink<State, Info>;
  /** Where to go on from; null: from the start. */
  readonly resume: JobStart<State> | null;
  readonly onEvent: (event: JobEvent) => void;
  /** Seconds between checkpoints; 2 by default, longer where saving is slow. 0: at every border, whatever that costs. */
  readonly checkpointSeconds?: number;
  /** What the frame events are called: `landscape` by default. */
  readonly frameName?: string;
  /** Milliseconds, never falling; for tests. */
  readonly now?: () => number;
}

/** A state to go on from, with the seconds of work behind it. */
export interface JobStart<State> {
  readonly state: State;
  readonly seconds: number;
}

/** How a runner's work ended. Paused and interrupted jobs go on later, in another runner, from their checkpoint. */
export type JobOutcome = 'done' | 'cancelled' | 'failed' | 'paused' | 'interrupted';

/** A job that runs. Its controls take effect at the next border between steps. */
export interface RunningJob {
  readonly id: string;
  readonly status: JobStatus;
  /** Resolves once the job stands still and is saved (or is over). */
  pause(): Promise<void>;
  resume(): void;
  /** Stops for good and keeps what was found. Resolves once that is saved. */
  cancel(): Promise<void>;
  /**
   * Saves the job and lets it go, to be gone on with by another runner: `paused` waits for the user, `interrupted` (the
   * program closes) goes on by itself. Resolves once that is saved.
   */
  leave(as: 'paused' | 'interrupted'): Promise<void>;
  /** How it ended; never rejects. `message` says why it failed. */
  readonly finished: Promise<{ readonly outcome: JobOutcome; readonly message: string | null }>;
}

/**
 * Runs a job to its end: step after step, a turn of the event loop between them, about four progress events a
 * second, checkpoints, pause, resume and cancel.
 *
 * Metrics come in order and none is lost; a frame is announced after the checkpoint that holds what it shows, the
 * newest standing for those before. A step that throws fails the job: the last checkpoint is then what remains, since
 * the step may have left its state half changed. Never throws: failures are events and the outcome.
 */
export function runJob<State, Info>(options: RunnerOptions<State, Info>): RunningJob {
  return new Runner(options);
}

class Runner<State, Info> implements RunningJob {
  readonly id: string;
  readonly finished: RunningJob['finished'];
  status: JobStatus = 'running';
  readonly #options: RunnerOptions<State, Info>;
  readonly #now: () => number;
  readonly #rate = new RecentRate(5, 0.2);
  readonly #stepRate = new RecentRate(30, 2);
  // Longer for the time left: it should not swing with every refill of the batch.
  readonly #doneRate = new RecentRate(30, 2);
  #wanted: 'run' | 'pause' | 'cancel' | 'leave-paused' | 'leave-interrupted' = 'run';
  #wake: (() => void) | null = null;
  #onStill: (() => void)[] = [];
  #infos: Info[] = [];
  #metrics: JobReport['metrics'][number][] = [];
  #progress: JobReport['progress'] | null = null;
  #stepsLeft: number | null | undefined = undefined;
  #secondsMore = 0;
  /** Time that went into work without chain steps, and when the last step was taken. */
  #steplessSeconds = 0;
  #takenAt: number | null = null;
  #frame = false;
  #revision = 0;
  #seconds: number;
  #resumedAt: number;
  #reportedAt = -Infinity;
  #savedAt = -Infinity;
  #saveCost = 0;

  constructor(options: RunnerOptions<State, Info>) {
    this.id = options.id;
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#seconds = options.resume?.seconds ?? 0;
    this.#resumedAt = this.#now();
    this.finished = this.#run();
  }

  pause(): Promise<void> {
    if (this.#wanted === 'run') this.#wanted = 'pause';
    return this.#still('paused');
  }

  resume(): void {
    if (this.#wanted !== 'pause') return;
    this.#wanted = 'run';
    this.#wake?.();
    // Whoever waited for a pause that had not come yet need not wait for the end.
    for (const resolve of this.#onStill.splice(0)) resolve();
  }

  cancel(): Promise<void> {
    this.#wanted = 'cancel';
    this.#wake?.();
    return this.finished.then(() => undefined);
  }

  leave(as: 'paused' | 'interrupted'): Promise<void> {
    if (this.#wanted !== 'cancel') this.#wanted = `leave-${as}`;
    this.#wake?.();
    return this.finished.then(() => undefined);
  }

  #still(status: JobStatus): Promise<void> {
    if (this.status === status) return Promise.resolve();
    return Promise.race([new Promise<void>((resolve) => this.#onStill.push(resolve)), this.finished.then(() => undefined)]);
  }

  async #run(): Promise<{ outcome: JobOutcome; message: string | null }> {
    const { job } = this.#options;
    let outcome: JobOutcome = 'failed';
    let message: string | null = null;
    try {
      outcome = await this.#work();
    } catch (error) {
      message = error instanceof Error ? error.message : String(error);
      await this.#noteFailure(message, error);
    }
    try {
      await job.close();
    } catch (error) {
      // The work is saved; only what held the hardware did not let go. The process ends it in the end.
      message ??= `The job ended, but closing it failed: ${error instanceof Error ? error.message : String(error)}`;
    }
    // Its clock stops before its status says that it stands still.
    this.#seconds = this.#elapsed();
    this.#resumedAt = this.#now();
    this.status = outcome;
    this.#tell();
    if (outcome === 'failed') this.#emit({ type: 'failed', job: this.id, message: message ?? 'The job failed.' });
    else if (outcome === 'done' || outcome === 'cancelled') this.#emit({ type: outcome, job: this.id });
    return { outcome, message };
  }

  async #noteFailure(message: string, error: unknown): Promise<void> {
    try {
      await this.#options.sink.fail(message, { error, infos: this.#infos });
    } catch {
      // Where even that cannot be written (a full disk), the event still tells; the first reason is the one that counts.
    }
  }

  async #work(): Promise<Exclude<JobOutcome, 'failed'>> {
    const { job, resume } = this.#options;
    let state = resume === null ? await job.init() : resume.state;
    await this.#save(state, 'running');
    for (;;) {
      if (this.#wanted === 'pause') await this.#rest(state);
      if (this.#wanted === 'cancel') {
        await this.#save(state, 'cancelled');
        return 'cancelled';
      }
      if (this.#wanted === 'leave-paused' || this.#wanted === 'leave-interrupted') {
        const as = this.#wanted === 'leave-paused' ? 'paused' : 'interrupted';
        await this.#save(state, as);
        return as;
      }
      const result = await job.step(state);
      state = result.state;
      const report = job.report(state, result.info);
      this.#take(report, result.info);
      if (result.done) {
        await this.#save(state, 'done');
        return 'done';
      }
      if (this.#elapsed() - this.#reportedAt >= PROGRESS_SECONDS) this.#tell();
      if (report.save === true || this.#isDue()) {
        await this.#save(state, 'running');
      }
      await nextTurn();
    }
  }

  #isDue(): boolean {
    const { checkpointSeconds = CHECKPOINT_SECONDS } = this.#options;
    return checkpointSeconds === 0 || this.#elapsed() - this.#savedAt >= Math.max(checkpointSeconds, this.#saveCost / CHECKPOINT_SHARE);
  }

  /** Stands still until resumed or cancelled. */
  async #rest(state: State): Promise<void> {
    await this.#save(state, 'paused');
    this.#seconds = this.#elapsed();
    this.status = 'paused';
    this.#tell();
    for (const resolve of this.#onStill.splice(0)) resolve();
    while (this.#wanted === 'pause') {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#wake = null;
    this.#resumedAt = this.#now();
    this.status = 'running';
    if (this.#wanted !== 'run') return;
    await this.#save(state, 'running');
    this.#tell();
  }

  /** Seconds worked over all sittings. */
  #elapsed(): number {
    return this.status === 'paused' ? this.#seconds : this.#seconds + (this.#now() - this.#resumedAt) / 1000;
  }

  #take(report: JobReport, info: Info): void {
    this.#infos.push(info);
    this.#progress = report.progress;
    this.#stepsLeft = report.stepsLeft;
    this.#secondsMore = report.secondsMore ?? 0;
    this.#frame ||= report.frame;
    const seconds = this.#elapsed();
    this.#rate.add(seconds, report.progress.chainSteps);
    if (report.stepless === true) this.#steplessSeconds += seconds - (this.#takenAt ?? seconds);
    else this.#stepRate.add(seconds - this.#steplessSeconds, report.progress.chainSteps);
    this.#takenAt = seconds;
    this.#doneRate.add(seconds, report.progress.task.done);
    for (const metric of report.metrics) {
      this.#metrics.push(metric);
      this.#emit({ type: 'metric', job: this.id, ...metric });
    }
  }

  async #save(state: State, status: JobCheckpoint<State, Info>['status']): Promise<void> {
    const started = this.#now();
    await this.#options.sink.commit({
      status,
      state,
      infos: this.#infos,
      metrics: this.#metrics,
      seconds: this.#elapsed(),
    });
    this.#infos = [];
    this.#metrics = [];
    this.#saveCost = (this.#now() - started) / 1000;
    this.#savedAt = this.#elapsed();
    this.#emit({ type: 'checkpoint', job: this.id, seconds: this.#savedAt });
    if (this.#frame) {
      this.#frame = false;
      this.#emit({ type: 'frame', job: this.id, name: this.#options.frameName ?? 'landscape', revision: ++this.#revision });
    }
  }

  #tell(): void {
    if (this.#progress === null) return;
    this.#reportedAt = this.#elapsed();
    this.#emit({
      type: 'progress',
      job: this.id,
      status: this.status,
      ...this.#progress,
      chainStepsPerSecond: this.#rate.perSecond() ?? 0,
      seconds: this.#elapsed(),
      secondsLeft: this.#secondsLeft(this.#progress),
      engine: this.#options.engine,
    });
  }

  #secondsLeft(progress: JobReport['progress']): number | null {
    if (this.status === 'done') return 0;
    const { done, total } = progress.task;
    const foreseen = this.#stepsLeft !== undefined;
    const left = foreseen ? (this.#stepsLeft ?? null) : total === null ? null : total - done;
    const rate = (foreseen ? this.#stepRate : this.#doneRate).perSecond();
    if (foreseen && left !== null && left <= 0) return this.#secondsMore;
    return left === null || rate === null || rate <= 0 ? null : Math.max(0, left) / rate + this.#secondsMore;
  }

  #emit(event: JobEvent): void {
    this.#options.onEvent(event);
  }
}
