import type { Engine, Tensors } from '../engines/engine.ts';
import type { Potential } from '../potentials/potential.ts';
import type { StreamKey } from '../random/stream-key.ts';
import type { ChainState } from './chains.ts';
import { LangevinKernel } from './langevin-kernel.ts';
import type { LangevinConditions, LangevinInfo, LangevinOptions, MagnetConditions } from './langevin-kernel.ts';

export interface MagnetizedInfo extends LangevinInfo {
  /** ‖x − x*‖₂ [K + 1, n]: before each step and, last, at the new state. */
  readonly distances: Float32Array;
}

/** Magnetized Langevin dynamics on a fixed number of chains, each with its own target, strength and temperature. */
export interface Magnetized {
  readonly chains: number;
  readonly unroll: number;
  init(x: Float32Array, keys: readonly StreamKey[]): ChainState;
  step(state: ChainState, conditions: LangevinConditions & MagnetConditions, weights?: Tensors): Promise<{ state: ChainState; info: MagnetizedInfo }>;
  close(): Promise<void>;
}

/**
 * Magnetized Langevin sampler, target exp(−[U(x)/T + α‖x − x*‖₂]):
 * x ← x − (ε²/2)(∇U(x)/T + α(x − x*)/‖x − x*‖₂) + ε z [B].
 *
 * α is not divided by T; the unit vector is 0 at x = x*. With `stepSize` instead of ε and T it descends U + α‖x − x*‖₂
 * without noise. Otherwise as `createLangevin`.
 */
export async function createMagnetized(engine: Engine, potential: Potential, options: LangevinOptions): Promise<Magnetized> {
  const kernel = await LangevinKernel.compile(engine, potential, options, true);
  return {
    chains: kernel.chains,
    unroll: kernel.unroll,
    init: (x, keys) => kernel.init(x, keys),
    step: (state, conditions, weights) => kernel.step(state, conditions, conditions, weights),
    close: () => kernel.close(),
  };
}
