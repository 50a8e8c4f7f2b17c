import { unary } from '../elementwise.ts';
import type { Op } from '../op.ts';

/** The error function, 2/√π ∫₀ˣ e^(−t²) dt: what GELU is made of. */
export const erf: Op = {
  ...unary('erf', errorFunction),
  derivative({ builder, inputs, upstream }) {
    const bell = builder.apply('exp', [builder.apply('neg', [builder.apply('square', [inputs[0]!])])]);
    return [builder.apply('mul', [upstream, builder.apply('mul', [bell, builder.scalar(2 / Math.sqrt(Math.PI))])])];
  },
  onnx: (writer, { inputs }) => writer.node('Erf', [inputs[0]!]),
  tfjs: (tf, { inputs }) => tf.erf(inputs[0]!),
  examples: [
    { name: 'matrix', inputs: [[2, 3]] },
    { name: 'tails', inputs: [[2, 3]], range: [1, 4] },
  ],
};

/** By 2/√π e^(−x²) Σ 2ⁿ x²ⁿ⁺¹/(2n+1)!!: all terms have one sign, so that nothing cancels. */
function errorFunction(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let term = x;
  let total = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(total); n++) total += term *= (2 * x * x) / (2 * n + 1);
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * total;
}
