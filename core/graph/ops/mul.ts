import { broadcasting, toInput } from '../elementwise.ts';
import type { Op } from '../op.ts';

/** a·b, broadcasting. */
export const mul: Op = {
  ...broadcasting('mul', 2, (a, b) => a! * b!),
  derivative(context) {
    const { builder, inputs, upstream } = context;
    return [
      toInput(context, 0, () => builder.apply('mul', [upstream, inputs[1]!])),
      toInput(context, 1, () => builder.apply('mul', [upstream, inputs[0]!])),
    ];
  },
  onnx: (writer, { inputs }) => writer.node('Mul', [inputs[0]!, inputs[1]!]),
  tfjs: (tf, { inputs }) => tf.mul(inputs[0]!, inputs[1]!),
  examples: [
    { name: 'same shapes', inputs: [[2, 3], [2, 3]] },
    { name: 'broadcast both ways', inputs: [[2, 1, 3], [4, 1]] },
    { name: 'scalar', inputs: [[2, 3], []] },
  ],
};
