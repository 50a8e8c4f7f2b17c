import type { Layer } from '../../contract/network.ts';
import type { LayerKind, LayerOf } from './layer-kind.ts';

/** A function of each number by itself; the op of the graph has the name of the layer. */
function activation<L extends Layer>(title: string): LayerKind<L> {
  return {
    words: () => ({ type: title, detail: '' }),
    shapeAfter: (_layer, input) => input,
    apply: (builder, { type }, x) => builder.apply(type, [x]),
  };
}

export const relu = activation<LayerOf<'relu'>>('ReLU');
export const silu = activation<LayerOf<'silu'>>('SiLU');
export const softplus = activation<LayerOf<'softplus'>>('softplus');

/** x where x ≥ 0, slope·x below. */
export const leakyRelu: LayerKind<LayerOf<'leaky_relu'>> = {
  words: ({ slope }) => ({ type: 'LeakyReLU', detail: `slope ${slope}` }),
  shapeAfter: (_layer, input) => input,
  apply: (builder, { slope }, x) => builder.apply('leaky_relu', [x], { slope }),
};
