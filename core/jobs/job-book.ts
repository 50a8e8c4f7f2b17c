import type { JobEvent, JobKind, JobStatus } from '../contract/job-event.ts';
import type { JobRef } from './job-ref.ts';

/** The standing of the jobs of one kind, by id. */
export interface KindBook {
  statusOf(id: string): JobStatus;
  setStatus(id: string, status: JobStatus, failure: string | null): void;
  /** Whatever ran it is gone without having said so: it becomes interrupted and may be taken again. */
  release(id: string): void;
  /** Whether another living program works on it. */
  heldElsewhere(id: string): boolean;
  /** Its standing as an event, for changes that nobody at work tells of. */
  standing(id: string): JobEvent;
  /** Jobs that wait or were interrupted. */
  waiting(): { id: string; status: JobStatus; createdAt: string }[];
  /** Jobs that are written down as running, whoever runs them; absent where none outlives a sitting. */
  underWay?(): string[];
  /** What whoever runs it must know and its record does not say; plain data, null where there is nothing. */
  askOf(id: string): unknown;
}

/** The queue's side of all that is stored: every kind of job has its own book. */
export interface JobBook {
  statusOf(job: JobRef): JobStatus;
  setStatus(job: JobRef, status: JobStatus, failure?: string): void;
  release(job: JobRef): void;
  heldElsewhere(job: JobRef): boolean;
  standing(job: JobRef): JobEvent;
  /** Of all kinds, oldest first. */
  waiting(): { job: JobRef; status: JobStatus }[];
  /** Of all kinds, written down as running, whoever runs them. */
  underWay(): JobRef[];
  askOf(job: JobRef): unknown;
}

export function jobBook(books: Readonly<Record<JobKind, KindBook>>): JobBook {
  const of = ({ kind }: JobRef): KindBook => books[kind];
  return {
    statusOf: (job) => of(job).statusOf(job.id),
    setStatus: (job, status, failure) => of(job).setStatus(job.id, status, failure ?? null),
    release: (job) => of(job).release(job.id),
    heldElsewhere: (job) => of(job).heldElsewhere(job.id),
    standing: (job) => of(job).standing(job.id),
    waiting: () =>
      (Object.keys(books) as JobKind[])
        .flatMap((kind) => books[kind].waiting().map(({ id, status, createdAt }) => ({ job: { kind, id }, status, createdAt })))
        .sort((p, q) => (p.createdAt < q.createdAt ? -1 : p.createdAt > q.createdAt ? 1 : 0)),
    underWay: () => (Object.keys(books) as JobKind[]).flatMap((kind) => (books[kind].underWay?.() ?? []).map((id) => ({ kind, id }))),
    askOf: (job) => of(job).askOf(job.id),
  };
}

/** Whether a job waits to be run: for its turn, or since it was interrupted. */
export function isWaiting({ status }: { status: JobStatus }): boolean {
  return status === 'queued' || status === 'interrupted';
}

type Progress = Extract<JobEvent, { type: 'progress' }>;

/** What is known of a job at rest, told as one at work would tell it. */
export function atRest(known: Omit<Progress, 'type' | 'chainStepsPerSecond' | 'secondsLeft'>): Progress {
  return { type: 'progress', chainStepsPerSecond: 0, secondsLeft: null, ...known };
}
