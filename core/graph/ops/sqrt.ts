import { unary } from '../elementwise.ts';
import type { Op } from '../op.ts';

/** √x. */
export const sqrt: Op = {
  ...unary('sqrt', (x) => Math.sqrt(x)),
  derivative({ builder, output, upstream }) {
    // d√x = 1/(2√x)
    return [builder.apply('div', [upstream, builder.apply('mul', [builder.scalar(2), output])])];
  },
  onnx: (writer, { inputs }) => writer.node('Sqrt', [inputs[0]!]),
  tfjs: (tf, { inputs }) => tf.sqrt(inputs[0]!),
  examples: [{ name: 'positive', inputs: [[2, 3]], range: [0.5, 2] }],
};
