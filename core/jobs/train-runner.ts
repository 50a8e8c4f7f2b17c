import type { EngineChoice } from '../contract/engine.ts';
import type { JobEvent } from '../contract/job-event.ts';
import { openEngine } from '../engines/open-engine.ts';
import { cutMetrics, readMetrics } from '../runs/metrics-file.ts';
import { RunError } from '../runs/run-error.ts';
import type { RunFolder } from '../runs/run-folder.ts';
import { RUN_HEARTBEAT_MS, RunLock } from '../runs/run-lock.ts';
import { SeriesLog } from '../runs/series-log.ts';
import { StateStore } from '../runs/state-store.ts';
import { openTrainingData } from '../training/open-source.ts';
import { createTrainJob } from '../training/train-job.ts';
import { runJob } from './runner.ts';
import type { RunningJob } from './runner.ts';
import { TrainSink } from './train-sink.ts';

export interface TrainRunOptions {
  readonly onEvent: (event: JobEvent) => void;
  /** The program's own folder of resources, where bundled data is. */
  readonly resources: string;
  /** Another engine than the run's record names; noted there. */
  readonly engine?: EngineChoice;
  readonly checkpointSeconds?: number;
  /** Seconds that a step of the job takes about; for tests. */
  readonly chunkSeconds?: number;
}

export interface RunningTraining extends RunningJob {
  /** Saves a checkpoint that stays, at the next border. */
  checkpoint(): void;
  rename(name: string): void;
}

/**
 * Trains a run: from its start, or from the state it was left in. Engine and lock are let go before `finished` resolves.
 *
 * Throws RunError while another program trains it, or when its files are damaged. What else keeps it from starting (no such
 * device, data that is gone) is noted as the run's failure, told as a `failed` event, and thrown.
 */
export async function runTraining(folder: RunFolder, options: TrainRunOptions): Promise<RunningTraining> {
  const { id, status, name } = folder.read();
  if (status === 'done' || status === 'cancelled') throw new RunError(`The run ${name} is ${status}: it cannot go on. Branch from one of its checkpoints.`);
  const lock = new RunLock(folder.path);
  const token = lock.claim();
  const beat = setInterval(() => {
    try {
      lock.beat(token);
    } catch {
      // A busy disk: the next beat comes soon, and a save that cannot be written says so itself.
    }
  }, RUN_HEARTBEAT_MS);
  const letGo = (): void => {
    clearInterval(beat);
    lock.release(token);
  };
  try {
    return await start(folder, lock, token, options, letGo);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    await folder.write({ ...folder.read(), status: 'failed', failure: message });
    letGo();
    options.onEvent({ type: 'failed', job: id, message });
    throw error;
  }
}

async function start(folder: RunFolder, lock: RunLock, token: string, options: TrainRunOptions, letGo: () => void): Promise<RunningTraining> {
  let record = folder.read();
  const { config, seed, skipBadImages } = record;
  const choice = options.engine ?? record.engine;
  const { source } = await openTrainingData(config, { resources: options.resources, skipBad: skipBadImages });
  const store = new StateStore(folder.stateFolder);
  const saved = await store.read();
  const from = saved?.state ?? null;
  cutMetrics(folder.metricsFile, from?.learner.update ?? 0);
  const engine = await openEngine(choice);
  try {
    if (from !== null && record.hardware !== '' && record.hardware !== engine.description) {
      const message = `Begun on ${record.hardware}, gone on with on ${engine.description}: the last digits of its numbers are those of two engines.`;
      record = { ...record, warnings: [...record.warnings.filter((warning) => warning.message !== message), { setting: 'engine', message }] };
    }
    record = { ...record, engine: choice, hardware: engine.description, status: 'running', failure: null };
    const training = createTrainJob({ engine, config, source, seed, ...(options.chunkSeconds === undefined ? {} : { chunkSeconds: options.chunkSeconds }) });
    const sink = new TrainSink({ folder, lock, token, record, store, series: new SeriesLog(readMetrics(folder.metricsFile)) });
    const job = runJob({
      id: record.id,
      job: {
        init: () => training.init(),
        step: (state) => training.step(state),
        report: (state, info) => {
          const isNth = info.finished !== null && info.finished.update % record.keeping.every === 0;
          return { ...training.report(state, info), save: isNth || sink.isAsked };
        },
        close: async () => {
          try {
            await training.close();
          } finally {
            letGo();
            await engine.close();
          }
        },
      },
      engine: engine.description,
      sink,
      resume: from === null ? null : { state: from, seconds: from.seconds },
      frameName: 'samples',
      onEvent: options.onEvent,
      ...(options.checkpointSeconds === undefined ? {} : { checkpointSeconds: options.checkpointSeconds }),
    });
    return Object.assign(job, { checkpoint: () => sink.ask(), rename: (name: string) => sink.rename(name) });
  } catch (error) {
    await engine.close();
    throw error;
  }
}
