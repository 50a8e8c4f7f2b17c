import type { TrainingConfig } from '../contract/training-config.ts';
import type { Engine, Tensors } from '../engines/engine.ts';
import { sizeOf } from '../graph/program.ts';
import type { Job, JobReport } from '../jobs/job.ts';
import { localPieces } from '../pieces/local-pieces.ts';
import { backBy, HandedOut } from '../pieces/handed-out.ts';
import type { PieceRunner } from '../pieces/piece-runner.ts';
import { totalUpdates } from './config-length.ts';
import { DivergenceError, divergenceBound } from './divergence-error.ts';
import { Learner } from './learner.ts';
import type { LearnerInfo, LearnerState, UnfinishedUpdate } from './learner.ts';
import { LongRunChains } from './long-run-chains.ts';
import type { NegativeChains } from './negative-chains.ts';
import type { PositiveSource } from './positive-source.ts';
import type { RunningLongRun, TrainState } from './train-state.ts';

/** Walking goes on for about so long before a step of the job ends, so that it can be paused promptly. */
const CHUNK_SECONDS = 0.15;

export interface TrainJobOptions {
  /** Takes the steps of the weights, and all the chains where nobody else does. */
  readonly engine: Engine;
  /** Who walks the chains; the engine where left out. Closed with the job. */
  readonly pieces?: PieceRunner;
  readonly config: TrainingConfig;
  readonly source: PositiveSource;
  readonly seed: number;
  /** The weights to start from, where the config names a potential. */
  readonly initial?: Tensors | null;
  readonly chunkSeconds?: number;
  /** Milliseconds, never falling; for tests. */
  readonly now?: () => number;
}

/** What a step of the job did. */
export interface TrainInfo {
  /** The update that it finished; null while its chains are on their way. */
  readonly finished: FinishedUpdate | null;
  /** Samples of a long run that it finished, [n, c, h, w] flat. */
  readonly longRun: { readonly update: number; readonly samples: Float32Array } | null;
}

export interface FinishedUpdate {
  /** From 1. */
  readonly update: number;
  readonly seconds: number;
  readonly saw: LearnerInfo;
  /** The weights that its chains walked with, before its own step. */
  readonly weights: Tensors;
}

/** Learning as a job: a step is a chunk of an update's Langevin steps, and the last of them with the step of the weights. */
export type TrainJob = Job<TrainState, TrainInfo>;

/**
 * Makes the job. The numbers do not depend on where an update is divided into steps, which the clock decides.
 * Throws TrainingError for a config that cannot be carried out. A step throws DivergenceError when d_s, r_s or a weight is not finite,
 * or |d_s| is beyond the bound.
 */
export function createTrainJob(options: TrainJobOptions): TrainJob {
  return new Training(options);
}

const nothing: TrainInfo = { finished: null, longRun: null };

class Training implements TrainJob {
  readonly #options: TrainJobOptions;
  readonly #learner: Learner;
  readonly #longRun: LongRunChains;
  readonly #now: () => number;
  readonly #pieces: PieceRunner;
  /** Steps of chains that are under way, from where they stand in the state. */
  #underWay: { readonly from: NegativeChains; readonly handed: HandedOut<NegativeChains> } | null = null;
  /** Steps of a long run up to which it is walked call by call: within them its chains left all bounds. */
  #callByCall = 0;

  constructor(options: TrainJobOptions) {
    const { engine, config, source, seed, now, initial = null, pieces = localPieces(engine) } = options;
    this.#options = options;
    this.#pieces = pieces;
    this.#learner = new Learner(engine, config, source, seed, pieces, initial);
    this.#longRun = new LongRunChains(engine, pieces, config, source, seed);
    this.#now = now ?? (() => performance.now());
  }

  async init(): Promise<TrainState> {
    return { learner: await this.#learner.init(), unfinished: null, longRun: null, chainSteps: 0, seconds: 0 };
  }

  async step(state: TrainState): Promise<{ state: TrainState; info: TrainInfo; done: boolean }> {
    const started = this.#now();
    const secondsNow = (): number => state.seconds + (this.#now() - started) / 1000;
    if (state.longRun !== null) return this.#walkLongRun(state, state.longRun, started);
    if (this.#isOver(state.learner)) return { state, info: nothing, done: true };
    const walked = await this.#walk(state, started);
    if (!this.#learner.isWalked(walked.unfinished) || (walked.moved && secondsNow() - state.seconds > this.#chunk)) {
      return { state: { ...state, ...walked.state, seconds: secondsNow() }, info: nothing, done: false };
    }
    const { state: learner, info: saw } = await this.#learner.finish(state.learner, walked.unfinished);
    checkConverging(learner, saw, divergenceBound(sizeOf(this.#options.config.architecture.inputShape)));
    const next: TrainState = { ...state, learner, unfinished: null, chainSteps: walked.state.chainSteps, seconds: secondsNow() };
    const finished: FinishedUpdate = { update: learner.update, seconds: next.seconds, saw, weights: state.learner.weights };
    const longRun = this.#longRun.isDue(learner.update) ? { update: learner.update, chains: await this.#longRun.begin(learner) } : null;
    return { state: { ...next, longRun }, info: { finished, longRun: null }, done: longRun === null && this.#isOver(learner) };
  }

  report(state: TrainState, { finished, longRun: samples }: TrainInfo): JobReport {
    const { config } = this.#options;
    const { learner, unfinished, longRun } = state;
    const within = unfinished === null ? 0 : unfinished.chains.stepsDone / config.shortRun.steps;
    const total = totalUpdates(config);
    return {
      // In chain steps: while a long run walks no update is finished, and updates would tell of hours left.
      stepsLeft: config.batchSize * (config.shortRun.steps * (total - learner.update - within) + this.#longRun.stepsAhead(learner.update, total, longRun?.chains ?? null)),
      progress: {
        task: {
          name: config.name,
          done: learner.update + within,
          total,
          unit: 'updates',
          parts: [
            // First, since it is what goes on while there is one.
            ...(longRun === null || config.longRun === null ? [] : [{ name: 'Long run', done: longRun.chains.stepsDone, total: config.longRun.steps, unit: 'steps', parts: [] }]),
            ...config.phases.map((phase, at) => ({
              name: phase.optimizer === 'sgd' ? 'SGD' : 'Adam',
              done: at < learner.phase ? phase.updates : at === learner.phase ? learner.phaseUpdate + within : 0,
              total: phase.updates,
              unit: 'updates',
              parts: [],
            })),
          ],
        },
        chainSteps: state.chainSteps,
        found: { kind: 'train', updates: learner.update },
      },
      metrics: finished === null ? [] : [{ name: 'update', step: finished.update, values: metricValues(finished) }],
      frame: finished !== null || samples !== null,
    };
  }

  async close(): Promise<void> {
    await this.#longRun.close();
    await this.#learner.close();
  }

  get #chunk(): number {
    return this.#options.chunkSeconds ?? CHUNK_SECONDS;
  }

  #isOver(learner: LearnerState): boolean {
    return learner.phase >= this.#options.config.phases.length;
  }

  /** Its chains may leave all bounds, which says something of the potential and nothing of the learning. */
  async #walkLongRun(state: TrainState, { update, chains: before }: RunningLongRun, started: number): Promise<{ state: TrainState; info: TrainInfo; done: boolean }> {
    const isOver = (walked: NegativeChains): boolean => this.#longRun.isWalked(walked) || !Number.isFinite(walked.normSum);
    let chains = before;
    if (this.#areSideBySide && before.stepsDone >= this.#callByCall) {
      const back = await this.#back(before, () => this.#longRun.walk(state.learner, before, 'piece'));
      // At which call they left all bounds is told call by call: a long run ends there.
      if (back !== null && !Number.isFinite(back.normSum)) this.#callByCall = back.stepsDone;
      else chains = back ?? before;
    } else {
      do chains = await this.#longRun.walk(state.learner, chains);
      while (!isOver(chains) && (this.#now() - started) / 1000 < this.#chunk);
    }
    const over = isOver(chains);
    if (over) this.#callByCall = 0;
    if (over) await this.#longRun.close();
    const steps = (chains.stepsDone - before.stepsDone) * this.#options.config.batchSize;
    const next = { ...state, longRun: over ? null : { update, chains }, chainSteps: state.chainSteps + steps, seconds: state.seconds + (this.#now() - started) / 1000 };
    return { state: next, info: { finished: null, longRun: over ? { update, samples: chains.x } : null }, done: over && this.#isOver(state.learner) };
  }

  get #areSideBySide(): boolean {
    return this.#pieces.width > 1;
  }

  /**
   * What becomes of these chains, if that is back in time for this step of the job; until then the state stays as it is, and a run that is stopped has them
   * walked again.
   */
  async #back(from: NegativeChains, walk: () => Promise<NegativeChains>): Promise<NegativeChains | null> {
    if (this.#underWay?.from !== from) this.#underWay = { from, handed: new HandedOut(walk()) };
    const { handed } = this.#underWay;
    await backBy(performance.now() + 1000 * this.#chunk, [handed]);
    if (!handed.isBack) return null;
    this.#underWay = null;
    return handed.take();
  }

  async #walk(state: TrainState, started: number): Promise<{ unfinished: UnfinishedUpdate; moved: boolean; state: { unfinished: UnfinishedUpdate; chainSteps: number } }> {
    let unfinished = state.unfinished ?? (await this.#learner.begin(state.learner));
    const from = unfinished.chains.stepsDone;
    while (!this.#learner.isWalked(unfinished)) {
      if (this.#areSideBySide) {
        const begun = unfinished;
        const chains = await this.#back(begun.chains, async () => (await this.#learner.walk(state.learner, begun, 'all')).chains);
        if (chains === null) break;
        unfinished = { ...begun, chains };
      } else unfinished = await this.#learner.walk(state.learner, unfinished);
      // Chains that have left all bounds never come back, and a state that says so could not be saved.
      if (!Number.isFinite(unfinished.chains.normSum)) {
        throw new DivergenceError({ update: state.learner.update + 1, energyDifference: NaN, gradientNorm: NaN, learningRate: state.learner.learningRate }, 'its chains left all bounds (‖∇F‖ is not a finite number)');
      }
      if ((this.#now() - started) / 1000 > this.#chunk) break;
    }
    const steps = unfinished.chains.stepsDone - from;
    return { unfinished, moved: steps > 0, state: { unfinished, chainSteps: state.chainSteps + steps * this.#options.config.batchSize } };
  }
}

function metricValues({ saw, seconds }: FinishedUpdate): Record<string, number> {
  const { energyDifference, gradientNorm, learningRate, acceptance } = saw;
  return { d_s: energyDifference, r_s: gradientNorm, lr: learningRate, seconds, ...(acceptance === null ? {} : { acceptance }) };
}

function checkConverging(learner: LearnerState, { energyDifference, gradientNorm, learningRate }: LearnerInfo, bound: number): void {
  const diverged = { update: learner.update, energyDifference, gradientNorm, learningRate };
  if (!Number.isFinite(energyDifference)) throw new DivergenceError(diverged, `d_s is ${energyDifference}`);
  if (Math.abs(energyDifference) > bound) throw new DivergenceError(diverged, `d_s is ${energyDifference.toPrecision(3)}, and |d_s| up to ${bound.toPrecision(3)} is taken for learning`);
  const broken = Object.entries(learner.weights).find(([, values]) => !values.every(Number.isFinite));
  if (broken !== undefined) throw new DivergenceError(diverged, `the weights ${broken[0]} are no longer finite`);
}
