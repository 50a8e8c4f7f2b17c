import { GraphError } from '../graph-error.ts';
import { expectInputs, sameShape, shapeText } from '../shapes.ts';
import { firstLargest, splitWindows, windowAttributes } from '../onnx-pooling.ts';
import { largestOffsets, pooledShape } from '../pooling.ts';
import { largestRows, windowRows } from '../tfjs-pooling.ts';
import type { Op } from '../op.ts';

/** Inputs x and v [n,c,h,w]: the value of v where x is (first) largest, for each window; the derivative of max_pool_gradient. */
export const maxPoolSelect: Op = {
  name: 'max_pool_select',
  infer(inputs, attributes) {
    expectInputs('max_pool_select', inputs, 2);
    if (!sameShape(inputs[0]!, inputs[1]!)) throw new GraphError(`max_pool_select: x has shape ${shapeText(inputs[0]!)} and v ${shapeText(inputs[1]!)}; they must agree.`);
    return pooledShape('max_pool_select', inputs, attributes);
  },
  derivative: ({ builder, inputs, upstream, attributes }) => [null, builder.apply('max_pool_gradient', [inputs[0]!, upstream], attributes)],
  onnx(writer, { inputs, shapes, attributes, device }) {
    const size = Number(attributes['size']);
    if (device === 'cpu') {
      const [, indices] = writer.nodes('MaxPool', [inputs[0]!], 2, windowAttributes(size));
      return writer.node('Gather', [writer.node('Reshape', [inputs[1]!, writer.ints([-1])]), indices!]);
    }
    const chosen = firstLargest(writer, inputs[0]!, shapes[0]!, size);
    const windows = splitWindows(writer, inputs[1]!, shapes[1]!, size);
    const kept = writer.node('Where', [chosen, windows.value, writer.floats([0], [])]);
    return writer.node('ReduceSum', [kept, writer.ints([3, 5])], { keepdims: { int: 0 } });
  },
  tfjs(tf, { inputs, shapes, attributes }) {
    const size = Number(attributes['size']);
    return tf.sum(tf.mul(largestRows(tf, inputs[0]!, shapes[0]!, size), windowRows(tf, inputs[1]!, shapes[1]!, size)), -1);
  },
  evaluate: ([x, v], shapes, attributes) => Float64Array.from(largestOffsets(x!, shapes[0]!, Number(attributes['size'])), (offset) => v![offset]!),
  examples: [
    { name: '2×2', inputs: [[2, 2, 4, 4], [2, 2, 4, 4]], attributes: { size: 2 }, nondifferentiable: [0] },
    { name: 'all equal', inputs: [[1, 2, 5, 4], [1, 2, 5, 4]], attributes: { size: 2 }, ranges: [[0.5, 0.5], [-1, 1]], nondifferentiable: [0] },
  ],
};
