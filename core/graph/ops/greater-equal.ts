import { broadcasting } from '../elementwise.ts';
import type { Op } from '../op.ts';

/** 1 where a ≥ b, else 0, broadcasting; no derivative. */
export const greaterEqual: Op = {
  ...broadcasting('greater_equal', 2, (a, b) => (a! >= b! ? 1 : 0)),
  derivative: () => [null, null],
  onnx: (writer, { inputs }) => writer.fromBoolean(writer.node('GreaterOrEqual', [inputs[0]!, inputs[1]!])),
  tfjs: (tf, { inputs }) => tf.cast(tf.greaterEqual(inputs[0]!, inputs[1]!), 'float32'),
  examples: [
    { name: 'same shapes', inputs: [[2, 3], [2, 3]], nondifferentiable: [0, 1] },
    { name: 'broadcast', inputs: [[2, 3], [3]], nondifferentiable: [0, 1] },
  ],
};
