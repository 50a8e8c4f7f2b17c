import { unary } from '../elementwise.ts';
import type { Op } from '../op.ts';

/** log(1 + eˣ). */
export const softplus: Op = {
  ...unary('softplus', (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))),
  derivative({ builder, inputs, upstream }) {
    return [builder.apply('mul', [upstream, builder.apply('sigmoid', [inputs[0]!])])];
  },
  onnx: (writer, { inputs }) => writer.node('Softplus', [inputs[0]!]),
  tfjs: (tf, { inputs }) => tf.softplus(inputs[0]!),
  examples: [{ name: 'matrix', inputs: [[2, 3]] }],
};
