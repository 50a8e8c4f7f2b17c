import type { TrainingConfig, TrainingPhase } from '../contract/training-config.ts';
import type { Engine, Executable } from '../engines/engine.ts';
import { sizeOf } from '../graph/program.ts';
import type { EnergyNetwork } from '../networks/energy-network.ts';
import { initialWeights } from '../networks/initial-weights.ts';
import { openNetwork } from '../networks/open-network.ts';
import { localPieces } from '../pieces/local-pieces.ts';
import type { PieceRunner } from '../pieces/piece-runner.ts';
import { energyScale } from '../potentials/potential.ts';
import { fillGaussian } from '../random/fill-gaussian.ts';
import { fillUniform } from '../random/fill-uniform.ts';
import { deriveKey, streamKey } from '../random/stream-key.ts';
import type { StreamKey } from '../random/stream-key.ts';
import { uniformAt } from '../random/draw.ts';
import { openNegativeSampler } from './negative-sampler.ts';
import type { NegativeChains, NegativeSampler } from './negative-chains.ts';
import { adam } from './optimizers/adam.ts';
import type { Optimizer } from './optimizers/optimizer.ts';
import { sgd } from './optimizers/sgd.ts';
import { trainedWeights } from './start-from.ts';
import type { PositiveSource } from './positive-source.ts';
import { createStateBank, drawWithoutReplacement, readStates, writeStates } from './state-bank.ts';
import type { StateBank } from './state-bank.ts';
import { TrainingError } from './training-error.ts';
import { updateProgram } from './update-program.ts';

type Weights = Record<string, Float32Array>;

/** Everything that later updates need. Plain data: a checkpoint is this and the config. */
export interface LearnerState {
  /** Updates done. */
  readonly update: number;
  /** Number of the phase that the next update belongs to, and how many of its updates are done. */
  readonly phase: number;
  readonly phaseUpdate: number;
  /** As people state it; the learner multiplies it by ε²/2 for SGD. */
  readonly learningRate: number;
  readonly weights: Weights;
  /** Exponential moving average of the weights, where asked for. */
  readonly average: Weights | null;
  /** The optimizer's tensors, `<slot>:<key>`. */
  readonly slots: Weights;
  readonly bank: StateBank | null;
}

/** What one update saw. */
export interface LearnerInfo {
  /** d_s = (2/ε²)(mean F(x⁺) − mean F(x⁻)); > 0 contraction, < 0 expansion. */
  readonly energyDifference: number;
  /** r_s: mean over steps and chains of ‖∇F‖₂ = (ε²/2)‖∇U‖₂. */
  readonly gradientNorm: number;
  /** Rate used, as people state it. */
  readonly learningRate: number;
  /** x⁺ with its noise, the states that the negative chains started from, and x⁻ after their steps: [batch, c, h, w] flat. */
  readonly positive: Float32Array;
  readonly start: Float32Array;
  readonly negative: Float32Array;
  /** Places of the bank that x⁻ went back to; null without a bank. */
  readonly places: Uint32Array | null;
  /** Share of accepted proposals; null for Langevin, which rejects none. */
  readonly acceptance: number | null;
}

/** An update between its beginning and its end: its negative chains on their way. Plain data. */
export interface UnfinishedUpdate {
  readonly start: Float32Array;
  readonly places: Uint32Array | null;
  readonly chains: NegativeChains;
}

const STREAM = { weights: 1, bank: 2, positive: 3, dataNoise: 4, places: 5, start: 6, langevin: 7, rejuvenation: 8, bankData: 9, bankNoise: 10 } as const;

/** Samples of the data that a bank begins with are read so many at a time. */
const READ_AT_ONCE = 1000;

/** The random streams of the negative chains of an update: their noise is a function of the run's seed, the update, chain and step. */
export function negativeChainKeys(run: StreamKey, update: number, chains: number): StreamKey[] {
  const stream = deriveKey(run, STREAM.langevin, update);
  return Array.from({ length: chains }, (_, i) => deriveKey(stream, i));
}

const optimizers: Readonly<Record<TrainingPhase['optimizer'], Optimizer>> = { sgd, adam };

/**
 * Maximum likelihood learning of an energy-based model by Algorithm 1 of the AAAI 2020 paper [A], one update a step.
 *
 * All randomness is a function of (seed, update): a learner stopped and resumed gives the same numbers.
 * `initial`: the weights to start from, where the config names a potential (`startingWeights`).
 * Throws TrainingError for a config that cannot be carried out, EngineError when the engine cannot run it.
 */
export class Learner {
  private readonly engine: Engine;
  private readonly pieces: PieceRunner;
  private readonly config: TrainingConfig;
  private readonly source: PositiveSource;
  private readonly key: StreamKey;
  private readonly network: EnergyNetwork;
  private readonly size: number;
  private readonly initial: Weights | null;
  /** Names of the tensors that it changes. */
  private readonly trained: readonly string[];
  private updater: { readonly phase: number; readonly executable: Executable } | null = null;
  private sampler: { readonly update: number; readonly opened: NegativeSampler } | null = null;

  constructor(engine: Engine, config: TrainingConfig, source: PositiveSource, seed: number, pieces: PieceRunner = localPieces(engine), initial: Weights | null = null) {
    if (config.shortRun.sampler === 'mala' && config.epsilon === 0) throw new TrainingError('MALA needs noise and ε is 0, which means gradient descent. Set epsilon above 0, or shortRun.sampler to "langevin".');
    if (config.shortRun.start === 'persistent' && config.bankSize === null && source.count === null) {
      throw new TrainingError('A persistent bank on a 2D density needs a size: set bankSize (the reference calls it s_t_0_size).');
    }
    this.engine = engine;
    this.pieces = pieces;
    this.config = config;
    this.source = source;
    this.key = streamKey(seed);
    this.network = openNetwork(config.architecture);
    this.size = sizeOf(this.network.inputShape);
    this.initial = initial;
    this.trained = trainedWeights(this.network, config);
  }

  /**
   * The state before the first update: random weights and, where chains are persistent, a bank of uniform noise; or the weights of the
   * potential it starts from and a bank of data with their noise, which such a potential knows and noise is far from.
   */
  async init(): Promise<LearnerState> {
    const { options, phases } = this.config;
    const weights = this.firstWeights();
    return {
      update: 0, phase: 0, phaseUpdate: 0, learningRate: phases[0].lrInit, weights,
      average: options.weightAverage === null ? null : copied(weights),
      slots: this.emptySlots(optimizers[phases[0].optimizer], weights), bank: await this.firstBank(),
    };
  }

  /** One update; the bank of the old state is changed in place. Throws TrainingError after the last phase. */
  async step(state: LearnerState): Promise<{ state: LearnerState; info: LearnerInfo }> {
    let update = await this.begin(state);
    while (!this.isWalked(update)) update = await this.walk(state, update);
    return this.finish(state, update);
  }

  /** Draws where the negative chains of the next update start. Throws TrainingError after the last phase. */
  async begin(state: LearnerState): Promise<UnfinishedUpdate> {
    this.phaseOf(state);
    const { start, places } = await this.startStates(state);
    const sampler = await this.samplerFor(state);
    return { start, places, chains: await sampler.begin(start, this.chainKeys(state.update), state.weights) };
  }

  /** Whether its short runs have all their steps. */
  isWalked({ chains }: UnfinishedUpdate): boolean {
    return chains.stepsDone >= this.config.shortRun.steps;
  }

  /** Steps of the negative chains, of one call or all that are left: a border at which an update can be left and gone on with. */
  async walk(state: LearnerState, update: UnfinishedUpdate, steps: 'call' | 'all' = 'call'): Promise<UnfinishedUpdate> {
    const sampler = await this.samplerFor(state);
    const left = this.config.shortRun.steps - update.chains.stepsDone;
    return { ...update, chains: await sampler.walk(update.chains, this.chainKeys(state.update), state.weights, steps === 'all' ? left : undefined) };
  }

  /** The step of the weights, once the chains are walked; the bank of the old state is changed in place. */
  async finish(state: LearnerState, { start, places, chains }: UnfinishedUpdate): Promise<{ state: LearnerState; info: LearnerInfo }> {
    const { epsilon, shortRun } = this.config;
    const phase = this.phaseOf(state);
    if (!this.weightsChange) await this.closeSampler();
    const positive = await this.positives(state.update);
    const negative = chains.x;
    if (state.bank !== null && places !== null) writeStates(state.bank, places, negative);

    const optimizer = optimizers[phase.optimizer];
    const executable = await this.updaterOf(state.phase, optimizer);
    const rate = this.effectiveRate(state.learningRate, phase.optimizer);
    const scalars = Object.fromEntries(Object.entries(optimizer.scalars(state.phaseUpdate + 1)).map(([name, value]) => [name, Float32Array.of(value)]));
    const result = await executable.run({ ...state.weights, ...state.slots, ...scalars, positive, negative, learning_rate: Float32Array.of(rate) });

    const weights = { ...state.weights, ...pick(result, this.trained) };
    const info: LearnerInfo = {
      energyDifference: result.d_s[0],
      gradientNorm: chains.normSum / shortRun.steps / energyScale(epsilon),
      learningRate: state.learningRate,
      positive,
      start,
      negative,
      places,
      acceptance: shortRun.sampler === 'mala' ? chains.acceptedSum / shortRun.steps : null,
    };
    return { state: this.advanced(state, phase, weights, pick(result, Object.keys(state.slots))), info };
  }

  /** Closes whoever computed its pieces, too. */
  async close(): Promise<void> {
    await this.updater?.executable.dispose();
    this.updater = null;
    await this.closeSampler();
    await this.pieces.close();
  }

  private firstWeights(): Weights {
    const { from } = this.config;
    if (from === undefined && this.network.startsAtRandom) return initialWeights(this.network, deriveKey(this.key, STREAM.weights));
    if (from === undefined) throw new TrainingError(`The network "${this.network.name}" was imported as a graph and cannot be learned from random weights: start from a potential that has it.`);
    if (this.initial === null) throw new TrainingError(`Learning starts from the weights of “${from.name}”, which were not given.`);
    return copied(this.initial);
  }

  private async firstBank(): Promise<StateBank | null> {
    const { shortRun, bankSize, from, dataEpsilon } = this.config;
    if (shortRun.start !== 'persistent') return null;
    const bank = createStateBank(bankSize ?? this.source.count!, this.size, deriveKey(this.key, STREAM.bank), shortRun.noiseFactor);
    if (from === undefined) return bank;
    const most = Math.min(READ_AT_ONCE, this.source.count ?? READ_AT_ONCE);
    for (let first = 0, part = 0; first < bank.places; first += most, part++) {
      const states = await this.source.draw(Math.min(most, bank.places - first), deriveKey(this.key, STREAM.bankData), part);
      const noise = new Float32Array(states.length);
      fillGaussian(noise, 0, noise.length, deriveKey(this.key, STREAM.bankNoise), part);
      bank.states.set(states.map((value, i) => value + dataEpsilon * noise[i]), first * this.size);
    }
    return bank;
  }

  private emptySlots(optimizer: Optimizer, weights: Weights): Weights {
    return Object.fromEntries(optimizer.slots.flatMap((slot) => this.trained.map((key) => [`${slot}:${key}`, new Float32Array(weights[key].length)])));
  }

  private phaseOf(state: LearnerState): TrainingPhase {
    const phase = this.config.phases[state.phase];
    if (phase === undefined) throw new TrainingError(`The run has ended after ${state.update} updates: its config has ${this.config.phases.length} phases.`);
    return phase;
  }

  /** The random stream of each negative chain of an update. */
  private chainKeys(update: number): StreamKey[] {
    return negativeChainKeys(this.key, update, this.config.batchSize);
  }

  private advanced(state: LearnerState, phase: TrainingPhase, weights: Weights, slots: Weights): LearnerState {
    const { weightAverage } = this.config.options;
    const average = state.average === null || weightAverage === null ? null : averaged(state.average, weights, weightAverage);
    const update = state.update + 1;
    if (state.phaseUpdate + 1 < phase.updates) {
      const learningRate = Math.max(phase.lrMin, state.learningRate * phase.lrDecay);
      return { ...state, update, phaseUpdate: state.phaseUpdate + 1, learningRate, weights, average, slots };
    }
    const next = this.config.phases[state.phase + 1];
    return {
      ...state, update, phase: state.phase + 1, phaseUpdate: 0, learningRate: next?.lrInit ?? state.learningRate, weights, average,
      slots: next === undefined ? slots : this.emptySlots(optimizers[next.optimizer], weights),
    };
  }

  /** With SGD and ε > 0 rates are multiplied by ε²/2, because d_s is a difference of U = F/(ε²/2) [A, appendix]. */
  private effectiveRate(rate: number, optimizer: TrainingPhase['optimizer']): number {
    return optimizer === 'sgd' ? rate / energyScale(this.config.epsilon) : rate;
  }

  private async positives(update: number): Promise<Float32Array> {
    const { batchSize, dataEpsilon } = this.config;
    const positive = await this.source.draw(batchSize, deriveKey(this.key, STREAM.positive), update);
    if (dataEpsilon === 0) return positive;
    const noise = new Float32Array(positive.length);
    fillGaussian(noise, 0, noise.length, deriveKey(this.key, STREAM.dataNoise), update);
    return positive.map((value, i) => value + dataEpsilon * noise[i]);
  }

  private async startStates({ update, bank }: LearnerState): Promise<{ start: Float32Array; places: Uint32Array | null }> {
    const { batchSize, shortRun, options } = this.config;
    const key = deriveKey(this.key, STREAM.start);
    if (bank !== null) {
      const places = drawWithoutReplacement(batchSize, bank.places, deriveKey(this.key, STREAM.places), update);
      const start = readStates(bank, places);
      if (options.rejuvenation > 0) this.rejuvenate(start, update);
      return { start, places };
    }
    if (shortRun.start === 'data') return { start: await this.source.draw(batchSize, key, update), places: null };
    const start = new Float32Array(batchSize * this.size);
    if (shortRun.start === 'gaussian') {
      fillGaussian(start, 0, start.length, key, update);
      start.forEach((value, i) => (start[i] = shortRun.noiseFactor * value));
    } else fillUniform(start, 0, start.length, key, update, -shortRun.noiseFactor, shortRun.noiseFactor);
    return { start, places: null };
  }

  private rejuvenate(start: Float32Array, update: number): void {
    const { batchSize, shortRun, options } = this.config;
    const chance = deriveKey(this.key, STREAM.rejuvenation);
    const noise = deriveKey(this.key, STREAM.start);
    for (let i = 0; i < batchSize; i++) {
      if (uniformAt(chance, update, i) >= options.rejuvenation) continue;
      fillUniform(start, i * this.size, this.size, noise, update, -shortRun.noiseFactor, shortRun.noiseFactor, i * this.size);
    }
  }

  /**
   * Whether one compiled sampler takes the weights at each call, or each update compiles its own with the weights as constants.
   * Constants run faster and compiling costs tens of milliseconds: little beside the steps of an image net, much beside a toy's. On a GPU
   * whole chunks of steps are compiled, which costs more, and weights that are given stay there.
   */
  private get weightsChange(): boolean {
    return this.isSmall || this.engine.transfers !== null;
  }

  private get isSmall(): boolean {
    const [, height, width] = this.network.inputShape;
    return height * width < 64;
  }

  private async samplerFor({ weights, update }: LearnerState): Promise<NegativeSampler> {
    if (this.sampler !== null && (this.weightsChange || this.sampler.update === update)) return this.sampler.opened;
    await this.closeSampler();
    const { shortRun } = this.config;
    const stepsACall = this.weightsChange ? largestDivisor(shortRun.steps, this.isSmall ? 25 : 10) : 1;
    const opened = openNegativeSampler(this.engine, this.pieces, { config: this.config, network: this.network, weights, changingWeights: this.weightsChange, stepsACall });
    this.sampler = { update, opened };
    return opened;
  }

  private async closeSampler(): Promise<void> {
    await this.sampler?.opened.close();
    this.sampler = null;
  }

  private async updaterOf(phase: number, optimizer: Optimizer): Promise<Executable> {
    if (this.updater?.phase === phase) return this.updater.executable;
    await this.updater?.executable.dispose();
    const { batchSize, epsilon, options } = this.config;
    const program = updateProgram({ network: this.network, trained: this.trained, batchSize, epsilon, optimizer, clipGradient: options.clipGradient, energyPenalty: options.energyPenalty });
    this.updater = { phase, executable: await this.engine.compile(program) };
    return this.updater.executable;
  }
}

function pick(result: Weights, names: readonly string[]): Weights {
  return Object.fromEntries(names.map((name) => [name, result[`next:${name}`]]));
}

function copied(weights: Weights): Weights {
  return Object.fromEntries(Object.entries(weights).map(([key, value]) => [key, value.slice()]));
}

function averaged(average: Weights, weights: Weights, decay: number): Weights {
  return Object.fromEntries(Object.entries(average).map(([key, value]) => [key, value.map((old, i) => decay * old + (1 - decay) * weights[key][i])]));
}

/** Largest divisor of `value` that is at most `limit`. */
function largestDivisor(value: number, limit: number): number {
  for (let divisor = Math.min(value, limit); divisor > 1; divisor--) if (value % divisor === 0) return divisor;
  return 1;
}
