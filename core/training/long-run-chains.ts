import type { TrainingConfig } from '../contract/training-config.ts';
import { otherStarts } from '../diagnosis/chain-starts.ts';
import type { Engine } from '../engines/engine.ts';
import { openNetwork } from '../networks/open-network.ts';
import type { PieceRunner } from '../pieces/piece-runner.ts';
import { fillGaussian } from '../random/fill-gaussian.ts';
import { deriveKey, streamKey } from '../random/stream-key.ts';
import type { StreamKey } from '../random/stream-key.ts';
import type { LearnerState } from './learner.ts';
import { openNegativeSampler } from './negative-sampler.ts';
import type { NegativeChains, NegativeSampler } from './negative-chains.ts';
import type { PositiveSource } from './positive-source.ts';

/** Apart from the learner's streams, which are numbered below: a long run changes nothing of the learning. */
const STREAM = { start: 101, noise: 102, walk: 103 } as const;

/** Calls of a piece: of images a call is one step. */
const CALLS_A_PIECE = 100;

/** The long runs that a config asks for now and then during learning: a batch of chains with the weights of the moment. */
export class LongRunChains {
  readonly #engine: Pick<Engine, 'device'>;
  readonly #pieces: PieceRunner;
  readonly #config: TrainingConfig;
  readonly #source: PositiveSource;
  readonly #key: StreamKey;
  #sampler: { readonly update: number; readonly opened: NegativeSampler } | null = null;

  constructor(engine: Pick<Engine, 'device'>, pieces: PieceRunner, config: TrainingConfig, source: PositiveSource, seed: number) {
    this.#engine = engine;
    this.#pieces = pieces;
    this.#config = config;
    this.#source = source;
    this.#key = streamKey(seed);
  }

  /** Whether one is due after so many updates. */
  isDue(update: number): boolean {
    return this.#config.longRun !== null && update > 0 && update % this.#config.longRun.every === 0;
  }

  /** Steps that each chain is still to walk after so many updates of a run of `total`: of the long run under way and of those to come. */
  stepsAhead(update: number, total: number, underWay: NegativeChains | null): number {
    const { longRun } = this.#config;
    if (longRun === null) return 0;
    const toCome = Math.floor(total / longRun.every) - Math.floor(update / longRun.every);
    return toCome * longRun.steps + (underWay === null ? 0 : longRun.steps - underWay.stepsDone);
  }

  /** Its chains before their first step. */
  async begin(state: LearnerState): Promise<NegativeChains> {
    const config = this.#config;
    const start = deriveKey(this.#key, STREAM.start, state.update);
    const x = config.longRun!.start === 'data' ? await this.#data(state.update) : otherStarts({ config, source: this.#source, bank: state.bank }, config.longRun!.start, config.batchSize, start);
    return (await this.#samplerFor(state)).begin(x, this.#keys(state.update), state.weights);
  }

  isWalked(chains: NegativeChains): boolean {
    return chains.stepsDone >= this.#config.longRun!.steps;
  }

  /** Steps of one call, or a piece of some seconds of them. */
  async walk(state: LearnerState, chains: NegativeChains, steps: 'call' | 'piece' = 'call'): Promise<NegativeChains> {
    const sampler = await this.#samplerFor(state);
    const left = this.#config.longRun!.steps - chains.stepsDone;
    return sampler.walk(chains, this.#keys(state.update), state.weights, steps === 'piece' ? Math.min(left, CALLS_A_PIECE * sampler.stepsACall) : undefined);
  }

  async close(): Promise<void> {
    await this.#sampler?.opened.close();
    this.#sampler = null;
  }


  async #data(update: number): Promise<Float32Array> {
    const { batchSize, dataEpsilon } = this.#config;
    const x = await this.#source.draw(batchSize, deriveKey(this.#key, STREAM.start), update);
    const noise = new Float32Array(x.length);
    fillGaussian(noise, 0, noise.length, deriveKey(this.#key, STREAM.noise), update);
    return x.map((value, i) => value + dataEpsilon * noise[i]!);
  }

  #keys(update: number): StreamKey[] {
    const stream = deriveKey(this.#key, STREAM.walk, update);
    return Array.from({ length: this.#config.batchSize }, (_, i) => deriveKey(stream, i));
  }

  async #samplerFor({ update, weights }: LearnerState): Promise<NegativeSampler> {
    if (this.#sampler?.update === update) return this.#sampler.opened;
    await this.close();
    const { shortRun, longRun, architecture } = this.#config;
    const network = openNetwork(architecture);
    const [, height, width] = network.inputShape;
    const opened = openNegativeSampler(this.#engine, this.#pieces, {
      config: { ...this.#config, shortRun: { ...shortRun, steps: longRun!.steps } },
      network,
      weights,
      changingWeights: false,
      stepsACall: height * width < 64 && longRun!.steps % 25 === 0 ? 25 : 1,
    });
    this.#sampler = { update, opened };
    return opened;
  }
}
