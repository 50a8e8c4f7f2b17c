import type { Engine, Tensors } from '../engines/engine.ts';
import type { Potential } from '../potentials/potential.ts';
import type { StreamKey } from '../random/stream-key.ts';
import type { ChainState } from './chains.ts';
import { LangevinKernel } from './langevin-kernel.ts';
import type { LangevinConditions, LangevinInfo, LangevinOptions } from './langevin-kernel.ts';

/** Langevin dynamics on a fixed number of chains. */
export interface Langevin {
  readonly chains: number;
  /** Steps a call of `step` takes. */
  readonly unroll: number;
  /** Chains at x [n, c, h, w], flat, each with its own random stream. */
  init(x: Float32Array, keys: readonly StreamKey[]): ChainState;
  /** K steps of every chain; the old state stays as it is. `weights` only where the sampler was made for changing ones. */
  step(state: ChainState, conditions: LangevinConditions, weights?: Tensors): Promise<{ state: ChainState; info: LangevinInfo }>;
  close(): Promise<void>;
}

/**
 * Langevin sampler (ULA): x ← x − (ε²/2)∇U(x)/T + ε z, z ~ N(0, I) (science.md, section 3).
 *
 * Noise of a chain at a step is a function of its stream and that step alone. Throws SamplingError for conditions that
 * make no sense, EngineError when the engine cannot run it.
 */
export async function createLangevin(engine: Engine, potential: Potential, options: LangevinOptions): Promise<Langevin> {
  const kernel = await LangevinKernel.compile(engine, potential, options, false);
  return {
    chains: kernel.chains,
    unroll: kernel.unroll,
    init: (x, keys) => kernel.init(x, keys),
    async step(state, conditions, weights) {
      const { state: next, info: { energies, gradientNorms, path } } = await kernel.step(state, conditions, null, weights);
      return { state: next, info: { energies, gradientNorms, path } };
    },
    close: () => kernel.close(),
  };
}
