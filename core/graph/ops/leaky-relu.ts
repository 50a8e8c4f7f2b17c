import { number } from '../attributes.ts';
import { GraphError } from '../graph-error.ts';
import { unary } from '../elementwise.ts';
import type { Op } from '../op.ts';

/** x where x > 0, else slope·x, with 0 ≤ slope ≤ 1; derivative `slope` at 0, like PyTorch. */
export const leakyRelu: Op = {
  ...unary('leaky_relu', (x, attributes) => (x > 0 ? x : Number(attributes['slope']) * x)),
  infer(inputs, attributes) {
    const slope = number('leaky_relu', attributes, 'slope');
    // The derivative reads the sign of the result, which is that of x only for slopes that are not negative.
    if (slope < 0 || slope > 1) throw new GraphError(`leaky_relu: slope is ${slope}; it must lie in [0, 1].`);
    if (inputs.length !== 1) throw new GraphError(`leaky_relu: takes 1 input, was given ${inputs.length}.`);
    return inputs[0]!;
  },
  derivative: ({ builder, output, upstream, attributes }) => [
    // From the result, not from x: x then has one user, and engines fuse it with what made it.
    builder.apply('leaky_relu_gradient', [output, upstream], attributes),
  ],
  onnx: (writer, { inputs, attributes }) => writer.node('LeakyRelu', [inputs[0]!], { alpha: { float: Number(attributes['slope']) } }),
  tfjs: (tf, { inputs, attributes }) => tf.leakyRelu(inputs[0]!, Number(attributes['slope'])),
  examples: [
    { name: 'positive', inputs: [[2, 3]], attributes: { slope: 0.05 }, range: [0.2, 1] },
    { name: 'negative', inputs: [[2, 3]], attributes: { slope: 0.05 }, range: [-1, -0.2] },
  ],
};
