import type { SettingsWarning } from '../contract/map-settings.ts';
import type { TrainingConfig } from '../contract/training-config.ts';
import type { TrainingEstimate } from '../contract/training-run.ts';
import { THRESHOLD } from '../diagnosis/thresholds.ts';
import { steadyGradient } from '../diagnosis/steady-gradient.ts';
import type { Engine, Tensors } from '../engines/engine.ts';
import { sizeOf } from '../graph/program.ts';
import { localPieces } from '../pieces/local-pieces.ts';
import { totalUpdates } from './config-length.ts';
import { DivergenceError, divergenceBound } from './divergence-error.ts';
import { Learner } from './learner.ts';
import type { PositiveSource } from './positive-source.ts';

/** Seconds that an estimate takes about: enough for caches to be warm, short enough to wait for. */
const BUDGET = 6;
const MOST_UPDATES = 40;
/** Langevin steps of the updates tried where the config's own would take too long. */
const LEAST_STEPS = 5;

/** How much of ε√N one update may move r_s by: it settles where it balances the noise, and cannot where one update carries it across. */
const LARGEST_MOVE = 0.25;

export interface EstimateOptions {
  /** Milliseconds, never falling; for tests. */
  readonly now?: () => number;
  /** Seconds that it may take about. */
  readonly budget?: number;
  /** The weights to start from, where the config names a potential. */
  readonly initial?: Tensors | null;
}

/** What the first updates showed. */
export interface FirstUpdates {
  readonly gradientNorms: readonly number[];
  readonly energyDifferences: readonly number[];
  readonly diverged: string | null;
}

/**
 * Runs a few of the config's own updates, which are thrown away, and tells how long all would take and what their r_s says of
 * the learning rate. Where an update of all its Langevin steps would take longer than `budget` seconds (6), those tried have
 * fewer, and the time is put together from that of a step and that of what surrounds the steps.
 * Throws as `Learner` does.
 */
export async function estimateUpdates(engine: Engine, config: TrainingConfig, source: PositiveSource, seed: number, options: EstimateOptions = {}): Promise<TrainingEstimate> {
  const { now = () => performance.now(), budget = BUDGET, initial = null } = options;
  const open = (of: TrainingConfig): Learner => new Learner(engine, of, source, seed, localPieces(engine), initial);
  const stepSeconds = await timeSteps(open(config), now, budget / 3);
  const affordable = Math.floor(budget / 3 / stepSeconds);
  const steps = Math.min(config.shortRun.steps, Math.max(LEAST_STEPS, affordable));
  const tried: TrainingConfig = { ...config, shortRun: { ...config.shortRun, steps } };
  const { first, updateSeconds } = await tryUpdates(open(tried), tried, now, budget);
  const surrounding = Math.max(0, updateSeconds - steps * stepSeconds);
  const secondsPerUpdate = steps === config.shortRun.steps ? updateSeconds : surrounding + config.shortRun.steps * stepSeconds;
  const updates = totalUpdates(config);
  return {
    secondsPerUpdate,
    stepsPerSecond: config.shortRun.steps / secondsPerUpdate,
    seconds: secondsPerUpdate * updates,
    hardware: engine.description,
    warnings: rateWarnings(config, first),
  };
}

/** Seconds of one Langevin step of the whole batch, after a first call that warms up. */
async function timeSteps(learner: Learner, now: () => number, budget: number): Promise<number> {
  try {
    const state = await learner.init();
    let update = await learner.walk(state, await learner.begin(state));
    const from = update.chains.stepsDone;
    const started = now();
    do {
      // A short run may be over before the time is: it begins again.
      update = learner.isWalked(update) ? await learner.begin(state) : update;
      update = await learner.walk(state, update);
    } while (!learner.isWalked(update) && (now() - started) / 1000 < budget);
    return (now() - started) / 1000 / Math.max(1, update.chains.stepsDone - from);
  } finally {
    await learner.close();
  }
}

async function tryUpdates(learner: Learner, config: TrainingConfig, now: () => number, budget: number): Promise<{ first: FirstUpdates; updateSeconds: number }> {
  const gradientNorms: number[] = [];
  const energyDifferences: number[] = [];
  let diverged: string | null = null;
  // Of the last one: the first compiles, and pays for it.
  let updateSeconds = 0;
  const started = now();
  const bound = divergenceBound(sizeOf(config.architecture.inputShape));
  const total = totalUpdates(config);
  try {
    let state = await learner.init();
    while (gradientNorms.length < Math.min(MOST_UPDATES, total) && (gradientNorms.length < 2 || (now() - started) / 1000 < budget)) {
      const before = now();
      const { state: next, info } = await learner.step(state);
      const seconds = (now() - before) / 1000;
      updateSeconds = gradientNorms.length < 2 ? seconds : Math.min(updateSeconds, seconds);
      state = next;
      gradientNorms.push(info.gradientNorm);
      energyDifferences.push(info.energyDifference);
      if (!Number.isFinite(info.energyDifference) || Math.abs(info.energyDifference) > bound) {
        diverged = `d_s reached ${info.energyDifference.toPrecision(3)} in update ${gradientNorms.length}`;
        break;
      }
    }
  } catch (error) {
    if (!(error instanceof DivergenceError)) throw error;
    diverged = error.message;
  } finally {
    await learner.close();
  }
  return { first: { gradientNorms, energyDifferences, diverged }, updateSeconds };
}

/**
 * What the first updates say of the learning rate: r_s has to settle where the gradient balances the noise, well below ε√N
 * (steady-gradient.ts), so that a rate is too large when r_s is beyond ε√N already, or when single updates move it by a good
 * part of it.
 */
export function rateWarnings(config: TrainingConfig, { gradientNorms, diverged }: FirstUpdates): SettingsWarning[] {
  const [phase] = config.phases;
  const lower = `Try ${Number((phase!.lrInit / 10).toPrecision(2))}.`;
  if (diverged !== null) return [{ setting: 'phases', message: `The learning rate ${phase!.lrInit} is too large: the first updates diverged (${diverged}). ${lower}` }];
  const overshoot = steadyGradient(config)?.overshoot ?? null;
  if (overshoot === null) return [];
  const last = gradientNorms.at(-1) ?? 0;
  const moves = gradientNorms.slice(1).map((norm, i) => Math.abs(norm - gradientNorms[i]!));
  const largest = Math.max(0, ...moves);
  const text = (value: number): string => String(Number(value.toPrecision(3)));
  if (last > THRESHOLD.divergingSteps * overshoot) {
    return [{ setting: 'phases', message: `The learning rate ${phase!.lrInit} is too large: after ${gradientNorms.length} updates r_s is ${text(last)}, ${text(last / overshoot)} times ε√N = ${text(overshoot)}, where Langevin steps overshoot every minimum. ${lower}` }];
  }
  if (largest > LARGEST_MOVE * overshoot) {
    return [{ setting: 'phases', message: `The learning rate ${phase!.lrInit} looks too large: one of the first ${gradientNorms.length} updates moved r_s by ${text(largest)}, and it is to settle below ε√N = ${text(overshoot)}. ${lower}` }];
  }
  return [];
}
