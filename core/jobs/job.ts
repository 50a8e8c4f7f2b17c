import type { JobEvent } from '../contract/job-event.ts';

/**
 * Long work: `init → state`, `step(state) → state + info`. Borders between steps are the only places where a job
 * is paused, cancelled or saved, so a step is short (well under half a second).
 *
 * A job is a pure function of its inputs and its state: the state holds everything that later steps need (chains,
 * queues, random counters), so that stopping and resuming gives the same numbers as never stopping.
 */
export interface Job<State, Info> {
  /** The state before the first step. */
  init(): Promise<State>;
  /** One chunk of work. The old state is consumed: it may be changed in place. */
  step(state: State): Promise<{ state: State; info: Info; done: boolean }>;
  /** What to tell about this step: progress and metrics (`job` and timing are filled in by the runner). */
  report(state: State, info: Info): JobReport;
  close(): Promise<void>;
}

/** A job's state as bytes and back, exactly; `decode` throws a clear error when the bytes are of another version, or of another job. */
export interface StateCodec<State> {
  encode(state: State): Uint8Array;
  decode(bytes: Uint8Array): State;
}

export interface JobReport {
  progress: Omit<Extract<JobEvent, { type: 'progress' }>, 'type' | 'job' | 'status' | 'seconds' | 'chainStepsPerSecond' | 'secondsLeft' | 'engine'>;
  metrics: Omit<Extract<JobEvent, { type: 'metric' }>, 'type' | 'job'>[];
  /** True when there is something new to look at. */
  frame: boolean;
  /** True where the job is to be saved at this very border, whenever it was saved last. */
  save?: boolean;
  /** Chain steps still to come as far as the job can foresee; null: it cannot yet. Left out: the root task's count tells the time left. */
  stepsLeft?: number | null;
  /** Seconds still to come of work that takes no chain steps, as far as can be told: beside those of `stepsLeft`. */
  secondsMore?: number;
  /** True where this step was such work: it says nothing about how fast chain steps go. */
  stepless?: boolean;
}
