import { broadcasting, toInput } from '../elementwise.ts';
import type { Op } from '../op.ts';

/** a/b, broadcasting. */
export const div: Op = {
  ...broadcasting('div', 2, (a, b) => a! / b!),
  derivative(context) {
    const { builder, inputs, output, upstream } = context;
    return [
      toInput(context, 0, () => builder.apply('div', [upstream, inputs[1]!])),
      toInput(context, 1, () => builder.apply('neg', [builder.apply('div', [builder.apply('mul', [upstream, output]), inputs[1]!])])),
    ];
  },
  onnx: (writer, { inputs }) => writer.node('Div', [inputs[0]!, inputs[1]!]),
  tfjs: (tf, { inputs }) => tf.div(inputs[0]!, inputs[1]!),
  examples: [
    { name: 'same shapes', inputs: [[2, 3], [2, 3]], range: [0.5, 2] },
    { name: 'broadcast both ways', inputs: [[2, 1, 3], [4, 1]], range: [0.5, 2] },
    { name: 'scalar', inputs: [[2, 3], []], range: [0.5, 2] },
  ],
};
