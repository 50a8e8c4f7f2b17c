import type { NodeId } from '../../graph/program.ts';
import { NetworkError } from '../network-error.ts';
import { affineWeights } from './affine.ts';
import { convolve } from './conv2d.ts';
import { imageShape } from './layer-kind.ts';
import type { LayerKind, LayerOf } from './layer-kind.ts';

/** Self-attention between the positions of an image: y = softmax(θᵀφ over positions) g, then W(y) + x; φ and g are pooled 2 × 2 (science.md, section 2). */
export const nonlocal: LayerKind<LayerOf<'nonlocal'>> = {
  words: ({ hidden }) => ({ type: 'non-local block', detail: `${hidden} hidden channels` }),
  shapeAfter(_layer, input, where) {
    const [, height, width] = imageShape(input, where);
    if (height < 2 || width < 2) throw new NetworkError(`${where} pools 2 x 2; the image is ${height} x ${width}.`);
    return input;
  },
  weights({ key, hidden }, input) {
    const inward = [hidden, input[0]!, 1, 1];
    return [
      ...affineWeights(`${key}.g.0`, inward),
      ...affineWeights(`${key}.W`, [input[0]!, hidden, 1, 1], true),
      ...affineWeights(`${key}.theta`, inward),
      ...affineWeights(`${key}.phi.0`, inward),
    ];
  },
  apply(builder, { key, hidden }, x, context) {
    const [samples, , height, width] = builder.shapeOf(x) as [number, number, number, number];
    const project = (name: string) => convolve(builder, `${key}.${name}`, x, context, 1, 0);
    const pooled = (node: NodeId) => builder.apply('max_pool', [node], { size: 2 });
    // [n, hidden, h, w] as [n, hidden, positions], or as [n, positions, hidden].
    const flat = (node: NodeId) => {
      const [n, c, h, w] = builder.shapeOf(node) as [number, number, number, number];
      return builder.apply('reshape', [node], { shape: [n, c, h * w] });
    };
    const swap = (node: NodeId) => builder.apply('transpose', [node], { perm: [0, 2, 1] });

    const theta = swap(flat(project('theta')));
    const phi = flat(pooled(project('phi.0')));
    const g = swap(flat(pooled(project('g.0'))));
    const attention = builder.apply('softmax', [builder.apply('matmul', [theta, phi])], { axis: 2 });
    const y = builder.apply('reshape', [swap(builder.apply('matmul', [attention, g]))], { shape: [samples, hidden, height, width] });
    return builder.apply('add', [convolve(builder, `${key}.W`, y, context, 1, 0), x]);
  },
};
