import { sum } from './sum.ts';
import { axesOf } from '../attributes.ts';
import { sizeOf } from '../program.ts';
import type { Op } from '../op.ts';
import type { Attributes, Shape } from '../program.ts';

/** Mean over `axes` (negative ones count from the end); they stay as size 1 with `keep_dims`. */
export const mean: Op = {
  name: 'mean',
  infer: (inputs, attributes) => sum.infer(inputs, attributes),
  derivative(context) {
    const { builder, upstream, inputs, attributes, shapeOf } = context;
    const scaled = builder.apply('mul', [upstream, builder.scalar(1 / counted(shapeOf(inputs[0]!), attributes))]);
    return sum.derivative({ ...context, upstream: scaled });
  },
  onnx(writer, context) {
    const count = counted(context.shapes[0]!, context.attributes);
    return writer.node('Mul', [sum.onnx(writer, context), writer.floats([1 / count], [])]);
  },
  tfjs: (tf, { inputs, shapes, attributes }) => tf.mean(inputs[0]!, [...axesOf('mean', attributes, shapes[0]!.length)], attributes['keep_dims'] === true),
  evaluate(inputs, shapes, attributes, outputShape) {
    const count = counted(shapes[0]!, attributes);
    return sum.evaluate(inputs, shapes, attributes, outputShape).map((total) => total / count);
  },
  examples: [
    { name: 'all', inputs: [[2, 3]], attributes: { axes: [0, 1], keep_dims: false } },
    { name: 'last', inputs: [[2, 3]], attributes: { axes: [-1], keep_dims: true } },
  ],
};

function counted(shape: Shape, attributes: Attributes): number {
  return sizeOf(axesOf('mean', attributes, shape.length).map((axis) => shape[axis]!));
}
