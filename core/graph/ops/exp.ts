import { unary } from '../elementwise.ts';
import type { Op } from '../op.ts';

/** eˣ. */
export const exp: Op = {
  ...unary('exp', (x) => Math.exp(x)),
  derivative({ builder, output, upstream }) {
    return [builder.apply('mul', [upstream, output])];
  },
  onnx: (writer, { inputs }) => writer.node('Exp', [inputs[0]!]),
  tfjs: (tf, { inputs }) => tf.exp(inputs[0]!),
  examples: [{ name: 'matrix', inputs: [[2, 3]] }],
};
