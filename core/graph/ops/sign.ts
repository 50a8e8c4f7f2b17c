import { unary } from '../elementwise.ts';
import type { Op } from '../op.ts';

/** −1, 0 or 1; no derivative. */
export const sign: Op = {
  ...unary('sign', (x) => Math.sign(x)),
  derivative() {
    return [null];
  },
  onnx(writer, { inputs, device }) {
    if (device !== 'webgpu') return writer.node('Sign', [inputs[0]!]);
    // ONNX Runtime's WebGPU has no Sign.
    const zero = writer.floats([0], []);
    const compared = (type: string) => writer.fromBoolean(writer.node(type, [inputs[0]!, zero]));
    return writer.node('Sub', [compared('Greater'), compared('Less')]);
  },
  tfjs: (tf, { inputs }) => tf.sign(inputs[0]!),
  examples: [{ name: 'matrix', inputs: [[2, 3]], nondifferentiable: [0] }],
};
