import { broadcasting, toInput } from '../elementwise.ts';
import type { Op } from '../op.ts';

/** a where the condition is not 0, else b: inputs condition, a, b, broadcasting; no derivative in the condition. */
export const where: Op = {
  ...broadcasting('where', 3, (condition, a, b) => (condition !== 0 ? a! : b!)),
  derivative(context) {
    const { builder, inputs, upstream } = context;
    const zero = builder.scalar(0);
    return [
      null,
      toInput(context, 1, () => builder.apply('where', [inputs[0]!, upstream, zero])),
      toInput(context, 2, () => builder.apply('where', [inputs[0]!, zero, upstream])),
    ];
  },
  onnx: (writer, { inputs }) => writer.node('Where', [writer.toBoolean(inputs[0]!), inputs[1]!, inputs[2]!]),
  tfjs: (tf, { inputs, shape }) => {
    const stretched = (index: number) => tf.broadcastTo(inputs[index]!, [...shape]);
    return tf.where(tf.cast(stretched(0), 'bool'), stretched(1), stretched(2));
  },
  examples: [
    { name: 'true', inputs: [[2, 3], [2, 3], [2, 3]], ranges: [[1, 1], [-1, 1], [-1, 1]], nondifferentiable: [0] },
    { name: 'false, broadcast', inputs: [[2, 1], [3], []], ranges: [[0, 0], [-1, 1], [-1, 1]], nondifferentiable: [0] },
  ],
};
