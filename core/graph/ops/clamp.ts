import { GraphError } from '../graph-error.ts';
import { number } from '../attributes.ts';
import { unary } from '../elementwise.ts';
import type { Op } from '../op.ts';

/** x limited to [min, max]; derivative 1 inside and at the limits, 0 outside. */
export const clamp: Op = {
  ...unary('clamp', (x, attributes) => Math.min(Math.max(x, Number(attributes['min'])), Number(attributes['max']))),
  infer(inputs, attributes) {
    const min = number('clamp', attributes, 'min');
    const max = number('clamp', attributes, 'max');
    if (min > max) throw new GraphError(`clamp: min ${min} is above max ${max}.`);
    if (inputs.length !== 1) throw new GraphError(`clamp: takes 1 input, was given ${inputs.length}.`);
    return inputs[0]!;
  },
  derivative({ builder, inputs, output, upstream }) {
    const inside = builder.apply('equal', [inputs[0]!, output]);
    return [builder.apply('where', [inside, upstream, builder.scalar(0)])];
  },
  onnx: (writer, { inputs, attributes }) =>
    writer.node('Clip', [inputs[0]!, writer.floats([Number(attributes['min'])], []), writer.floats([Number(attributes['max'])], [])]),
  tfjs: (tf, { inputs, attributes }) => tf.clipByValue(inputs[0]!, Number(attributes['min']), Number(attributes['max'])),
  examples: [
    { name: 'inside', inputs: [[2, 3]], attributes: { min: -2, max: 2 } },
    { name: 'above', inputs: [[2, 3]], attributes: { min: -0.5, max: 0.25 }, range: [0.5, 1] },
  ],
};
