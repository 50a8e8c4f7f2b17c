import { autocorrelation, mean } from '../analysis/correlations.ts';
import { estimateMean, estimateSlope } from '../analysis/series-statistics.ts';
import type { MeanEstimate } from '../analysis/series-statistics.ts';
import type { ShortRunStart, TrainingConfig } from '../contract/training-config.ts';
import type { LongRunTest, RunSeries } from '../contract/training-run.ts';
import { longRunEvidence } from './long-run-evidence.ts';
import type { LongRunEvidence } from './long-run-evidence.ts';
import { noiseDistance, steadyGradient } from './steady-gradient.ts';
import { THRESHOLD } from './thresholds.ts';
import { verdictWindow } from './verdict-window.ts';

/** Lags at which a strong oscillation shows. */
const SHORT_LAGS = 5;

/** What a stretch of the newest updates shows, as numbers that do not change with the units of the states. */
export interface Stretch {
  /** From 1. */
  readonly first: number;
  readonly last: number;
  readonly energy: MeanEstimate;
  readonly gradient: MeanEstimate;
  /** Standard deviation of the part of d_s that is new at each update: of its jumps, over √2. */
  readonly jumps: number;
  /** Part of the updates with d_s > 0. */
  readonly positive: number;
  /** Largest |d_s|. */
  readonly largest: number;
}

/** Everything that the rules look at. */
export interface Measures {
  readonly updates: number;
  /** N: coordinates of a state. */
  readonly dimensions: number;
  readonly start: ShortRunStart;
  readonly steps: number;
  /** First update with a value that is no number; null where all are. */
  readonly broken: number | null;
  readonly window: Stretch;
  readonly alarm: Stretch;
  /** How far the bank's states have moved, by the gradient, over the way from noise to data; null without a bank, or one whose size the config does not say. */
  readonly bankPath: number | null;
  /**
   * What d_s is large or small against at the alarm's updates: the energy (2/ε²)·r_s·R of the slope from noise to data, as long as chains
   * may still be on it, then 10 N.
   */
  readonly energyUnit: number;
  /** Autocorrelation of d_s about its mean, lags 0 … 5, and the deepest of 1 … 5. */
  readonly correlation: readonly number[];
  readonly deepest: { readonly value: number; readonly lag: number };
  /** Relative change of r_s over the window by a straight line, and its standard error. */
  readonly change: number;
  readonly changeError: number;
  /** Steady level of r_s and ε√N; null without noise. */
  readonly level: number | null;
  readonly overshoot: number | null;
  /** Distance from the noise that short runs start from to the data; null for other starts. */
  readonly distance: { readonly least: number; readonly most: number } | null;
  /** Energy (2/ε²)·L·r_s² that such a chain gives off on its way, over the window; null for other starts. */
  readonly wayEnergy: number | null;
  readonly sharpData: boolean;
  readonly evidence: LongRunEvidence | null;
  readonly evidenceUpdate: number | null;
}

/** The numbers of a run. A long-run test of the first half of the run is not used: it judges another potential. */
export function measure(series: RunSeries, config: TrainingConfig, longRun: LongRunTest | null): Measures {
  const updates = Math.min(series.energyDifference.length, series.gradientNorm.length);
  const energies = series.energyDifference.subarray(0, updates);
  const gradients = series.gradientNorm.subarray(0, updates);
  const [channels, height, width] = config.architecture.inputShape;
  const dimensions = channels * height * width;
  const broken = energies.findIndex((value, i) => !Number.isFinite(value) || !Number.isFinite(gradients[i]));
  // What is no number has no mean: the updates before it are what can be measured.
  const usable = broken < 0 ? updates : broken;
  const stretch = (first: number): Stretch => {
    const own = energies.subarray(first - 1, usable);
    return { first, last: usable, energy: estimateMean(own), gradient: estimateMean(gradients.subarray(first - 1, usable)), jumps: jumpsOf(own), positive: mean(Float64Array.from(own, (value) => Number(value > 0))), largest: own.reduce((most, value) => Math.max(most, Math.abs(value)), 0) };
  };
  const window = stretch(verdictWindow(usable, config));
  const alarm = stretch(alarmStart(usable));
  const judged = energies.subarray(window.first - 1, usable);
  const correlation = [...autocorrelation(Float64Array.from(judged, (value) => value - window.energy.mean), SHORT_LAGS)];
  const lag = correlation.reduce((best, value, i) => (i > 0 && value < correlation[best] ? i : best), 1);
  const { slope, error } = estimateSlope(gradients.subarray(window.first - 1, usable));
  const perWindow = (window.last - window.first) / Math.max(window.gradient.mean, Number.MIN_VALUE);
  const steady = steadyGradient(config);
  const way = noiseDistance(config);
  const path = bankPath(config, gradients.subarray(0, usable), way.most);
  const noisy = config.shortRun.start === 'uniform' || config.shortRun.start === 'gaussian';
  const test = longRun !== null && longRun.update >= updates / 2 ? longRun : null;
  return {
    updates,
    dimensions,
    bankPath: path,
    energyUnit: energyUnit(config, dimensions, alarm.gradient.mean, path, way.most),
    start: config.shortRun.start,
    steps: config.shortRun.steps,
    broken: broken < 0 ? null : broken + 1,
    window,
    alarm,
    correlation,
    deepest: { value: correlation[lag] ?? 0, lag },
    change: slope * perWindow,
    changeError: error * perWindow,
    level: steady?.level ?? null,
    overshoot: steady?.overshoot ?? null,
    distance: noisy ? way : null,
    wayEnergy: noisy && config.epsilon > 0 ? (2 * config.shortRun.steps * window.gradient.mean ** 2) / config.epsilon ** 2 : null,
    sharpData: config.data.kind === 'images' && config.dataEpsilon < config.epsilon,
    evidence: test === null || test.starts.length === 0 ? null : longRunEvidence(test),
    evidenceUpdate: test?.update ?? null,
  };
}

/** See `Measures.bankPath`. A place is drawn once in places / batch updates. */
function bankPath({ shortRun, batchSize, bankSize }: TrainingConfig, gradients: Float32Array, way: number): number | null {
  if (shortRun.start !== 'persistent' || bankSize === null) return null;
  return (gradients.reduce((sum, norm) => sum + norm, 0) * shortRun.steps * batchSize) / bankSize / way;
}

/** See `Measures.energyUnit`. Banks start from noise: their chains are on the slope for as long as they have not moved far. */
function energyUnit({ shortRun, epsilon }: TrainingConfig, dimensions: number, gradient: number, path: number | null, way: number): number {
  const arrived = THRESHOLD.arrivedUnit * dimensions;
  if (shortRun.start === 'data' || (path !== null && path >= THRESHOLD.arrivedPath)) return arrived;
  return Math.max(arrived, (epsilon > 0 ? 2 / epsilon ** 2 : 1) * gradient * way);
}

function jumpsOf(values: Float32Array): number {
  let square = 0;
  for (let i = 1; i < values.length; i++) square += (values[i] - values[i - 1]) ** 2;
  return values.length < 2 ? 0 : Math.sqrt(square / (values.length - 1) / 2);
}

function alarmStart(updates: number): number {
  const { share, least, most } = THRESHOLD.alarmWindow;
  const length = Math.min(most, Math.max(least, Math.round(share * updates)));
  return Math.max(1, updates - length + 1);
}
