import { unary } from '../elementwise.ts';
import { sine } from '../onnx-sine.ts';
import type { Op } from '../op.ts';

/** The cosine. */
export const cos: Op = {
  ...unary('cos', (x) => Math.cos(x)),
  derivative: ({ builder, inputs, upstream }) => [builder.apply('neg', [builder.apply('mul', [upstream, builder.apply('sin', [inputs[0]!])])])],
  onnx: (writer, { inputs, device }) => (device === 'webgpu' ? sine(writer, inputs[0]!, 1) : writer.node('Cos', [inputs[0]!])),
  tfjs: (tf, { inputs }) => tf.cos(inputs[0]!),
  examples: [{ name: 'matrix', inputs: [[2, 3]], range: [-3, 3] }],
};
