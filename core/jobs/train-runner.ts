import { readInitialWeights } from '../runs/initial-weights-file.ts';
import { cutMetrics, readMetrics } from '../runs/metrics-file.ts';
import { RunError } from '../runs/run-error.ts';
import type { RunFolder } from '../runs/run-folder.ts';
import { RunLock } from '../runs/run-lock.ts';
import type { RunRecord } from '../runs/run-record.ts';
import { SeriesLog } from '../runs/series-log.ts';
import { StateStore } from '../runs/state-store.ts';
import { openTrainingData } from '../training/open-source.ts';
import { createTrainJob } from '../training/train-job.ts';
import type { TrainInfo } from '../training/train-job.ts';
import type { TrainState } from '../training/train-state.ts';
import { onAnotherEngine } from './another-engine.ts';
import { thisMachine } from './machine.ts';
import type { Job } from './job.ts';
import { startJob } from './lifecycle.ts';
import type { JobRunOptions } from './lifecycle.ts';
import type { RunningJob } from './runner.ts';
import { TrainSink } from './train-sink.ts';

/** Another engine than the run's record names is noted there. */
export interface TrainRunOptions extends JobRunOptions {
  /** The program's own folder of resources, where bundled data is. */
  readonly resources: string;
  /** Seconds that a step of the job takes about; for tests. */
  readonly chunkSeconds?: number;
}

export interface RunningTraining extends RunningJob {
  /** Saves a checkpoint that stays, at the next border. */
  checkpoint(): void;
  rename(name: string): void;
}

/**
 * Trains a run: from its start, or from the state it was left in.
 *
 * Throws RunError while another program trains it, when it is over, or when its files are damaged, and what keeps it from starting, as
 * `startJob` has it.
 */
export async function runTraining(folder: RunFolder, options: TrainRunOptions): Promise<RunningTraining> {
  const { id, status, name } = folder.read();
  if (status === 'done' || status === 'cancelled') throw new RunError(`The run ${name} is ${status}: it cannot go on. Branch from one of its checkpoints.`);
  const lock = new RunLock(folder.path);
  const token = lock.claim();
  let sink: TrainSink | null = null;
  const job = await startJob<TrainState, TrainInfo>(
    {
      id,
      claim: { beat: () => lock.beat(token), release: () => lock.release(token) },
      noteFailure: (message) => folder.write({ ...folder.read(), status: 'failed', failure: message, failedBy: 'outside' }),
      prepare: async () => {
        const before = folder.read();
        const { config, seed, skipBadImages } = before;
        const { source } = await openTrainingData(config, { resources: options.resources, skipBad: skipBadImages });
        const store = new StateStore(folder.stateFolder);
        const state = (await store.read())?.state ?? null;
        const initial = state === null ? await readInitialWeights(folder, config) : null;
        cutMetrics(folder.metricsFile, state?.learner.update ?? 0);
        return {
          engine: before.engine,
          open: (engine, pieces) => {
            folder.keepReserve();
            const record = runningOn(before, options.engine ?? before.engine, engine.description, state !== null);
            const training = createTrainJob({ engine, ...(pieces === undefined ? {} : { pieces }), config, source, seed, initial, ...(options.chunkSeconds === undefined ? {} : { chunkSeconds: options.chunkSeconds }) });
            sink = new TrainSink({ folder, lock, token, record, store, series: new SeriesLog(readMetrics(folder.metricsFile)) });
            return { job: savedWhereKept(training, sink, record.keeping.every), sink, resume: state === null ? null : { state, seconds: state.seconds }, frameName: 'samples' };
          },
        };
      },
    },
    options,
  );
  return Object.assign(job, { checkpoint: () => sink?.ask(), rename: (to: string) => sink?.rename(to) });
}

/** The record of a run that goes to work, with a word where it goes on on other hardware than it began on. */
function runningOn(record: RunRecord, engine: RunRecord['engine'], hardware: string, goesOn: boolean): RunRecord {
  const { warnings } = record;
  const warning = goesOn && record.hardware !== '' && record.hardware !== hardware ? onAnotherEngine(record.hardware, hardware) : null;
  const all = warning === null ? warnings : [...warnings.filter(({ message }) => message !== warning.message), warning];
  return { ...record, warnings: all, engine, hardware, machine: thisMachine(), status: 'running', failure: null, failedBy: null };
}

/** The job, saved at every update that is kept and wherever a checkpoint is asked for. */
function savedWhereKept(training: Job<TrainState, TrainInfo>, sink: TrainSink, every: number): Job<TrainState, TrainInfo> {
  return {
    init: () => training.init(),
    step: (state) => training.step(state),
    report: (state, info) => {
      const isNth = info.finished !== null && info.finished.update % every === 0;
      return { ...training.report(state, info), save: isNth || sink.isAsked };
    },
    close: () => training.close(),
  };
}
