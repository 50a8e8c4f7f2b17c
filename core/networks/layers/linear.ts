import { NetworkError } from '../network-error.ts';
import { affineWeights } from './affine.ts';
import type { LayerKind, LayerOf } from './layer-kind.ts';

/** x Wᵀ + b on a flat vector. */
export const linear: LayerKind<LayerOf<'linear'>> = {
  words: () => ({ type: 'linear', detail: '' }),
  shapeAfter({ out }, input, where) {
    if (input.length !== 1) throw new NetworkError(`${where} needs a flat vector; it is given [${input.join(', ')}]. Put a flatten layer before it.`);
    return [out];
  },
  weights: ({ key, out }, input) => affineWeights(key, [out, input[0]!]),
  apply(builder, { key }, x, context) {
    const transposed = builder.apply('transpose', [context.weight(`${key}.weight`)], { perm: [1, 0] });
    return builder.apply('add', [builder.apply('matmul', [x, transposed]), context.weight(`${key}.bias`)]);
  },
};
