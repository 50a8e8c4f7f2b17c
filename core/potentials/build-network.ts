import type { Architecture, Layer } from '../contract/architecture.ts';
import type { Builder } from '../graph/builder.ts';
import { sizeOf } from '../graph/program.ts';
import type { NodeId } from '../graph/program.ts';
import { weightSpecs } from './network-weights.ts';
import { PotentialError } from './potential-error.ts';

/** The parameter nodes of a network by their keys, in the order of its layers. */
export type NetworkWeights = ReadonlyMap<string, NodeId>;

/** Declares the weights of an architecture as parameters of the program. Throws PotentialError when its layers do not fit together. */
export function networkWeights(builder: Builder, architecture: Architecture): NetworkWeights {
  return new Map([...weightSpecs(architecture)].map(([key, { shape }]) => [key, builder.parameter(key, shape)]));
}

/**
 * The energy network F(x; θ): adds its layers to the program and returns the node of F, shape [n].
 *
 * `x` has shape [n, c, h, w]. `weights`: the parameter nodes, for a program that applies one network several times; declared
 * here when left out. F is the sum over whatever the last layer leaves (science.md, section 2).
 * Throws PotentialError when x or a layer does not fit.
 */
export function network(builder: Builder, architecture: Architecture, x: NodeId, weights: NetworkWeights = networkWeights(builder, architecture)): NodeId {
  const shape = builder.shapeOf(x);
  if (shape.length !== 4 || shape.slice(1).join() !== architecture.inputShape.join()) {
    throw new PotentialError(`The network "${architecture.net}" takes states [n, ${architecture.inputShape.join(', ')}]; it was given [${shape.join(', ')}].`);
  }
  const result = applyLayers(builder, architecture.layers, x, weights);
  const samples = shape[0]!;
  const left = sizeOf(builder.shapeOf(result)) / samples;
  if (left === 1) return builder.apply('reshape', [result], { shape: [samples] });
  return builder.apply('sum', [builder.apply('reshape', [result], { shape: [samples, left] })], { axes: [1], keep_dims: false });
}

function applyLayers(builder: Builder, layers: readonly Layer[], x: NodeId, weights: NetworkWeights): NodeId {
  return layers.reduce((value, layer) => applyLayer(builder, layer, value, weights), x);
}

function applyLayer(builder: Builder, layer: Layer, x: NodeId, weights: NetworkWeights): NodeId {
  switch (layer.type) {
    case 'conv2d':
      return convolve(builder, layer.key, x, weights, layer.stride, layer.padding);
    case 'linear': {
      const transposed = builder.apply('transpose', [weightOf(weights, `${layer.key}.weight`)], { perm: [1, 0] });
      return builder.apply('add', [builder.apply('matmul', [x, transposed]), weightOf(weights, `${layer.key}.bias`)]);
    }
    case 'leaky_relu':
      return builder.apply('leaky_relu', [x], { slope: layer.slope });
    case 'relu':
    case 'silu':
    case 'softplus':
      return builder.apply(layer.type, [x]);
    case 'max_pool':
    case 'average_pool':
      return pool(builder, layer.type, x, layer.size);
    case 'flatten': {
      const shape = builder.shapeOf(x);
      return builder.apply('reshape', [x], { shape: [shape[0]!, sizeOf(shape.slice(1))] });
    }
    case 'nonlocal':
      return nonlocalBlock(builder, layer.key, layer.hidden, x, weights);
    case 'residual':
      return builder.apply('add', [applyLayers(builder, layer.layers, x, weights), x]);
  }
}

function convolve(builder: Builder, key: string, x: NodeId, weights: NetworkWeights, stride: number, padding: number): NodeId {
  return builder.apply('conv2d', [x, weightOf(weights, `${key}.weight`), weightOf(weights, `${key}.bias`)], { stride, padding });
}

function pool(builder: Builder, op: 'max_pool' | 'average_pool', x: NodeId, size: number): NodeId {
  return builder.apply(op, [x], { size });
}

/** y = softmax(θᵀφ over positions) g, then W(y) + x; φ and g are pooled 2 × 2 (science.md, section 2). */
function nonlocalBlock(builder: Builder, key: string, hidden: number, x: NodeId, weights: NetworkWeights): NodeId {
  const [samples, , height, width] = builder.shapeOf(x) as [number, number, number, number];
  const project = (name: string) => convolve(builder, `${key}.${name}`, x, weights, 1, 0);
  // [n, hidden, h, w] as [n, hidden, positions], or as [n, positions, hidden].
  const flat = (node: NodeId) => {
    const [n, c, h, w] = builder.shapeOf(node) as [number, number, number, number];
    return builder.apply('reshape', [node], { shape: [n, c, h * w] });
  };
  const swap = (node: NodeId) => builder.apply('transpose', [node], { perm: [0, 2, 1] });

  const theta = swap(flat(project('theta')));
  const phi = flat(pool(builder, 'max_pool', project('phi.0'), 2));
  const g = swap(flat(pool(builder, 'max_pool', project('g.0'), 2)));
  const attention = builder.apply('softmax', [builder.apply('matmul', [theta, phi])], { axis: 2 });
  const y = builder.apply('reshape', [swap(builder.apply('matmul', [attention, g]))], { shape: [samples, hidden, height, width] });
  return builder.apply('add', [convolve(builder, `${key}.W`, y, weights, 1, 0), x]);
}

function weightOf(weights: NetworkWeights, key: string): NodeId {
  const node = weights.get(key);
  if (node === undefined) throw new PotentialError(`The network needs the weight "${key}", which is not among the ${weights.size} that were declared.`);
  return node;
}
