import type { Architecture } from '../contract/architecture.ts';
import { Builder } from '../graph/builder.ts';
import { gradient } from '../graph/gradient.ts';
import type { NodeId, Program } from '../graph/program.ts';
import { network } from './build-network.ts';
import type { NetworkWeights } from './build-network.ts';
import { energyScale } from './potential.ts';

/** What a program needs to know of a potential; its weights come when the program is compiled or run. */
export interface EnergySpec {
  readonly architecture: Architecture;
  readonly trainEpsilon: number;
}

/** Adds F(x), [n], and ∂ΣF/∂x, the shape of x, to a program. Samples are independent, so that row i is the gradient of F(x_i). */
export function energyAndGradient(
  builder: Builder, architecture: Architecture, x: NodeId, weights?: NetworkWeights,
): { energy: NodeId; gradient: NodeId } {
  const energy = network(builder, architecture, x, weights);
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
 * Throws PotentialError when the layers do not fit together.
 */
export function energyProgram(spec: EnergySpec, samples: number, options: { readonly gradient: boolean }): Program {
  const builder = new Builder();
  const scale = energyScale(spec.trainEpsilon);
  const x = builder.input('x', [samples, ...spec.architecture.inputShape]);
  if (options.gradient) {
    const { energy, gradient: force } = energyAndGradient(builder, spec.architecture, x);
    builder.output('energy', scaled(builder, energy, scale));
    builder.output('gradient', scaled(builder, force, scale));
  } else {
    builder.output('energy', scaled(builder, network(builder, spec.architecture, x), scale));
  }
  return builder.build();
}
