import { GraphError } from '../graph-error.ts';
import { expectInputs, forEachOffset, shapeText, stridesOf } from '../shapes.ts';
import { integers } from '../attributes.ts';
import type { Op } from '../op.ts';

/** x with zeros added: `before` and `after`, one number of each for every axis. */
export const pad: Op = {
  name: 'pad',
  infer(inputs, attributes) {
    expectInputs('pad', inputs, 1);
    const shape = inputs[0]!;
    const before = integers('pad', attributes, 'before');
    const after = integers('pad', attributes, 'after');
    const fits = before.length === shape.length && after.length === shape.length && [...before, ...after].every((count) => count >= 0);
    if (!fits) throw new GraphError(`pad: before [${before.join(', ')}] and after [${after.join(', ')}] must each hold one count (0 or more) for every axis of ${shapeText(shape)}.`);
    return shape.map((size, axis) => before[axis]! + size + after[axis]!);
  },
  derivative({ builder, inputs, upstream, attributes, shapeOf }) {
    const before = attributes['before'] as readonly number[];
    const ends = shapeOf(inputs[0]!).map((size, axis) => before[axis]! + size);
    return [builder.apply('slice', [upstream], { starts: before, ends })];
  },
  onnx: (writer, { inputs, attributes }) =>
    writer.node('Pad', [inputs[0]!, writer.ints([...(attributes['before'] as readonly number[]), ...(attributes['after'] as readonly number[])])], { mode: { string: 'constant' } }),
  tfjs(tf, { inputs, attributes }) {
    const after = attributes['after'] as readonly number[];
    return tf.pad(inputs[0]!, (attributes['before'] as readonly number[]).map((count, axis) => [count, after[axis]!] as [number, number]));
  },
  evaluate([x], shapes, attributes, outputShape) {
    const strides = stridesOf(outputShape);
    const start = (attributes['before'] as readonly number[]).reduce((offset, at, axis) => offset + at * strides[axis]!, 0);
    const result = new Float64Array(outputShape.reduce((size, axis) => size * axis, 1));
    forEachOffset(shapes[0]!, strides, start, (index, offset) => {
      result[offset] = x![index]!;
    });
    return result;
  },
  examples: [{ name: 'matrix', inputs: [[2, 3]], attributes: { before: [1, 0], after: [0, 2] } }],
};
