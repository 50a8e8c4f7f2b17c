import { GraphError } from '../graph-error.ts';
import { expectInputs, shapeText } from '../shapes.ts';
import { integers } from '../attributes.ts';
import { sizeOf } from '../program.ts';
import type { Op } from '../op.ts';

/** The same elements, row-major, under another `shape`. */
export const reshape: Op = {
  name: 'reshape',
  infer(inputs, attributes) {
    expectInputs('reshape', inputs, 1);
    const shape = integers('reshape', attributes, 'shape');
    if (shape.some((axis) => axis < 1) || sizeOf(shape) !== sizeOf(inputs[0]!)) {
      throw new GraphError(`reshape: ${shapeText(inputs[0]!)} has ${sizeOf(inputs[0]!)} elements and cannot take the shape ${shapeText(shape)}.`);
    }
    return shape;
  },
  derivative: ({ builder, inputs, upstream, shapeOf }) => [builder.apply('reshape', [upstream], { shape: shapeOf(inputs[0]!) })],
  onnx: (writer, { inputs, shape }) => writer.node('Reshape', [inputs[0]!, writer.ints(shape)]),
  tfjs: (tf, { inputs, shape }) => tf.reshape(inputs[0]!, [...shape]),
  evaluate: ([x]) => x!,
  examples: [
    { name: 'flatten', inputs: [[2, 3, 2]], attributes: { shape: [2, 6] } },
    { name: 'scalar', inputs: [[1, 1]], attributes: { shape: [] } },
  ],
};
