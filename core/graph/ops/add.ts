import { broadcasting, toInput } from '../elementwise.ts';
import type { Op } from '../op.ts';

/** a + b, broadcasting. */
export const add: Op = {
  ...broadcasting('add', 2, (a, b) => a! + b!),
  derivative(context) {
    const { upstream } = context;
    return [
      toInput(context, 0, () => upstream),
      toInput(context, 1, () => upstream),
    ];
  },
  onnx: (writer, { inputs }) => writer.node('Add', [inputs[0]!, inputs[1]!]),
  tfjs: (tf, { inputs }) => tf.add(inputs[0]!, inputs[1]!),
  examples: [
    { name: 'same shapes', inputs: [[2, 3], [2, 3]] },
    { name: 'broadcast both ways', inputs: [[2, 1, 3], [4, 1]] },
    { name: 'scalar', inputs: [[2, 3], []] },
  ],
};
