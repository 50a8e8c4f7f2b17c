import { broadcasting, toInput } from '../elementwise.ts';
import type { Op } from '../op.ts';

/** a − b, broadcasting. */
export const sub: Op = {
  ...broadcasting('sub', 2, (a, b) => a! - b!),
  derivative(context) {
    const { builder, upstream } = context;
    return [
      toInput(context, 0, () => upstream),
      toInput(context, 1, () => builder.apply('neg', [upstream])),
    ];
  },
  onnx: (writer, { inputs }) => writer.node('Sub', [inputs[0]!, inputs[1]!]),
  tfjs: (tf, { inputs }) => tf.sub(inputs[0]!, inputs[1]!),
  examples: [
    { name: 'same shapes', inputs: [[2, 3], [2, 3]] },
    { name: 'broadcast both ways', inputs: [[2, 1, 3], [4, 1]] },
    { name: 'scalar', inputs: [[2, 3], []] },
  ],
};
