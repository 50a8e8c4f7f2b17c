import { join } from 'node:path';
import type { TrainingConfig } from '../contract/training-config.ts';
import type { RunSeries } from '../contract/training-run.ts';
import { diagnose } from '../diagnosis/diagnose.ts';
import { imageStrip } from '../landscape/image-strip.ts';
import { diagnosisSvg } from '../pictures/diagnosis-svg.ts';
import { imageGridPng } from '../pictures/image-grid.ts';
import { writeLongRunSamples, writeNewest } from '../runs/newest-file.ts';
import type { RunFolder } from '../runs/run-folder.ts';
import type { RunRecord } from '../runs/run-record.ts';
import { writeFileWhole } from '../store/write-file.ts';
import type { LearnerState } from '../training/learner.ts';
import type { FinishedUpdate, TrainInfo } from '../training/train-job.ts';

/** States shown of a batch and of the bank. */
const SHOWN = 100;

/** Writes what the newest update saw, and the pictures of short-run samples that the config asks for. */
export async function drawUpdates(folder: RunFolder, config: TrainingConfig, finished: readonly FinishedUpdate[], learner: LearnerState): Promise<void> {
  const newest = finished.at(-1);
  if (newest === undefined) return;
  const { inputShape } = config.architecture;
  const size = inputShape.reduce((product, n) => product * n, 1);
  const shown = (states: Float32Array): Float32Array => states.subarray(0, SHOWN * size);
  const inPlane = config.data.kind === 'toy';
  await writeNewest(folder.newestFile, {
    update: newest.update,
    data: shown(newest.saw.positive),
    // In the plane all of them: a density is drawn of them.
    shortRun: inPlane ? newest.saw.negative : shown(newest.saw.negative),
    start: shown(newest.saw.start),
    bank: learner.bank === null ? null : inPlane ? learner.bank.states.subarray(0, 10_000 * size) : shown(learner.bank.states),
    before: inPlane ? newest.weights : null,
    after: inPlane ? learner.weights : null,
  });
  for (const { update, saw } of finished) {
    if (update % config.logEvery !== 0) continue;
    await drawGrid(join(folder.shortRunFolder, `${update}.png`), saw.negative, inputShape);
  }
}

/** Keeps the samples of long runs that ended, to look at, and draws them. */
export async function drawLongRuns(folder: RunFolder, config: TrainingConfig, infos: readonly TrainInfo[]): Promise<void> {
  for (const { longRun } of infos) {
    if (longRun === null) continue;
    await writeLongRunSamples(folder.longRunSamplesFile, { update: longRun.update, states: longRun.samples });
    await drawGrid(join(folder.longRunFolder, `${longRun.update}.png`), longRun.samples, config.architecture.inputShape);
  }
}

/** A picture of the first states of a batch; none in the plane. */
async function drawGrid(file: string, states: Float32Array, shape: TrainingConfig['architecture']['inputShape']): Promise<void> {
  const size = shape[0] * shape[1] * shape[2];
  const strip = imageStrip(Array.from({ length: Math.min(SHOWN, states.length / size) }, (_, i) => states.subarray(i * size, (i + 1) * size)), shape);
  if (strip !== null) await writeFileWhole(file, imageGridPng(strip));
}

/** Writes diagnosis.svg: the verdict with its numbers, as of now. */
export async function drawDiagnosis(folder: RunFolder, { name, config }: RunRecord, series: RunSeries): Promise<void> {
  await writeFileWhole(folder.diagnosisFile, diagnosisSvg({ name, config, series, diagnosis: diagnose(series, config, null) }));
}
