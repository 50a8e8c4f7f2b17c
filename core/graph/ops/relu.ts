import { unary } from '../elementwise.ts';
import type { Op } from '../op.ts';

/** max(x, 0); derivative 0 at 0, like PyTorch. */
export const relu: Op = {
  ...unary('relu', (x) => Math.max(x, 0)),
  derivative({ builder, output, upstream }) {
    return [builder.apply('leaky_relu_gradient', [output, upstream], { slope: 0 })];
  },
  onnx: (writer, { inputs }) => writer.node('Relu', [inputs[0]!]),
  tfjs: (tf, { inputs }) => tf.relu(inputs[0]!),
  examples: [{ name: 'positive', inputs: [[2, 3]], range: [0.2, 1] }, { name: 'negative', inputs: [[2, 3]], range: [-1, -0.2] }],
};
