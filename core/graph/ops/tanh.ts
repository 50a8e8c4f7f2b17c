import { unary } from '../elementwise.ts';
import type { Op } from '../op.ts';

/** Hyperbolic tangent. */
export const tanh: Op = {
  ...unary('tanh', (x) => Math.tanh(x)),
  derivative({ builder, output, upstream }) {
    const slope = builder.apply('sub', [builder.scalar(1), builder.apply('square', [output])]);
    return [builder.apply('mul', [upstream, slope])];
  },
  onnx: (writer, { inputs }) => writer.node('Tanh', [inputs[0]!]),
  tfjs: (tf, { inputs }) => tf.tanh(inputs[0]!),
  examples: [{ name: 'matrix', inputs: [[2, 3]] }],
};
