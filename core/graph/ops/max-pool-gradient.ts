import { GraphError } from '../graph-error.ts';
import { expectInputs, sameShape, shapeText } from '../shapes.ts';
import { firstLargest, joinWindows, windowAttributes } from '../onnx-pooling.ts';
import { fromWindowRows, largestRows } from '../tfjs-pooling.ts';
import { largestOffsets, pooledShape } from '../pooling.ts';
import type { Op } from '../op.ts';

/** Derivative of max_pool: inputs x [n,c,h,w] and g [n,c,oh,ow]; g at the (first) largest element of each window, 0 elsewhere. */
export const maxPoolGradient: Op = {
  name: 'max_pool_gradient',
  infer(inputs, attributes) {
    expectInputs('max_pool_gradient', inputs, 2);
    const pooled = pooledShape('max_pool_gradient', inputs, attributes);
    if (!sameShape(pooled, inputs[1]!)) throw new GraphError(`max_pool_gradient: g has shape ${shapeText(inputs[1]!)}; ${shapeText(inputs[0]!)} pools to ${shapeText(pooled)}.`);
    return inputs[0]!;
  },
  derivative: ({ builder, inputs, upstream, attributes }) => [null, builder.apply('max_pool_select', [inputs[0]!, upstream], attributes)],
  onnx(writer, { inputs, shapes, attributes, device }) {
    const size = Number(attributes['size']);
    if (device === 'cpu') {
      const [, indices] = writer.nodes('MaxPool', [inputs[0]!], 2, windowAttributes(size));
      return writer.node('MaxUnpool', [inputs[1]!, indices!, writer.ints(shapes[0]!)], windowAttributes(size));
    }
    const [n, c, oh, ow] = shapes[1] as [number, number, number, number];
    const spread = writer.node('Reshape', [inputs[1]!, writer.ints([n, c, oh, 1, ow, 1])]);
    const chosen = firstLargest(writer, inputs[0]!, shapes[0]!, size);
    return joinWindows(writer, writer.node('Where', [chosen, spread, writer.floats([0], [])]), shapes[0]!, size);
  },
  tfjs(tf, { inputs, shapes, attributes }) {
    const size = Number(attributes['size']);
    const rows = tf.mul(largestRows(tf, inputs[0]!, shapes[0]!, size), tf.expandDims(inputs[1]!, -1));
    return fromWindowRows(tf, rows, shapes[0]!, size);
  },
  evaluate([x, g], shapes, attributes) {
    const result = new Float64Array(x!.length);
    largestOffsets(x!, shapes[0]!, Number(attributes['size'])).forEach((offset, window) => (result[offset] = g![window]!));
    return result;
  },
  examples: [
    { name: '2×2', inputs: [[2, 2, 4, 4], [2, 2, 2, 2]], attributes: { size: 2 }, nondifferentiable: [0] },
    { name: '3×3 with a rest', inputs: [[1, 2, 7, 4], [1, 2, 2, 1]], attributes: { size: 3 }, nondifferentiable: [0] },
    { name: 'all equal', inputs: [[1, 2, 4, 4], [1, 2, 2, 2]], attributes: { size: 2 }, ranges: [[0.5, 0.5], [-1, 1]], nondifferentiable: [0] },
  ],
};
