import { fillGaussianRows } from '../random/fill-gaussian.ts';
import { splitWords } from '../random/stream-key.ts';
import type { StreamKey } from '../random/stream-key.ts';
import { SamplingError } from './sampling-error.ts';

/**
 * Where a batch of chains stands. Plain data: chains may be replaced one by one between steps, and a state saved and
 * loaded goes on with the same numbers.
 */
export interface ChainState {
  /** [chains, c, h, w], flat. */
  readonly x: Float32Array;
  /** Random stream of each chain: its noise depends on its key and its step alone, not on its place in the batch. */
  readonly keys: readonly StreamKey[];
  /** Steps that each chain has taken: the counter of its stream. */
  readonly steps: readonly number[];
}

/** One number for all chains, or one for each. */
export type PerChain = number | ArrayLike<number>;

/** The state of `keys.length` chains at x, before their first step. Throws SamplingError when x does not hold that many. */
export function startChains(x: Float32Array, keys: readonly StreamKey[], dimensions: number): ChainState {
  const state = { x, keys, steps: keys.map(() => 0) };
  checkChains(state, keys.length, dimensions);
  return state;
}

/** Throws SamplingError unless the state holds exactly so many chains of so many coordinates. */
export function checkChains(state: ChainState, chains: number, dimensions: number): void {
  const { x, keys, steps } = state;
  if (keys.length !== chains || steps.length !== chains) {
    throw new SamplingError(`The sampler was made for ${chains} chains; the state has ${keys.length} random streams and ${steps.length} step counters.`);
  }
  if (x.length !== chains * dimensions) {
    throw new SamplingError(`${chains} chains of ${dimensions} coordinates need ${chains * dimensions} values; the state has ${x.length}.`);
  }
  for (const step of steps) splitWords(step, 'step');
}

/** The value of chain i. */
export function ofChain(value: PerChain, i: number): number {
  return typeof value === 'number' ? value : value[i]!;
}

/** A value of each chain as float32, computed in float64; throws SamplingError naming what is not a finite number. */
export function perChain(chains: number, what: string, valueOf: (i: number) => number): Float32Array {
  const values = new Float32Array(chains);
  for (let i = 0; i < chains; i++) {
    const value = valueOf(i);
    if (!Number.isFinite(value)) throw new SamplingError(`The ${what} of chain ${i} is ${value}; a finite number is needed.`);
    values[i] = value;
  }
  return values;
}

/** Standard normal noise of each chain's step + `ahead` into `out` [chains, dimensions]. */
export function fillNoise(out: Float32Array, state: ChainState, ahead: number): void {
  fillGaussianRows(out, out.length / state.keys.length, state.keys, (chain) => state.steps[chain]! + ahead);
}
