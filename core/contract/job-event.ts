import { z } from 'zod';

/** One node of the tree of progress: a task and its parts. `total` null: not known. */
export interface ProgressTask {
  name: string;
  done: number;
  total: number | null;
  unit: string;
  parts: ProgressTask[];
}
export const progressTask: z.ZodType<ProgressTask> = z.lazy(() =>
  z.object({
    name: z.string(),
    done: z.number(),
    total: z.number().nullable(),
    unit: z.string(),
    parts: z.array(progressTask),
  }),
);

export const jobStatus = z.enum(['queued', 'running', 'paused', 'interrupted', 'done', 'cancelled', 'failed']);
export type JobStatus = z.infer<typeof jobStatus>;

/** What a job has found so far, by the kind of job: a new kind adds its member. */
export const jobFound = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('map'), statesPlaced: z.int(), basins: z.int() }),
  /** Updates finished. */
  z.object({ kind: z.literal('train'), updates: z.int() }),
  /** Steps that every chain has taken. */
  z.object({ kind: z.literal('long-run'), steps: z.int() }),
  /** The same of chains watched in the sets of a map, and looks that are done. */
  z.object({ kind: z.literal('hold'), steps: z.int(), looks: z.int() }),
  /** Cells of a sweep that are over. */
  z.object({ kind: z.literal('sweep'), done: z.int(), failed: z.int() }),
]);
export type JobFound = z.infer<typeof jobFound>;
/** Kinds of long work. */
export type JobKind = JobFound['kind'];
export type FoundBy<Kind extends JobKind> = Extract<JobFound, { kind: Kind }>;

/**
 * What a job says while it runs.
 * progress: about four a second. metric: ordered, none lost. frame: something to look at, newest wins. notice: what holds now, newest wins.
 */
export const jobEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('progress'),
    job: z.string(),
    status: jobStatus,
    task: progressTask,
    /** Chain steps (samples × Langevin steps) so far in this job and a second lately. */
    chainSteps: z.number(),
    chainStepsPerSecond: z.number(),
    /** Seconds of work so far, over all sittings, pauses not counted. */
    seconds: z.number(),
    /** Null while it cannot be told honestly. */
    secondsLeft: z.number().nullable(),
    found: jobFound,
    engine: z.string(),
    /** Another program works on it, and alone can stop it: told as of its last checkpoint. */
    elsewhere: z.boolean().optional(),
  }),
  z.object({ type: z.literal('metric'), job: z.string(), name: z.string(), step: z.number(), values: z.record(z.string(), z.number()) }),
  /** The landscape has changed: ask for it. */
  z.object({ type: z.literal('frame'), job: z.string(), name: z.string(), revision: z.int() }),
  z.object({ type: z.literal('checkpoint'), job: z.string(), seconds: z.number() }),
  /** What people should know of whoever computes it and that holds now: its queue is away, no worker is there, one has left itself out. Null: nothing any more. */
  z.object({ type: z.literal('notice'), job: z.string(), text: z.string().nullable() }),
  z.object({ type: z.literal('done'), job: z.string() }),
  z.object({ type: z.literal('cancelled'), job: z.string() }),
  z.object({ type: z.literal('failed'), job: z.string(), message: z.string() }),
]);
export type JobEvent = z.infer<typeof jobEvent>;
