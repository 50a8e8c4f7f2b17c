import type { Layer } from '../../contract/network.ts';
import { leakyRelu, relu, silu, softplus } from './activations.ts';
import { conv2d } from './conv2d.ts';
import { flatten } from './flatten.ts';
import type { LayerKind, LayerOf } from './layer-kind.ts';
import { linear } from './linear.ts';
import { nonlocal } from './nonlocal.ts';
import { averagePool, maxPool } from './pools.ts';
import { residual } from './residual.ts';

const kinds: { readonly [T in Layer['type']]: LayerKind<LayerOf<T>> } = {
  conv2d,
  linear,
  leaky_relu: leakyRelu,
  relu,
  silu,
  softplus,
  max_pool: maxPool,
  average_pool: averagePool,
  flatten,
  nonlocal,
  residual,
};

/** What is known of a layer's kind. */
export function kindOf(layer: Layer): LayerKind<Layer> {
  return kinds[layer.type];
}
