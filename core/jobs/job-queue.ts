import type { JobEvent, JobKind, JobStatus } from '../contract/job-event.ts';
import type { JobBook } from './job-book.ts';
import { jobLanes } from './job-kind.ts';
import type { KindOfJob } from './job-kind.ts';
import { sameJob } from './job-ref.ts';
import type { JobRef } from './job-ref.ts';
import type { JobSite, JobWord, SentJob } from './job-site.ts';

export interface JobQueueOptions {
  readonly book: Omit<JobBook, 'underWay'>;
  readonly kinds: Readonly<Record<JobKind, Pick<KindOfJob, 'title' | 'lane'>>>;
  /** Where the jobs run. */
  readonly site: JobSite;
  readonly onEvent: (event: JobEvent) => void;
}

/** A request that does not fit a job's standing. */
export class JobQueueError extends Error {
  override name = 'JobQueueError';
}

interface Running {
  readonly job: JobRef;
  readonly sent: SentJob;
  readonly gone: Promise<void>;
  /** Told to end: no further word is wanted from it. */
  ending: boolean;
}

/**
 * The jobs at work: in every lane one runs, and the others wait in order. A job that is paused or interrupted runs nowhere: it goes on
 * from its checkpoint, with the numbers it would have had without stopping.
 */
export class JobQueue {
  readonly #options: JobQueueOptions;
  #running: Running[] = [];
  #queue: JobRef[] = [];
  #closed = false;
  /** Why jobs failed that this program ran last, by id: a full disk may have kept that from being written. */
  readonly #failures = new Map<string, string>();

  constructor(options: JobQueueOptions) {
    this.#options = options;
  }

  /** Takes up what an earlier sitting left: what waited, and what was interrupted where `interruptedToo`. Returns what it took up. */
  takeUp(interruptedToo: boolean): JobRef[] {
    const taken = this.#options.book.waiting().filter(({ status }) => status === 'queued' || interruptedToo).map(({ job }) => job);
    for (const job of taken) this.#enqueue(job);
    this.#next();
    return taken;
  }

  /** A job that was just made, or that goes on. Throws JobQueueError when it is over, or at work already. */
  start(job: JobRef): void {
    const { book } = this.#options;
    const status = book.statusOf(job);
    if (isOver(status)) throw new JobQueueError(`This ${this.#titleOf(job)} is ${status}: it cannot go on. Start a new one.`);
    if (this.#queue.some((waiting) => sameJob(waiting, job))) return;
    const running = this.#runningAs(job);
    if (running) {
      // Resumed before the pause was through: it goes on as soon as it is.
      if (running.ending) this.#queue.unshift(job);
      return;
    }
    if (book.heldElsewhere(job)) throw new JobQueueError(`Another program is working on this ${this.#titleOf(job)}. Pause or close it there first.`);
    // Written down as at work, and nobody works on it: it ended where that could not be written.
    if (status === 'running') book.release(job);
    this.#failures.delete(job.id);
    this.#enqueue(job);
    this.#next();
  }

  /** Passes a word to a job at work; false where it is not at work. */
  tell(job: JobRef, word: JobWord): boolean {
    const running = this.#runningAs(job);
    if (running === null || running.ending) return false;
    running.sent.tell(word);
    return true;
  }

  /** Why a job failed that this program ran and that is still written down as running; null of others. */
  unwrittenFailure(job: JobRef): string | null {
    const failure = this.#failures.get(job.id) ?? null;
    return failure === null || this.isRunning(job) || this.#options.book.statusOf(job) !== 'running' ? null : failure;
  }

  /** Whether this program works on it. */
  isRunning(job: JobRef): boolean {
    return this.#runningAs(job) !== null;
  }

  /** Resolves once the job stands still and is saved. */
  async pause(job: JobRef): Promise<void> {
    const running = this.#runningAs(job);
    if (running) {
      this.#end(running, 'pause');
      await running.gone;
    } else if (this.#unqueue(job)) {
      this.#note(job, 'paused');
    } else if (this.#options.book.heldElsewhere(job)) {
      throw new JobQueueError(`Another program is working on this ${this.#titleOf(job)}. Pause it there.`);
    } else if (this.#options.book.statusOf(job) === 'queued') {
      // It waits for its turn in another program, which looks before it starts.
      this.#note(job, 'paused');
    }
  }

  /** Stops for good and keeps what was found. Resolves once that is saved. */
  async cancel(job: JobRef): Promise<void> {
    const { book, onEvent } = this.#options;
    const running = this.#runningAs(job);
    if (running) {
      this.#end(running, 'cancel');
      await running.gone;
      return;
    }
    if (isOver(book.statusOf(job))) return;
    if (book.heldElsewhere(job)) throw new JobQueueError(`Another program is working on this ${this.#titleOf(job)}. Cancel it there.`);
    this.#unqueue(job);
    book.setStatus(job, 'cancelled');
    onEvent({ type: 'cancelled', job: job.id });
  }

  /** Whatever the job does, it is no longer at work when this resolves. */
  async drop(job: JobRef): Promise<void> {
    this.#unqueue(job);
    const running = this.#runningAs(job);
    if (!running) return;
    this.#end(running, 'leave');
    await running.gone;
  }

  /** Saves what runs, as interrupted, and starts nothing more; by force after `limit` milliseconds. */
  async close(limit: number): Promise<void> {
    this.#closed = true;
    await Promise.all(
      this.#running.map(async (running) => {
        this.#end(running, 'leave');
        let timer: NodeJS.Timeout | undefined;
        const late = new Promise<void>((resolve) => {
          timer = setTimeout(() => void running.sent.kill().then(resolve), limit);
        });
        await Promise.race([running.gone, late]);
        clearTimeout(timer);
      }),
    );
  }

  #runningAs(job: JobRef): Running | null {
    return this.#running.find((running) => sameJob(running.job, job)) ?? null;
  }

  #titleOf({ kind }: JobRef): string {
    return this.#options.kinds[kind].title;
  }

  #end(running: Running, type: 'pause' | 'cancel' | 'leave'): void {
    running.ending = true;
    running.sent.tell({ type });
  }

  #enqueue(job: JobRef): void {
    this.#queue.push(job);
    if (this.#options.book.statusOf(job) !== 'queued') this.#note(job, 'queued');
  }

  #unqueue(job: JobRef): boolean {
    const before = this.#queue.length;
    this.#queue = this.#queue.filter((other) => !sameJob(other, job));
    return this.#queue.length < before;
  }

  #note(job: JobRef, status: JobStatus): void {
    const { book, onEvent } = this.#options;
    book.setStatus(job, status);
    onEvent(book.standing(job));
  }

  /** Starts what waits in every lane that is free. */
  #next(): void {
    if (this.#closed) return;
    const { kinds, book } = this.#options;
    for (const lane of jobLanes) {
      const isIn = ({ kind }: JobRef): boolean => kinds[kind].lane === lane;
      if (this.#running.some(({ job }) => isIn(job))) continue;
      this.#queue = this.#queue.filter((job) => !isIn(job) || book.statusOf(job) === 'queued');
      const job = this.#queue.find(isIn);
      if (job === undefined) continue;
      this.#queue = this.#queue.filter((other) => !sameJob(other, job));
      this.#send(job);
    }
  }

  #send(job: JobRef): void {
    const { site, book, onEvent } = this.#options;
    let announceGone = () => {};
    const gone = new Promise<void>((resolve) => (announceGone = resolve));
    let over = false;
    const sent = site.send({ ...job, ask: book.askOf(job) }, {
      onNews: (news) => {
        if (news.type === 'event') {
          if (news.event.type === 'failed') this.#failures.set(job.id, news.event.message);
          onEvent(news.event);
        } else over = true;
      },
      onGone: (error) => {
        if (!over) this.#broke(job, error);
        this.#running = this.#running.filter((running) => !sameJob(running.job, job));
        // Resumed before its pause was through.
        if (this.#queue.some((waiting) => sameJob(waiting, job)) && !isOver(book.statusOf(job))) this.#note(job, 'queued');
        announceGone();
        this.#next();
      },
    });
    this.#running.push({ job, sent, gone, ending: false });
  }

  /** Whatever ran it ended without having saved and said so. */
  #broke(job: JobRef, error: Error | null): void {
    const { book, onEvent } = this.#options;
    book.release(job);
    if (error === null) {
      onEvent(book.standing(job));
      return;
    }
    book.setStatus(job, 'failed', error.message);
    onEvent({ type: 'failed', job: job.id, message: error.message });
  }
}

function isOver(status: JobStatus): boolean {
  return status === 'done' || status === 'cancelled';
}
