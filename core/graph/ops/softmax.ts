import { axisOf } from '../attributes.ts';
import { expectInputs, forEachOffset, stridesOf } from '../shapes.ts';
import type { Op } from '../op.ts';

/** eˣ/Σeˣ along `axis` (negative ones count from the end). */
export const softmax: Op = {
  name: 'softmax',
  infer(inputs, attributes) {
    expectInputs('softmax', inputs, 1);
    axisOf('softmax', attributes, inputs[0]!.length);
    return inputs[0]!;
  },
  derivative({ builder, output, upstream, attributes, shapeOf }) {
    // dx = y (g − Σ g y)
    const weighted = builder.apply('mul', [upstream, output]);
    const axis = axisOf('softmax', attributes, shapeOf(output).length);
    const total = builder.apply('sum', [weighted], { axes: [axis], keep_dims: true });
    return [builder.apply('mul', [output, builder.apply('sub', [upstream, total])])];
  },
  onnx: (writer, { inputs, shape, attributes }) => writer.node('Softmax', [inputs[0]!], { axis: { int: axisOf('softmax', attributes, shape.length) } }),
  tfjs(tf, { inputs, shape, attributes }) {
    const axis = axisOf('softmax', attributes, shape.length);
    if (axis === shape.length - 1) return tf.softmax(inputs[0]!);
    // TensorFlow.js knows the last axis only.
    const perm = shape.map((_, at) => at).filter((at) => at !== axis).concat(axis);
    const result = tf.softmax(tf.transpose(inputs[0]!, perm));
    return tf.transpose(result, perm.map((_, at) => perm.indexOf(at)));
  },
  evaluate([x], shapes, attributes) {
    const shape = shapes[0]!;
    const axis = axisOf('softmax', attributes, shape.length);
    const strides = stridesOf(shape);
    const result = new Float64Array(x!.length);
    const step = strides[axis]!;
    const length = shape[axis]!;
    forEachOffset(shape.map((size, at) => (at === axis ? 1 : size)), strides, 0, (_, start) => {
      let top = -Infinity;
      for (let i = 0; i < length; i++) top = Math.max(top, x![start + i * step]!);
      let total = 0;
      for (let i = 0; i < length; i++) total += result[start + i * step] = Math.exp(x![start + i * step]! - top);
      for (let i = 0; i < length; i++) result[start + i * step]! /= total;
    });
    return result;
  },
  examples: [
    { name: 'last axis', inputs: [[2, 3]], attributes: { axis: -1 } },
    { name: 'middle axis', inputs: [[2, 3, 2]], attributes: { axis: 1 } },
  ],
};
