import { broadcasting, toInput } from '../elementwise.ts';
import type { Op } from '../op.ts';

/** The larger of a and b, broadcasting; where equal, the derivative goes to a. */
export const maximum: Op = {
  ...broadcasting('maximum', 2, (a, b) => Math.max(a!, b!)),
  derivative(context) {
    const { builder, inputs, upstream } = context;
    const second = builder.apply('greater', [inputs[1]!, inputs[0]!]);
    return [
      toInput(context, 0, () => builder.apply('sub', [upstream, builder.apply('mul', [upstream, second])])),
      toInput(context, 1, () => builder.apply('mul', [upstream, second])),
    ];
  },
  onnx: (writer, { inputs }) => writer.node('Max', [inputs[0]!, inputs[1]!]),
  tfjs: (tf, { inputs }) => tf.maximum(inputs[0]!, inputs[1]!),
  examples: [
    { name: 'same shapes', inputs: [[2, 3], [2, 3]] },
    { name: 'broadcast both ways', inputs: [[2, 1, 3], [4, 1]] },
    { name: 'scalar', inputs: [[2, 3], []] },
  ],
};
