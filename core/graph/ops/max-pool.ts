import { expectInputs } from '../shapes.ts';
import { largestOffsets, pooledShape } from '../pooling.ts';
import { windowAttributes } from '../onnx-pooling.ts';
import { windowRows } from '../tfjs-pooling.ts';
import type { Op } from '../op.ts';

/** Largest element of each `size`×`size` window of x [n,c,h,w]; where several are largest the first takes the derivative, like PyTorch. */
export const maxPool: Op = {
  name: 'max_pool',
  infer(inputs, attributes) {
    expectInputs('max_pool', inputs, 1);
    return pooledShape('max_pool', inputs, attributes);
  },
  derivative: ({ builder, inputs, upstream, attributes }) => [builder.apply('max_pool_gradient', [inputs[0]!, upstream], attributes)],
  onnx: (writer, { inputs, attributes }) => writer.node('MaxPool', [inputs[0]!], windowAttributes(Number(attributes['size']))),
  tfjs: (tf, { inputs, shapes, attributes }) => tf.max(windowRows(tf, inputs[0]!, shapes[0]!, Number(attributes['size'])), -1),
  evaluate: ([x], shapes, attributes) => Float64Array.from(largestOffsets(x!, shapes[0]!, Number(attributes['size'])), (offset) => x![offset]!),
  examples: [
    { name: '2×2', inputs: [[2, 2, 4, 4]], attributes: { size: 2 } },
    { name: '3×3 with a rest', inputs: [[1, 2, 7, 4]], attributes: { size: 3 } },
  ],
};
