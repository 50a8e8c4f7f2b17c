import { NetworkError } from '../network-error.ts';
import type { LayerKind, LayerOf } from './layer-kind.ts';

/** A block that adds its input to what the layers inside it give out. */
export const residual: LayerKind<LayerOf<'residual'>> = {
  words: () => ({ type: 'residual block', detail: 'adds its input to what its layers give' }),
  inside: ({ layers }) => layers,
  shapeAfter(_layer, input, where, inside) {
    if (inside.join() !== input.join()) {
      throw new NetworkError(`${where} adds its input [${input.join(', ')}] to its layers' result [${inside.join(', ')}]: they must have one shape.`);
    }
    return input;
  },
  apply: (builder, { layers }, x, context) => builder.apply('add', [context.applyAll(layers, x), x]),
};
