import type { StreamKey } from '../random/stream-key.ts';
import { langevinMove } from './langevin-move.ts';
import type { WalkSettings } from './walk-settings.ts';

/** A Langevin chain at T without a magnet, from a start state to a metastable sample (sample mode). Plain data. */
export interface Chain {
  readonly kind: 'chain';
  /** The state it makes. */
  readonly state: number;
  readonly key: StreamKey;
  readonly x: Float32Array;
  readonly steps: number;
  step: number;
  /** U half-way, once there: how far it falls from there tells whether the chain has settled. */
  halfEnergy: number;
  /** U at the last point, once finished. */
  energy: number;
}

export function createChain(state: number, key: StreamKey, start: Float32Array, steps: number): Chain {
  return { kind: 'chain', state, key, x: Float32Array.from(start), steps, step: 0, halfEnergy: NaN, energy: NaN };
}

/** One step, given U and ∇U (from `at`) at `chain.x`. True when the chain is finished: x is the sample, `energy` its U. */
export function advanceChain(chain: Chain, energy: number, gradients: Float32Array, at: number, settings: WalkSettings): boolean {
  if (chain.step === Math.floor(chain.steps / 2)) chain.halfEnergy = energy;
  if (!Number.isFinite(energy) || chain.step === chain.steps) {
    chain.energy = energy;
    return true;
  }
  langevinMove(chain.x, gradients, at, settings.epsilon, settings.temperature, chain.key, chain.step, null);
  chain.step++;
  return false;
}
