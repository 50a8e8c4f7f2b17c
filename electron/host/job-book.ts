import type { JobEvent, JobStatus } from '../../core/contract/job-event.ts';
import type { RunStore } from '../../core/runs/run-store.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import type { JobBook } from './job-queue.ts';
import type { JobKind, JobRef } from './job-ref.ts';

/** The standing of the jobs of one kind, by id. */
export interface KindBook {
  statusOf(id: string): JobStatus;
  setStatus(id: string, status: JobStatus, failure: string | null): void;
  release(id: string): void;
  heldElsewhere(id: string): boolean;
  standing(id: string): JobEvent;
  /** Jobs that wait or were interrupted. */
  waiting(): { id: string; status: JobStatus; createdAt: string }[];
}

/** The queue's side of a workspace: every kind of job has its own book. */
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
  };
}

function isWaiting({ status }: { status: JobStatus }): boolean {
  return status === 'queued' || status === 'interrupted';
}

export function mapBook(workspace: Workspace): KindBook {
  return {
    statusOf: (map) => workspace.maps.get(map).status,
    setStatus: (map, status, failure) => workspace.maps.setStatus(map, status, failure),
    release: (map) => workspace.lock.interrupt(map),
    heldElsewhere: (map) => workspace.lock.held(map),
    standing: (map) => mapStanding(workspace, map),
    waiting: () => workspace.maps.list().filter(isWaiting),
  };
}

export function runBook(runs: RunStore): KindBook {
  return {
    statusOf: (run) => runs.get(run).status,
    setStatus: (run, status, failure) => runs.change(run, { status, failure }),
    release: (run) => runs.release(run),
    heldElsewhere: (run) => runs.lockOf(run).held(),
    standing: (run) => runStanding(runs, run),
    waiting: () => runs.list().filter(isWaiting),
  };
}

/** What the store knows of a map at rest, told as its worker would tell it. */
function mapStanding(workspace: Workspace, map: string): JobEvent {
  const { status, states, basins, seconds, chainSteps, engine, settings } = workspace.maps.get(map);
  return {
    type: 'progress',
    job: map,
    status,
    task: { name: 'Map', done: states, total: settings.states, unit: 'states', parts: [] },
    chainSteps,
    chainStepsPerSecond: 0,
    seconds,
    secondsLeft: null,
    found: { kind: 'map', statesPlaced: states, basins },
    engine,
  };
}

function runStanding(runs: RunStore, run: string): JobEvent {
  const { name, status, updates, totalUpdates, seconds, chainSteps, hardware } = runs.get(run);
  return {
    type: 'progress',
    job: run,
    status,
    task: { name, done: updates, total: totalUpdates, unit: 'updates', parts: [] },
    chainSteps,
    chainStepsPerSecond: 0,
    seconds,
    secondsLeft: null,
    found: { kind: 'train', updates },
    engine: hardware,
  };
}
