import type { EngineChoice } from '../contract/engine.ts';
import type { JobEvent } from '../contract/job-event.ts';
import type { Engine } from '../engines/engine.ts';
import { openEngine } from '../engines/open-engine.ts';
import type { PieceRunner } from '../pieces/piece-runner.ts';
import { HEARTBEAT_MS } from '../store/living-owner.ts';
import type { CheckpointSink } from './checkpoint-sink.ts';
import { engineBeside } from './engine-beside.ts';
import type { Job } from './job.ts';
import { ownThreads } from './own-threads.ts';
import { runJob } from './runner.ts';
import type { JobStart, RunningJob } from './runner.ts';

/** How anyone asks for a job to be run. */
export interface JobRunOptions {
  readonly onEvent: (event: JobEvent) => void;
  /** Another engine than the job's record names. */
  readonly engine?: EngineChoice;
  readonly checkpointSeconds?: number;
  /** Who computes its pieces of work in place of the engine here: workers of a queue. */
  readonly piecesFor?: PiecesFor;
  /** Jobs that run side by side in this program, this one too: each has its part of the threads for its pieces. Default 1. */
  readonly sideBySide?: number;
}

/** Opens who computes the pieces of a job that is to run on such an engine. Closed with the job. */
export type PiecesFor = (choice: EngineChoice) => Promise<PieceRunner>;

/** This program's hold on a job: nobody else runs it meanwhile. */
export interface JobClaim {
  /** Says that its owner lives. */
  beat(): void;
  release(): void;
}

/** A job with all that its runner needs, made on an engine. */
export interface OpenedJob<State, Info> {
  readonly job: Job<State, Info>;
  readonly sink: CheckpointSink<State, Info>;
  /** Null: from the start. */
  readonly resume: JobStart<State> | null;
  /** What the frame events are called: `landscape` by default. */
  readonly frameName?: string;
}

/** What a kind of job does at each stage of a job's life; who calls it when is `startJob`'s. */
export interface JobLife<State, Info> {
  /** Id that the events carry. */
  readonly id: string;
  readonly claim: JobClaim;
  /** Reads what the job is of. */
  prepare(): Promise<{
    readonly engine: EngineChoice;
    /** Whether its pieces are worth compute threads where nobody else computes them: its records are the same with and without. */
    readonly gainsByThreads?: boolean;
    /** Makes the job on the engine, and on whoever else computes its pieces; both are closed at its end. */
    open(engine: Engine, pieces?: PieceRunner): OpenedJob<State, Info> | Promise<OpenedJob<State, Info>>;
  }>;
  /** Writes down that it could not start. */
  noteFailure(message: string): void | Promise<void>;
}

/**
 * The one way a job lives: claimed already, it beats while it is prepared and runs; its claim and then its engine are let go when it ends,
 * before `finished` resolves.
 *
 * What keeps it from starting (data that is gone, no such device) is written down as the job's failure, told as a `failed` event, and
 * thrown; nothing is held then.
 */
export async function startJob<State, Info>(life: JobLife<State, Info>, options: JobRunOptions): Promise<RunningJob> {
  return startClaimed(life, options.onEvent, (letGo) => begin(life, options, letGo));
}

/** The same of a job that opens no engine: `start` makes it, and whoever closes it calls `letGo`. */
export async function startClaimed(
  { id, claim, noteFailure }: Pick<JobLife<unknown, unknown>, 'id' | 'claim' | 'noteFailure'>, onEvent: JobRunOptions['onEvent'], start: (letGo: () => void) => Promise<RunningJob>,
): Promise<RunningJob> {
  const beat = setInterval(() => {
    try {
      claim.beat();
    } catch {
      // A busy disk: the next beat comes soon, and a checkpoint that cannot be written says so itself.
    }
  }, HEARTBEAT_MS);
  const letGo = (): void => {
    clearInterval(beat);
    claim.release();
  };
  try {
    return await start(letGo);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    await noteFailure(message);
    letGo();
    onEvent({ type: 'failed', job: id, message });
    throw error;
  }
}

async function begin<State, Info>(life: JobLife<State, Info>, options: JobRunOptions, letGo: () => void): Promise<RunningJob> {
  const { onEvent, engine: asked, checkpointSeconds, piecesFor, sideBySide } = options;
  const prepared = await life.prepare();
  const choice = asked ?? prepared.engine;
  const own = (): PieceRunner | null => (prepared.gainsByThreads === true ? ownThreads(choice, sideBySide) : null);
  const pieces = piecesFor === undefined ? own() : await piecesFor(choice);
  let engine: Engine | null = null;
  const close = async (): Promise<void> => {
    await pieces?.close();
    await engine?.close();
  };
  try {
    engine = await (piecesFor === undefined ? openEngine(choice) : engineBeside(choice));
    const { job, ...opened } = await prepared.open(engine, pieces ?? undefined);
    return runJob({
      id: life.id,
      job: {
        init: () => job.init(),
        step: (state) => job.step(state),
        report: (state, info) => job.report(state, info),
        close: async () => {
          try {
            await job.close();
          } finally {
            letGo();
            await close();
          }
        },
      },
      engine: engine.description,
      ...opened,
      onEvent,
      ...(checkpointSeconds === undefined ? {} : { checkpointSeconds }),
    });
  } catch (error) {
    await close();
    throw error;
  }
}
