import { unary } from '../elementwise.ts';
import { sine } from '../onnx-sine.ts';
import type { Op } from '../op.ts';

/** The sine. */
export const sin: Op = {
  ...unary('sin', (x) => Math.sin(x)),
  derivative: ({ builder, inputs, upstream }) => [builder.apply('mul', [upstream, builder.apply('cos', [inputs[0]!])])],
  onnx: (writer, { inputs, device }) => (device === 'webgpu' ? sine(writer, inputs[0]!, 0) : writer.node('Sin', [inputs[0]!])),
  tfjs: (tf, { inputs }) => tf.sin(inputs[0]!),
  examples: [{ name: 'matrix', inputs: [[2, 3]], range: [-3, 3] }],
};
