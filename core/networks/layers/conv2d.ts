import type { Builder } from '../../graph/builder.ts';
import type { NodeId } from '../../graph/program.ts';
import { NetworkError } from '../network-error.ts';
import { affineWeights } from './affine.ts';
import { imageShape } from './layer-kind.ts';
import type { LayerContext, LayerKind, LayerOf } from './layer-kind.ts';

/** A convolution with bias: square kernel, one stride and one padding for both sides. */
export const conv2d: LayerKind<LayerOf<'conv2d'>> = {
  words: ({ kernel, stride, padding }) => ({ type: 'convolution', detail: `${kernel} × ${kernel}, stride ${stride}, padding ${padding}` }),
  shapeAfter({ out, kernel, stride, padding }, input, where) {
    const [, height, width] = imageShape(input, where);
    const after = (side: number) => Math.floor((side + 2 * padding - kernel) / stride) + 1;
    const shape = [out, after(height), after(width)];
    if (!shape.every((axis) => axis >= 1)) {
      throw new NetworkError(`${where}: a kernel of ${kernel} with padding ${padding} does not fit an image of ${height} x ${width}.`);
    }
    return shape;
  },
  weights: ({ key, out, kernel }, input) => affineWeights(key, [out, input[0]!, kernel, kernel]),
  apply: (builder, { key, stride, padding }, x, context) => convolve(builder, key, x, context, stride, padding),
};

/** Adds a convolution by the tensors `<key>.weight` and `<key>.bias`. */
export function convolve(builder: Builder, key: string, x: NodeId, context: LayerContext, stride: number, padding: number): NodeId {
  return builder.apply('conv2d', [x, context.weight(`${key}.weight`), context.weight(`${key}.bias`)], { stride, padding });
}
