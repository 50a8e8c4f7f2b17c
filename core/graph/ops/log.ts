import { unary } from '../elementwise.ts';
import type { Op } from '../op.ts';

/** Natural logarithm. */
export const log: Op = {
  ...unary('log', (x) => Math.log(x)),
  derivative({ builder, inputs, upstream }) {
    return [builder.apply('div', [upstream, inputs[0]!])];
  },
  onnx: (writer, { inputs }) => writer.node('Log', [inputs[0]!]),
  tfjs: (tf, { inputs }) => tf.log(inputs[0]!),
  examples: [{ name: 'positive', inputs: [[2, 3]], range: [0.5, 2] }],
};
