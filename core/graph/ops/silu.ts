import { unary } from '../elementwise.ts';
import type { Op } from '../op.ts';

/** x/(1 + e⁻ˣ), also called swish. */
export const silu: Op = {
  ...unary('silu', (x) => x / (1 + Math.exp(-x))),
  derivative({ builder, inputs, output, upstream }) {
    // d silu = σ(x)(1 + x − silu(x))
    const sigmoid = builder.apply('sigmoid', [inputs[0]!]);
    const rest = builder.apply('add', [builder.scalar(1), builder.apply('sub', [inputs[0]!, output])]);
    return [builder.apply('mul', [upstream, builder.apply('mul', [sigmoid, rest])])];
  },
  onnx: (writer, { inputs }) => writer.node('Mul', [inputs[0]!, writer.node('Sigmoid', [inputs[0]!])]),
  tfjs: (tf, { inputs }) => tf.mul(inputs[0]!, tf.sigmoid(inputs[0]!)),
  examples: [{ name: 'matrix', inputs: [[2, 3]] }],
};
