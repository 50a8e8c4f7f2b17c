import type { StreamKey } from '../random/stream-key.ts';
import { langevinMove } from './langevin-move.ts';
import type { WalkSettings } from './walk-settings.ts';

/** A Langevin chain at T without a magnet, from a start state to a metastable sample (sample mode), and where that is asked for down to its inherent structure. Plain data. */
export interface Chain {
  readonly kind: 'chain';
  /** The state it makes. */
  readonly state: number;
  readonly key: StreamKey;
  readonly x: Float32Array;
  /** Of the chain, and of the descent after it (none in states of earlier programs). */
  readonly steps: number;
  readonly quenchSteps?: number;
  step: number;
  /** U half-way, once there: how far it falls from there tells whether the chain has settled. */
  halfEnergy: number;
  /** U where the chain ended, once there. */
  sampledEnergy?: number;
  /** U at the last point, once finished. */
  energy: number;
}

export function createChain(state: number, key: StreamKey, start: Float32Array, steps: number, quenchSteps = 0): Chain {
  return { kind: 'chain', state, key, x: Float32Array.from(start), steps, quenchSteps, step: 0, halfEnergy: NaN, energy: NaN };
}

/** One step, given U and ∇U (from `at`) at `chain.x`. True when the chain is finished: x is the sample or its inherent structure, `energy` its U. */
export function advanceChain(chain: Chain, energy: number, gradients: Float32Array, at: number, settings: WalkSettings): boolean {
  if (chain.step === Math.floor(chain.steps / 2)) chain.halfEnergy = energy;
  const { steps, quenchSteps = 0 } = chain;
  if (chain.step === steps) chain.sampledEnergy = energy;
  if (!Number.isFinite(energy) || chain.step === steps + quenchSteps) {
    chain.energy = energy;
    return true;
  }
  if (chain.step < steps) langevinMove(chain.x, gradients, at, settings.epsilon, settings.temperature, chain.key, chain.step, null);
  else {
    // As core/kinetic/quench.ts descends: x ← x − (ε²/2)·∇U.
    const half = (settings.epsilon * settings.epsilon) / 2;
    for (let i = 0; i < chain.x.length; i++) chain.x[i] = chain.x[i]! - half * gradients[at + i]!;
  }
  chain.step++;
  return false;
}
