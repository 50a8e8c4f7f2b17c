import { number } from '../attributes.ts';
import { unary } from '../elementwise.ts';
import { expectInputs } from '../shapes.ts';
import type { Op } from '../op.ts';

/** x to a constant power (attribute `exponent`). */
export const pow: Op = {
  ...unary('pow', (x, attributes) => x ** Number(attributes['exponent'])),
  infer(inputs, attributes) {
    expectInputs('pow', inputs, 1);
    number('pow', attributes, 'exponent');
    return inputs[0]!;
  },
  derivative({ builder, inputs, upstream, attributes }) {
    const exponent = Number(attributes['exponent']);
    const slope = builder.apply('mul', [builder.scalar(exponent), builder.apply('pow', [inputs[0]!], { exponent: exponent - 1 })]);
    return [builder.apply('mul', [upstream, slope])];
  },
  onnx: (writer, { inputs, attributes }) => writer.node('Pow', [inputs[0]!, writer.floats([Number(attributes['exponent'])], [])]),
  tfjs: (tf, { inputs, attributes }) => tf.pow(inputs[0]!, tf.scalar(Number(attributes['exponent']))),
  examples: [
    { name: 'fraction', inputs: [[2, 3]], attributes: { exponent: 1.5 }, range: [0.5, 2] },
    { name: 'negative', inputs: [[2, 3]], attributes: { exponent: -1 }, range: [0.5, 2] },
  ],
};
