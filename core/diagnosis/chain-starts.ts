import type { LongRunStart } from '../contract/training-run.ts';
import type { TrainingConfig } from '../contract/training-config.ts';
import { sizeOf } from '../graph/program.ts';
import { fillGaussian } from '../random/fill-gaussian.ts';
import { fillUniform } from '../random/fill-uniform.ts';
import { deriveKey } from '../random/stream-key.ts';
import type { StreamKey } from '../random/stream-key.ts';
import type { PositiveSource } from '../training/positive-source.ts';
import { drawWithoutReplacement, readStates } from '../training/state-bank.ts';
import type { StateBank } from '../training/state-bank.ts';
import { TrainingError } from '../training/training-error.ts';

const STREAM = { data: 0, dataNoise: 1, noise: 2, places: 3 } as const;

/** What chains of a run can start from. */
export interface StartStock {
  readonly config: TrainingConfig;
  readonly source: PositiveSource;
  /** The checkpoint's persistent states; null where it has none. */
  readonly bank: StateBank | null;
}

export interface DataStarts {
  /** Data with noise ε_data, as learning sees it, [chains, c, h, w] flat. */
  readonly states: Float32Array;
  /** Other data without noise, [others, c, h, w] flat: none of those that chains start from. */
  readonly others: Float32Array;
}

/**
 * States from the data and, apart from them, up to `others` more to measure distances to, functions of the key.
 * Throws TrainingError where the data are fewer than the chains, DataError where they cannot be read.
 */
export async function dataStarts({ config, source }: StartStock, chains: number, others: number, key: StreamKey): Promise<DataStarts> {
  const size = sizeOf(config.architecture.inputShape);
  if (source.count !== null && source.count < chains + 1) {
    throw new TrainingError(`${chains} chains from data need ${chains + 1} images, one more to measure distances to; there are ${source.count}. Ask for fewer chains.`);
  }
  const wanted = source.count === null ? chains + others : Math.min(source.count, chains + others);
  const drawn = await source.draw(wanted, deriveKey(key, STREAM.data), 0);
  const states = drawn.slice(0, chains * size);
  if (config.dataEpsilon > 0) {
    const noise = new Float32Array(states.length);
    fillGaussian(noise, 0, noise.length, deriveKey(key, STREAM.dataNoise), 0);
    for (let i = 0; i < states.length; i++) states[i] += config.dataEpsilon * noise[i];
  }
  return { states, others: drawn.slice(chains * size) };
}

/**
 * States from noise (scaled as the config's own starts from noise are) or from the bank, [chains, c, h, w] flat, functions of the key.
 * Throws TrainingError where there is no bank, or one of fewer states.
 */
export function otherStarts({ config, bank }: StartStock, start: Exclude<LongRunStart, 'data'>, chains: number, key: StreamKey): Float32Array {
  const size = sizeOf(config.architecture.inputShape);
  if (start === 'persistent') {
    if (bank === null) throw new TrainingError('This run has no persistent states to start from: its chains start from noise or data. Choose another start.');
    if (bank.places < chains) throw new TrainingError(`${chains} chains from the persistent bank were asked for; it holds ${bank.places}. Ask for fewer chains.`);
    return readStates(bank, drawWithoutReplacement(chains, bank.places, deriveKey(key, STREAM.places), 0));
  }
  const { noiseFactor } = config.shortRun;
  const states = new Float32Array(chains * size);
  if (start === 'uniform') fillUniform(states, 0, states.length, deriveKey(key, STREAM.noise), 0, -noiseFactor, noiseFactor);
  else {
    fillGaussian(states, 0, states.length, deriveKey(key, STREAM.noise), 0);
    for (let i = 0; i < states.length; i++) states[i] *= noiseFactor;
  }
  return states;
}
