import { unary } from '../elementwise.ts';
import type { Op } from '../op.ts';

/** −x. */
export const neg: Op = {
  ...unary('neg', (x) => -x),
  derivative({ builder, upstream }) {
    return [builder.apply('neg', [upstream])];
  },
  onnx: (writer, { inputs }) => writer.node('Neg', [inputs[0]!]),
  tfjs: (tf, { inputs }) => tf.neg(inputs[0]!),
  examples: [{ name: 'matrix', inputs: [[2, 3]] }],
};
