import { GraphError } from '../graph-error.ts';
import { broadcastShapes, expectInputs, sameShape, shapeText } from '../shapes.ts';
import { integers } from '../attributes.ts';
import { stretch, toInput } from '../elementwise.ts';
import type { Op } from '../op.ts';

/** x stretched to `shape` by numpy's rule. */
export const broadcastTo: Op = {
  name: 'broadcast_to',
  infer(inputs, attributes) {
    expectInputs('broadcast_to', inputs, 1);
    const shape = integers('broadcast_to', attributes, 'shape');
    if (shape.some((axis) => axis < 1) || !sameShape(broadcastShapes('broadcast_to', inputs[0]!, shape), shape)) {
      throw new GraphError(`broadcast_to: ${shapeText(inputs[0]!)} does not stretch to ${shapeText(shape)}.`);
    }
    return shape;
  },
  derivative: (context) => [toInput(context, 0, () => context.upstream)],
  onnx: (writer, { inputs, shape }) => writer.node('Expand', [inputs[0]!, writer.ints(shape)]),
  tfjs: (tf, { inputs, shape }) => tf.broadcastTo(inputs[0]!, [...shape]),
  evaluate: ([x], shapes, _attributes, outputShape) => stretch(x!, shapes[0]!, outputShape),
  examples: [
    { name: 'new axes', inputs: [[3]], attributes: { shape: [2, 4, 3] } },
    { name: 'stretched axis', inputs: [[2, 1, 3]], attributes: { shape: [2, 4, 3] } },
  ],
};
