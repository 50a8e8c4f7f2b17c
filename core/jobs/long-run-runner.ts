import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LongRunStart, LongRunTest } from '../contract/training-run.ts';
import { longRunFindings } from '../diagnosis/long-run-findings.ts';
import { openNetwork } from '../networks/open-network.ts';
import { createPotential } from '../potentials/potential.ts';
import { longRunId, writeLongRunTest } from '../runs/long-run-files.ts';
import type { RunFolder } from '../runs/run-folder.ts';
import { readCheckpoint } from '../runs/save-checkpoint.ts';
import { writeFileWhole } from '../store/write-file.ts';
import { openTrainingData } from '../training/open-source.ts';
import type { CheckpointSink, JobCheckpoint } from './checkpoint-sink.ts';
import { createLongRunJob } from './long-run-job.ts';
import type { LongRunInfo, LongRunJob } from './long-run-job.ts';
import type { LongRunState } from './long-run-codec.ts';
import { startJob } from './lifecycle.ts';
import type { JobRunOptions } from './lifecycle.ts';
import type { RunningJob } from './runner.ts';

/** Where a test that was paused is saved, to be gone on with; one a run. */
const PART = 'part.safetensors';

export interface LongRunAsk {
  readonly update: number;
  readonly steps: number;
  readonly chains: number;
  readonly starts: readonly LongRunStart[];
  /** Default: the run's own. */
  readonly seed?: number;
}

export interface LongRunRunOptions extends JobRunOptions {
  readonly resources: string;
  /** Go on from where a paused test of the same ask was saved. */
  readonly resume?: boolean;
}

export interface RunningLongRun extends RunningJob {
  /** The test once `finished` has resolved with `done`; until then, and for other outcomes, null. */
  readonly result: () => LongRunTest | null;
}

/** The job id of a run's long-run test. */
export function longRunJobId(run: string): string {
  return `${run}/long-run`;
}

/**
 * Runs a long-run test on a kept checkpoint of a run and writes its result into the run's longrun folder. Events are those of every job,
 * with the id `<run>/long-run`: a metric `long-run` a point of the curves (mean U of each start, by its name), a frame where there are
 * new images.
 *
 * Throws what keeps it from starting, as `startJob` has it: RunError where there is no such checkpoint, TrainingError where chains cannot
 * start as asked, DataError where the data are gone, EngineError where the engine cannot be opened.
 */
export async function runLongRun(folder: RunFolder, ask: LongRunAsk, options: LongRunRunOptions): Promise<RunningLongRun> {
  const record = folder.read();
  const part = join(folder.longRunFolder, PART);
  let result: LongRunTest | null = null;
  const running = await startJob<LongRunState, LongRunInfo>(
    {
      id: longRunJobId(record.id),
      // It only reads the run, which may be training meanwhile, and writes files of its own.
      claim: { beat: () => {}, release: () => {} },
      // The run itself has not failed; the event tells.
      noteFailure: () => {},
      prepare: async () => {
        const { config, state } = await readCheckpoint(folder, ask.update);
        const { weights, average, bank } = state.learner;
        // Where weights are averaged, the average is the potential.
        const potential = createPotential(openNetwork(config.architecture), average ?? weights, config.epsilon);
        const { source } = await openTrainingData(config, { resources: options.resources, skipBad: record.skipBadImages });
        return {
          engine: record.engine,
          open: async (engine, pieces) => {
            const { steps, chains, starts } = ask;
            const job = createLongRunJob({ engine, ...(pieces === undefined ? {} : { pieces }), potential, stock: { config, source, bank }, steps, chains, starts, seed: ask.seed ?? record.seed });
            const saved = options.resume === true ? await savedPart(part) : null;
            return {
              job,
              sink: new LongRunSink(folder.longRunFolder, part, job, ask, (test) => (result = test)),
              resume: saved === null ? null : { state: job.decode(saved), seconds: 0 },
              frameName: 'long-run',
            };
          },
        };
      },
    },
    options,
  );
  return Object.assign(running, { result: () => result });
}

/** Saves a test's state while it runs, and the test itself at its end. */
class LongRunSink implements CheckpointSink<LongRunState, LongRunInfo> {
  readonly #folder: string;
  readonly #part: string;
  readonly #job: LongRunJob;
  readonly #ask: LongRunAsk;
  readonly #onResult: (test: LongRunTest) => void;

  constructor(folder: string, part: string, job: LongRunJob, ask: LongRunAsk, onResult: (test: LongRunTest) => void) {
    this.#folder = folder;
    this.#part = part;
    this.#job = job;
    this.#ask = ask;
    this.#onResult = onResult;
  }

  async commit({ status, state }: JobCheckpoint<LongRunState, LongRunInfo>): Promise<void> {
    if (status === 'done') {
      const { update, steps } = this.#ask;
      const starts = this.#job.results(state);
      const test: LongRunTest = { id: longRunId(update), update, totalSteps: steps, createdAt: new Date().toISOString(), starts, ...longRunFindings({ starts, totalSteps: steps }) };
      await writeLongRunTest(this.#folder, test);
      this.#onResult(test);
    }
    if (status === 'done' || status === 'cancelled') await rm(this.#part, { force: true });
    else await writeFileWhole(this.#part, this.#job.encode(state));
  }

  fail(): void {
    // The run itself has not failed; the event tells.
  }
}

async function savedPart(file: string): Promise<Uint8Array | null> {
  try {
    return await readFile(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
