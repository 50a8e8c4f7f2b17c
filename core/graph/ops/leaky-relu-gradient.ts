import { channelBlock, leakySlopes } from '../onnx-leaky-mask.ts';
import { sameShape } from '../shapes.ts';
import { broadcasting, toInput } from '../elementwise.ts';
import type { Op } from '../op.ts';

/** Derivative of leaky_relu: inputs y (its result, or its input: only the sign counts) and g; g where y > 0, else slope·g. */
export const leakyReluGradient: Op = {
  ...broadcasting('leaky_relu_gradient', 2, () => 0),
  evaluate([y, g], shapes, attributes, outputShape) {
    const slope = Number(attributes['slope']);
    return broadcasting('leaky_relu_gradient', 2, (sign, value) => (sign! > 0 ? value! : slope * value!)).evaluate([y!, g!], shapes, attributes, outputShape);
  },
  derivative(context) {
    const { builder, inputs, upstream, attributes } = context;
    return [null, toInput(context, 1, () => builder.apply('leaky_relu_gradient', [inputs[0]!, upstream], attributes))];
  },
  onnx(writer, { inputs, shapes, shape, attributes, device }) {
    const slope = Number(attributes['slope']);
    if (device === 'cpu' && shape.length === 4 && shape[1]! % channelBlock === 0 && sameShape(shapes[0]!, shape)) {
      return writer.node('Mul', [inputs[1]!, leakySlopes(writer, inputs[0]!, shape, slope)]);
    }
    const positive = writer.node('Greater', [inputs[0]!, writer.floats([0], [])]);
    const scaled = slope === 0 ? writer.floats([0], []) : writer.node('Mul', [inputs[1]!, writer.floats([slope], [])]);
    return writer.node('Where', [positive, inputs[1]!, scaled]);
  },
  tfjs(tf, { inputs, attributes }) {
    const slope = Number(attributes['slope']);
    return tf.mul(inputs[1]!, tf.add(tf.mul(tf.step(inputs[0]!), 1 - slope), slope));
  },
  examples: [
    { name: 'both signs', inputs: [[2, 3], [2, 3]], attributes: { slope: 0.05 }, nondifferentiable: [0] },
    { name: 'slope 0, broadcast', inputs: [[2, 3], [1, 3]], attributes: { slope: 0 }, nondifferentiable: [0] },
  ],
};
