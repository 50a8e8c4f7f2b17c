import type { JobEvent } from '../contract/job-event.ts';
import type { JobRef } from './job-ref.ts';

/** A job to be run somewhere. Plain data. */
export interface JobOrder extends JobRef {
  /** What whoever runs it must know and no record says, as its kind's book has it; null where there is nothing. */
  readonly ask: unknown;
}

/**
 * What a job is told where it runs; all take effect at the next border between steps.
 * pause: save as paused and end. leave: save as interrupted and end (the program is closing). cancel: stop for good.
 * checkpoint, rename: of trainings, which go on.
 */
export type JobWord =
  | { readonly type: 'pause' | 'leave' | 'cancel' }
  | { readonly type: 'checkpoint' }
  | { readonly type: 'rename'; readonly name: string };

/** What is heard of a job where it runs; `ended` is the last: everything is saved and closed by then. */
export type JobNews = { readonly type: 'event'; readonly event: JobEvent } | { readonly type: 'ended' };

/** A job at work somewhere. */
export interface SentJob {
  tell(word: JobWord): void;
  /** Ends it at once, whatever it does. */
  kill(): Promise<void>;
}

/** What the owner of a job at work hears: its news, and that whatever ran it is gone (with the error that ended it, if one did). */
export interface JobListener {
  onNews(news: JobNews): void;
  onGone(error: Error | null): void;
}

/** Somewhere that jobs run: threads of this machine, or whatever else takes a job by its order and answers as they do. */
export interface JobSite {
  send(order: JobOrder, listener: JobListener): SentJob;
}
