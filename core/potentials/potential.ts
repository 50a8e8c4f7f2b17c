import type { Tensors } from '../engines/engine.ts';
import { checkWeights } from '../networks/check-weights.ts';
import type { EnergyNetwork } from '../networks/energy-network.ts';
import { PotentialError } from './potential-error.ts';

/** A trained (or fresh) energy network with the ε that makes its F a potential (science.md, section 1). */
export interface Potential {
  readonly network: EnergyNetwork;
  /** By the names of the network's tensors, row-major float32. */
  readonly weights: Tensors;
  /** ε of training. U = F/(ε²/2) when > 0, U = F when 0. */
  readonly trainEpsilon: number;
}

/**
 * U/F: 2/ε² for a network trained with Langevin noise ε > 0, 1 where ε = 0 [A, appendix 1A].
 * Throws PotentialError when ε is negative or not finite.
 */
export function energyScale(trainEpsilon: number): number {
  if (!Number.isFinite(trainEpsilon) || trainEpsilon < 0) {
    throw new PotentialError(`The ε of training must be 0 or a positive number; got ${trainEpsilon}.`);
  }
  return trainEpsilon > 0 ? 2 / (trainEpsilon * trainEpsilon) : 1;
}

/**
 * A potential, checked: its weights are those of its network, by number of values, and all of them are finite.
 * Throws NetworkError otherwise, naming the weights, and PotentialError where ε is negative or not finite.
 */
export function createPotential(network: EnergyNetwork, weights: Tensors, trainEpsilon: number): Potential {
  energyScale(trainEpsilon);
  checkWeights(network, new Map(Object.entries(weights).map(([key, values]) => [key, { values }])));
  return { network, weights, trainEpsilon };
}
