import { unary } from '../elementwise.ts';
import type { Op } from '../op.ts';

/** 1/(1 + e⁻ˣ). */
export const sigmoid: Op = {
  ...unary('sigmoid', (x) => 1 / (1 + Math.exp(-x))),
  derivative({ builder, output, upstream }) {
    const slope = builder.apply('mul', [output, builder.apply('sub', [builder.scalar(1), output])]);
    return [builder.apply('mul', [upstream, slope])];
  },
  onnx: (writer, { inputs }) => writer.node('Sigmoid', [inputs[0]!]),
  tfjs: (tf, { inputs }) => tf.sigmoid(inputs[0]!),
  examples: [{ name: 'matrix', inputs: [[2, 3]] }],
};
