import { unary } from '../elementwise.ts';
import type { Op } from '../op.ts';

/** x². */
export const square: Op = {
  ...unary('square', (x) => x * x),
  derivative({ builder, inputs, upstream }) {
    return [builder.apply('mul', [upstream, builder.apply('mul', [builder.scalar(2), inputs[0]!])])];
  },
  onnx: (writer, { inputs }) => writer.node('Mul', [inputs[0]!, inputs[0]!]),
  tfjs: (tf, { inputs }) => tf.square(inputs[0]!),
  examples: [{ name: 'matrix', inputs: [[2, 3]] }],
};
