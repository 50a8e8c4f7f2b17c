import { Builder } from '../graph/builder.ts';
import { gradient } from '../graph/gradient.ts';
import type { NodeId, Program } from '../graph/program.ts';
import { declareWeights } from '../networks/energy-network.ts';
import type { EnergyNetwork } from '../networks/energy-network.ts';
import type { Optimizer } from './optimizers/optimizer.ts';

export interface UpdateOptions {
  readonly network: EnergyNetwork;
  /** Names of the tensors that learning changes, the others are only read; left out: all. */
  readonly trained?: readonly string[];
  readonly batchSize: number;
  /** ε of the Langevin steps; d_s is scaled by 2/ε² where it is > 0. */
  readonly epsilon: number;
  readonly optimizer: Optimizer;
  /** Largest L2 norm of the gradient of the loss in θ; null: no clipping (Pascanu et al. 2013). */
  readonly clipGradient: number | null;
  /** Weight of mean F(x⁺)² + mean F(x⁻)² in the loss (Du & Mordatch 2019). */
  readonly energyPenalty: number;
}

/**
 * The program of one update of Algorithm 1 [A]: d_s = (2/ε²)(mean F(x⁺) − mean F(x⁻)) and one optimizer step down its gradient in θ.
 *
 * Inputs: `positive`, `negative` [n, c, h, w]; `learning_rate` and the optimizer's scalars []; one tensor `<slot>:<key>` a slot and trained parameter.
 * Parameters: the weights, by their keys. Outputs: `d_s`, `gradient_norm` [], `positive_energy`, `negative_energy` [n] (both F), and the new
 * trained weights and slots as `next:<key>` and `next:<slot>:<key>`.
 */
export function updateProgram(options: UpdateOptions): Program {
  const { network, batchSize, epsilon, optimizer } = options;
  const builder = new Builder();
  const shape = [batchSize, ...network.inputShape];
  const weights = declareWeights(builder, network);
  // One pass over both halves: one set of convolutions, and each weight's gradient is summed once.
  const both = builder.apply('concat', [builder.input('positive', shape), builder.input('negative', shape)], { axis: 0 });
  const energies = network.apply(builder, both, weights);
  const positive = builder.apply('slice', [energies], { starts: [0], ends: [batchSize] });
  const negative = builder.apply('slice', [energies], { starts: [batchSize], ends: [2 * batchSize] });
  const learningRate = builder.input('learning_rate', []);
  const scalars = Object.fromEntries(Object.keys(optimizer.scalars(1)).map((name) => [name, builder.input(name, [])]));

  const difference = builder.apply('sub', [mean(builder, positive), mean(builder, negative)]);
  const energyDifference = epsilon > 0 ? builder.apply('mul', [builder.scalar(2 / (epsilon * epsilon)), difference]) : difference;
  const loss = options.energyPenalty > 0 ? penalized(builder, energyDifference, [positive, negative], options.energyPenalty) : energyDifference;

  const parameters = (options.trained ?? [...weights.keys()]).map((key) => ({ key, value: weights.get(key)! }));
  const gradients = gradient(builder, loss, parameters.map(({ value }) => value));
  const norm = globalNorm(builder, gradients);
  const factor = options.clipGradient === null ? null : clipFactor(builder, norm, options.clipGradient);

  parameters.forEach(({ key, value }, i) => {
    const shapeOfValue = builder.shapeOf(value);
    const slots = optimizer.slots.map((slot) => builder.input(`${slot}:${key}`, shapeOfValue));
    const step = factor === null ? gradients[i] : builder.apply('mul', [factor, gradients[i]]);
    const next = optimizer.step(builder, { key, shape: shapeOfValue, value, gradient: step }, slots, learningRate, scalars);
    builder.output(`next:${key}`, next.value);
    optimizer.slots.forEach((slot, at) => builder.output(`next:${slot}:${key}`, next.slots[at]));
  });
  builder.output('d_s', energyDifference);
  builder.output('gradient_norm', norm);
  builder.output('positive_energy', positive);
  builder.output('negative_energy', negative);
  return builder.build();
}

function mean(builder: Builder, node: NodeId): NodeId {
  const count = builder.shapeOf(node)[0];
  return builder.apply('mul', [builder.scalar(1 / count), builder.apply('sum', [node], { axes: [0], keep_dims: false })]);
}

function penalized(builder: Builder, loss: NodeId, energies: readonly NodeId[], weight: number): NodeId {
  return energies.reduce(
    (sum, energy) => builder.apply('add', [sum, builder.apply('mul', [builder.scalar(weight), mean(builder, builder.apply('square', [energy]))])]),
    loss,
  );
}

function globalNorm(builder: Builder, gradients: readonly NodeId[]): NodeId {
  const squares = gradients.map((node) => {
    const axes = builder.shapeOf(node).map((_, axis) => axis);
    return builder.apply('sum', [builder.apply('square', [node])], { axes, keep_dims: false });
  });
  return builder.apply('sqrt', [squares.reduce((sum, square) => builder.apply('add', [sum, square]))]);
}

/** min(1, limit / ‖g‖), with no division by zero at a zero gradient. */
function clipFactor(builder: Builder, norm: NodeId, limit: number): NodeId {
  const safe = builder.apply('maximum', [norm, builder.scalar(limit)]);
  return builder.apply('div', [builder.scalar(limit), safe]);
}
