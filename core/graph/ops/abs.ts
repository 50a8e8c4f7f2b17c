import { unary } from '../elementwise.ts';
import type { Op } from '../op.ts';

/** |x|; derivative 0 at 0. */
export const abs: Op = {
  ...unary('abs', (x) => Math.abs(x)),
  derivative({ builder, inputs, upstream }) {
    return [builder.apply('mul', [upstream, builder.apply('sign', [inputs[0]!])])];
  },
  onnx: (writer, { inputs }) => writer.node('Abs', [inputs[0]!]),
  tfjs: (tf, { inputs }) => tf.abs(inputs[0]!),
  examples: [{ name: 'positive', inputs: [[2, 3]], range: [0.2, 1] }, { name: 'negative', inputs: [[2, 3]], range: [-1, -0.2] }],
};
