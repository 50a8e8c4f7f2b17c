import { GraphError } from '../graph-error.ts';
import { expectInputs, forEachOffset, shapeText, stridesOf } from '../shapes.ts';
import { integers } from '../attributes.ts';
import type { Op } from '../op.ts';

/** The block from `starts` up to, not including, `ends`: one number of each for every axis. */
export const slice: Op = {
  name: 'slice',
  infer(inputs, attributes) {
    expectInputs('slice', inputs, 1);
    const shape = inputs[0]!;
    const starts = integers('slice', attributes, 'starts');
    const ends = integers('slice', attributes, 'ends');
    const fits = starts.length === shape.length && ends.length === shape.length && shape.every((size, axis) => starts[axis]! >= 0 && starts[axis]! < ends[axis]! && ends[axis]! <= size);
    if (!fits) throw new GraphError(`slice: starts [${starts.join(', ')}] and ends [${ends.join(', ')}] do not name a block of shape ${shapeText(shape)}.`);
    return starts.map((start, axis) => ends[axis]! - start);
  },
  derivative({ builder, inputs, upstream, attributes, shapeOf }) {
    const ends = attributes['ends'] as readonly number[];
    const after = shapeOf(inputs[0]!).map((size, axis) => size - ends[axis]!);
    return [builder.apply('pad', [upstream], { before: attributes['starts'] as readonly number[], after })];
  },
  onnx(writer, { inputs, shapes, attributes }) {
    const starts = attributes['starts'] as readonly number[];
    const ends = attributes['ends'] as readonly number[];
    const cut = shapes[0]!.map((_, axis) => axis).filter((axis) => starts[axis] !== 0 || ends[axis] !== shapes[0]![axis]);
    if (cut.length === 0) return writer.node('Identity', [inputs[0]!]);
    return writer.node('Slice', [inputs[0]!, writer.ints(cut.map((axis) => starts[axis]!)), writer.ints(cut.map((axis) => ends[axis]!)), writer.ints(cut)]);
  },
  tfjs: (tf, { inputs, shape, attributes }) => tf.slice(inputs[0]!, [...(attributes['starts'] as readonly number[])], [...shape]),
  evaluate([x], shapes, attributes, outputShape) {
    const strides = stridesOf(shapes[0]!);
    const start = (attributes['starts'] as readonly number[]).reduce((offset, at, axis) => offset + at * strides[axis]!, 0);
    const result = new Float64Array(outputShape.reduce((size, axis) => size * axis, 1));
    forEachOffset(outputShape, strides, start, (index, offset) => {
      result[index] = x![offset]!;
    });
    return result;
  },
  examples: [
    { name: 'inner block', inputs: [[3, 4]], attributes: { starts: [1, 1], ends: [3, 3] } },
    { name: 'one axis', inputs: [[2, 4, 2]], attributes: { starts: [0, 2, 0], ends: [2, 4, 2] } },
  ],
};
