import type { JobEvent, JobStatus } from '../contract/job-event.ts';
import type { JobBook } from './job-book.ts';
import type { JobRef } from './job-ref.ts';

export interface OtherProgramsOptions {
  readonly book: Pick<JobBook, 'underWay' | 'heldElsewhere' | 'release' | 'standing' | 'statusOf' | 'setStatus'>;
  /** Whether this program itself works on it. */
  readonly isOwn: (job: JobRef) => boolean;
  /** Why a job failed that this program ran, where that could not be written yet. */
  readonly failureOf?: (job: JobRef) => string | null;
  readonly onEvent: (event: JobEvent) => void;
}

type Progress = Extract<JobEvent, { type: 'progress' }>;

/**
 * Jobs of this workspace that other programs run: another window, the command line. Whoever looks now and then tells them as theirs, as of
 * their last checkpoints, and frees those whose program is gone.
 */
export class OtherPrograms {
  readonly #options: OtherProgramsOptions;
  readonly #seen = new Map<string, { readonly job: JobRef; readonly standing: Progress }>();

  constructor(options: OtherProgramsOptions) {
    this.#options = options;
  }

  look(): void {
    const { book, isOwn, onEvent } = this.#options;
    const there = new Set<string>();
    for (const job of book.underWay()) {
      if (isOwn(job)) continue;
      if (!book.heldElsewhere(job)) {
        this.#letGo(job);
        this.#seen.delete(job.id);
        continue;
      }
      there.add(job.id);
      this.#tell(job);
    }
    for (const [id, { job }] of this.#seen) {
      if (there.has(id)) continue;
      this.#seen.delete(id);
      if (!isOwn(job)) onEvent(this.#ended(job));
    }
  }

  /** Nobody works on it any more. */
  #letGo(job: JobRef): void {
    const { book, failureOf, onEvent } = this.#options;
    const failure = failureOf?.(job) ?? null;
    book.release(job);
    if (failure === null) {
      onEvent(book.standing(job));
      return;
    }
    book.setStatus(job, 'failed', failure);
    onEvent({ type: 'failed', job: job.id, message: failure });
  }

  #tell(job: JobRef): void {
    const { book, onEvent } = this.#options;
    const standing = book.standing(job);
    if (standing.type !== 'progress') return;
    const before = this.#seen.get(job.id)?.standing;
    const seconds = standing.seconds - (before?.seconds ?? Infinity);
    const rate = seconds > 0 ? (standing.chainSteps - before!.chainSteps) / seconds : (before?.chainStepsPerSecond ?? 0);
    const now: Progress = { ...standing, chainStepsPerSecond: rate, elsewhere: true };
    this.#seen.set(job.id, { job, standing: now });
    onEvent(now);
    if (before !== undefined && (before.seconds !== now.seconds || before.task.done !== now.task.done)) onEvent({ type: 'frame', job: job.id, name: '', revision: now.chainSteps });
  }

  /** It stopped: done, paused, removed. */
  #ended(job: JobRef): JobEvent {
    const { book } = this.#options;
    let status: JobStatus;
    try {
      status = book.statusOf(job);
    } catch {
      // Removed there.
      return { type: 'cancelled', job: job.id };
    }
    return status === 'done' || status === 'cancelled' ? { type: status, job: job.id } : book.standing(job);
  }
}
