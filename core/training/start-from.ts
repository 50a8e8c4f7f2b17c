import type { TrainingConfig } from '../contract/training-config.ts';
import type { Tensors } from '../engines/engine.ts';
import type { EnergyNetwork } from '../networks/energy-network.ts';
import { openNetwork } from '../networks/open-network.ts';
import { energyScale } from '../potentials/potential.ts';
import { TrainingError } from './training-error.ts';

/** A potential that learning may start from, without its weights. */
export interface PriorPotential {
  readonly name: string;
  readonly sha256: string;
  readonly network: EnergyNetwork;
  readonly trainEpsilon: number;
}

/**
 * A config that learns on from a potential: it has its network and the shape of its states, and `trained` says which tensors learning
 * changes (null: all that are weights). U stays what it was: with ε₀ of the potential and ε of the config, F becomes F·(ε/ε₀)², where
 * 1 stands for ε²/2 at ε = 0 (science.md, section 4).
 *
 * Throws TrainingError where F has no layer that can be scaled so.
 */
export function startFrom(config: TrainingConfig, { name, sha256, network, trainEpsilon }: PriorPotential, trained: readonly string[] | null): TrainingConfig {
  const scaled = network.scaledBy(factorOf(trainEpsilon, config.epsilon));
  if (scaled === null) {
    throw new TrainingError(`“${name}” was learned with ε = ${trainEpsilon}, and its network has no last layer that could be scaled to ε = ${config.epsilon}. Set ε to ${trainEpsilon}.`);
  }
  const data: TrainingConfig['data'] = config.data.kind === 'images' ? { ...config.data, shape: [...network.inputShape] } : config.data;
  const from = { name: name.slice(0, 200), sha256, trainEpsilon, trained: trained === null ? null : [...trained] };
  return { ...config, data, architecture: scaled.description, from };
}

/** The weights that such a config starts with, from those of its potential: the scaled layer's are multiplied. */
export function startingWeights(config: TrainingConfig, weights: Tensors): Record<string, Float32Array> {
  const { from, epsilon, architecture } = config;
  const own = Object.fromEntries(Object.entries(weights).map(([key, values]) => [key, values.slice()]));
  if (from === undefined) return own;
  const factor = factorOf(from.trainEpsilon, epsilon);
  for (const key of openNetwork(architecture).scaledBy(factor)?.tensors ?? []) own[key] = own[key]!.map((value) => value * factor);
  return own;
}

/** What F is multiplied by so that U = F/(ε²/2) stays. */
export function factorOf(before: number, now: number): number {
  return before === now ? 1 : energyScale(before) / energyScale(now);
}

/** Names of the tensors that a run changes, in the network's order. What is fixed is no weight, unless it is named. */
export function trainedWeights(network: Pick<EnergyNetwork, 'weights'>, { from }: Pick<TrainingConfig, 'from'>): string[] {
  const named = from?.trained ?? null;
  return [...network.weights].flatMap(([name, { origin }]) => ((named === null ? origin !== 'fixed' : named.includes(name)) ? [name] : []));
}
