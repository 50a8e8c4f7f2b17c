import { sizeOf } from '../../graph/program.ts';
import type { LayerKind, LayerOf } from './layer-kind.ts';

/** An image as one vector, row-major. */
export const flatten: LayerKind<LayerOf<'flatten'>> = {
  words: () => ({ type: 'flatten', detail: '' }),
  shapeAfter: (_layer, input) => [sizeOf(input)],
  apply(builder, _layer, x) {
    const [samples, ...rest] = builder.shapeOf(x);
    return builder.apply('reshape', [x], { shape: [samples!, sizeOf(rest)] });
  },
};
