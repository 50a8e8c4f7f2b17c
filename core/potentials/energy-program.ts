import { Builder } from '../graph/builder.ts';
import { gradient } from '../graph/gradient.ts';
import type { NodeId, Program } from '../graph/program.ts';
import { declareWeights } from '../networks/energy-network.ts';
import type { EnergyNetwork, NetworkWeights } from '../networks/energy-network.ts';
import { energyScale } from './potential.ts';
import type { Potential } from './potential.ts';

/** What a program needs to know of a potential; its weights come when the program is compiled or run. */
export type EnergySpec = Pick<Potential, 'network' | 'trainEpsilon'>;

/** Adds F(x), [n], to a program; the states may be rows of any shape. */
export function energyOf(builder: Builder, network: EnergyNetwork, x: NodeId, weights: NetworkWeights): NodeId {
  return network.apply(builder, builder.apply('reshape', [x], { shape: [builder.shapeOf(x)[0]!, ...network.inputShape] }), weights);
}

/** Adds F(x), [n], and ∂ΣF/∂x, the shape of x, to a program. Samples are independent, so that row i is the gradient of F(x_i). */
export function energyAndGradient(
  builder: Builder, network: EnergyNetwork, x: NodeId, weights: NetworkWeights,
): { energy: NodeId; gradient: NodeId } {
  const energy = energyOf(builder, network, x, weights);
  const total = builder.apply('sum', [energy], { axes: [0], keep_dims: false });
  return { energy, gradient: gradient(builder, total, [x])[0]! };
}

/** `node` times a constant; the node itself where that is 1. */
export function scaled(builder: Builder, node: NodeId, factor: number): NodeId {
  return factor === 1 ? node : builder.apply('mul', [node, builder.scalar(factor)]);
}

/**
 * Program of the potential: input `x` [samples, c, h, w], output `energy` [samples] = U(x) = F(x)/(ε²/2) (U = F where ε = 0),
 * and `gradient` = ∇U, the shape of x, where asked for. Parameters: the weights by their keys.
 * Throws PotentialError where ε is no number for an energy.
 */
export function energyProgram({ network, trainEpsilon }: EnergySpec, samples: number, options: { readonly gradient: boolean }): Program {
  const builder = new Builder();
  const scale = energyScale(trainEpsilon);
  const x = builder.input('x', [samples, ...network.inputShape]);
  const weights = declareWeights(builder, network);
  if (options.gradient) {
    const { energy, gradient: force } = energyAndGradient(builder, network, x, weights);
    builder.output('energy', scaled(builder, energy, scale));
    builder.output('gradient', scaled(builder, force, scale));
  } else {
    builder.output('energy', scaled(builder, network.apply(builder, x, weights), scale));
  }
  return builder.build();
}
