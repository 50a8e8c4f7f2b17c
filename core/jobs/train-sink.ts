import type { RunCheckpoint, RunSummary } from '../contract/training-run.ts';
import { diagnose } from '../diagnosis/diagnose.ts';
import { readLongRunTests } from '../runs/long-run-files.ts';
import { asDiskRefusal, DiskRefusal } from '../runs/disk-refusal.ts';
import { appendMetrics } from '../runs/metrics-file.ts';
import type { MetricRow } from '../runs/metrics-file.ts';
import type { RunFolder } from '../runs/run-folder.ts';
import type { RunLock } from '../runs/run-lock.ts';
import type { RunRecord } from '../runs/run-record.ts';
import { dropUnkept, saveCheckpoint } from '../runs/save-checkpoint.ts';
import type { SeriesLog } from '../runs/series-log.ts';
import type { StateStore } from '../runs/state-store.ts';
import { DivergenceError } from '../training/divergence-error.ts';
import type { FinishedUpdate, TrainInfo } from '../training/train-job.ts';
import type { TrainState } from '../training/train-state.ts';
import type { CheckpointSink, FailedWork, JobCheckpoint } from './checkpoint-sink.ts';
import { drawDiagnosis, drawLongRuns, drawUpdates } from './train-pictures.ts';

/** Updates are judged anew after so many seconds. */
const JUDGE_SECONDS = 10;

export interface TrainSinkOptions {
  readonly folder: RunFolder;
  readonly lock: RunLock;
  /** From the lock, which this program holds while the run runs. */
  readonly token: string;
  readonly record: RunRecord;
  readonly store: StateStore;
  /** Of all updates so far. */
  readonly series: SeriesLog;
}

/**
 * Saves a running training into its folder. In this order, so that a kill between any two leaves a run that goes on without
 * loss: metrics (cut back when it is taken up), the state to go on from, kept checkpoints, the record that tells of them.
 */
export class TrainSink implements CheckpointSink<TrainState, TrainInfo> {
  readonly #options: TrainSinkOptions;
  #record: RunRecord;
  /** Apart from the record: a run can be renamed while a commit waits for the disk. */
  #name: string;
  #judgedAt = -Infinity;
  #judgedUpdate = -1;
  #asked = false;

  constructor(options: TrainSinkOptions) {
    this.#options = options;
    this.#record = options.record;
    this.#name = options.record.name;
  }

  /** The next commit also writes a checkpoint that stays. */
  ask(): void {
    this.#asked = true;
  }

  /** From the next commit on it has another name. */
  rename(name: string): void {
    this.#name = name;
  }

  get isAsked(): boolean {
    return this.#asked;
  }

  /**
   * Writes the state itself, with only what changed of a large bank.
   * Throws RunError when another program has taken the run over, DiskRefusal when the disk cannot be written.
   */
  async commit(checkpoint: JobCheckpoint<TrainState, TrainInfo>): Promise<void> {
    try {
      await this.#save(checkpoint);
    } catch (error) {
      throw asDiskRefusal(error, this.#options.folder.path);
    }
  }

  async #save({ status, state, infos, seconds }: JobCheckpoint<TrainState, TrainInfo>): Promise<void> {
    const { folder, lock, token, store, series } = this.#options;
    lock.check(token);
    const finished = infos.flatMap((info) => (info.finished === null ? [] : [info.finished]));
    const rows = finished.map(metricRow);
    appendMetrics(folder.metricsFile, rows);
    for (const row of rows) series.add(row);
    const { config, seed } = this.#record;
    await store.write({ config, seed, state }, finished.flatMap(({ saw }) => (saw.places === null ? [] : [{ places: saw.places, states: saw.negative }])));
    const { update } = state.learner;
    const ends = status !== 'running';
    const due = this.#isDue(update, status);
    await this.#judge(update, due || ends);
    this.#record = { ...this.#record, status, updates: update, seconds, chainSteps: state.chainSteps, failure: null, failedBy: null };
    if (due) {
      // Taken back before the disk is waited for: who asks meanwhile asks for the next one.
      const asked = this.#asked;
      this.#asked = false;
      this.#record = await saveCheckpoint(folder, this.#record, { config, seed, state }, { asked, verdict: this.#record.verdict });
    }
    await drawUpdates(folder, config, finished, state.learner);
    await drawLongRuns(folder, config, infos);
    if (ends && update > 0) await drawDiagnosis(folder, this.#record, series.series());
    await this.#write();
    if (status === 'done' || status === 'cancelled') await folder.dropReserve();
    if (due) await dropUnkept(folder, this.#record);
  }

  /** Notes the failure, keeps what the last saved state was as a checkpoint, and the metrics up to the end as they were. */
  async fail(message: string, { error, infos }: FailedWork<TrainInfo>): Promise<void> {
    const { folder, lock, token, store, series } = this.#options;
    lock.check(token);
    const failedBy = error instanceof DivergenceError ? 'learning' : 'outside';
    if (error instanceof DiskRefusal) {
      // What else there is to write would be refused as well: that it failed, and of what, has its own room.
      await folder.writeFromReserve({ ...this.#record, name: this.#name, status: 'failed', failure: message, failedBy });
      return;
    }
    const rows = infos.flatMap((info) => (info.finished === null ? [] : [metricRow(info.finished)]));
    if (error instanceof DivergenceError) rows.push({ ...error.diverged, seconds: rows.at(-1)?.seconds ?? this.#record.seconds, acceptance: null });
    for (const row of rows) series.add(row);
    const inOrder = rows.filter(({ update }) => update > this.#record.updates);
    appendMetrics(folder.metricsFile, inOrder);
    await this.#judge(this.#record.updates + inOrder.length, true);
    this.#record = { ...this.#record, status: 'failed', failure: message, failedBy };
    const saved = await store.read();
    if (saved !== null && saved.state.learner.update > 0 && !this.#isKept(saved.state.learner.update)) {
      this.#record = await saveCheckpoint(folder, this.#record, saved, { asked: false, verdict: null });
    }
    if (this.#record.updates > 0) await drawDiagnosis(folder, this.#record, series.series());
    await this.#write();
  }

  #isDue(update: number, status: RunSummary['status']): boolean {
    if (update === 0) return false;
    if (this.#asked) return true;
    const over = status === 'done' || status === 'cancelled';
    return (over || update % this.#record.keeping.every === 0) && !this.#isKept(update);
  }

  #isKept(update: number): boolean {
    return this.#record.checkpoints.some((checkpoint: RunCheckpoint) => checkpoint.update === update);
  }

  /** The verdict of the moment; now and then, or `atOnce`. */
  async #judge(update: number, atOnce: boolean): Promise<void> {
    const now = performance.now() / 1000;
    if (update === this.#judgedUpdate || update === 0 || (!atOnce && now - this.#judgedAt < JUDGE_SECONDS)) return;
    this.#judgedAt = now;
    this.#judgedUpdate = update;
    // Long-run tests have many images: they are looked at only where something depends on it.
    const test = atOnce ? ((await readLongRunTests(this.#options.folder.longRunFolder)).tests.at(-1) ?? null) : null;
    const { verdict } = diagnose(this.#options.series.series(), this.#record.config, test);
    this.#record = { ...this.#record, verdict };
  }

  async #write(): Promise<void> {
    const { folder, lock, token } = this.#options;
    lock.check(token);
    this.#record = { ...this.#record, name: this.#name };
    await folder.write(this.#record);
  }
}

function metricRow({ update, seconds, saw }: FinishedUpdate): MetricRow {
  return { update, energyDifference: saw.energyDifference, gradientNorm: saw.gradientNorm, learningRate: saw.learningRate, seconds, acceptance: saw.acceptance };
}
