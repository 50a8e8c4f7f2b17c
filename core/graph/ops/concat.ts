import { GraphError } from '../graph-error.ts';
import { axisOf } from '../attributes.ts';
import { sameShape, shapeText } from '../shapes.ts';
import type { Op } from '../op.ts';

/** Tensors joined along `axis`; the other axes must agree. */
export const concat: Op = {
  name: 'concat',
  infer(inputs, attributes) {
    const first = inputs[0];
    if (first === undefined) throw new GraphError('concat: was given no input; it needs at least one.');
    const axis = axisOf('concat', attributes, first.length);
    const rest = (shape: readonly number[]) => shape.filter((_, at) => at !== axis);
    const odd = inputs.find((shape) => shape.length !== first.length || !sameShape(rest(shape), rest(first)));
    if (odd !== undefined) throw new GraphError(`concat: ${shapeText(odd)} does not join ${shapeText(first)} along axis ${axis}: all other axes must agree.`);
    return first.map((size, at) => (at === axis ? inputs.reduce((total, shape) => total + shape[axis]!, 0) : size));
  },
  derivative({ builder, inputs, upstream, attributes, needs, shapeOf }) {
    const axis = axisOf('concat', attributes, shapeOf(upstream).length);
    let from = 0;
    return inputs.map((input, i) => {
      const shape = shapeOf(input);
      const start = from;
      from += shape[axis]!;
      if (!needs[i]) return null;
      const starts = shape.map((_, at) => (at === axis ? start : 0));
      return builder.apply('slice', [upstream], { starts, ends: shape.map((size, at) => size + starts[at]!) });
    });
  },
  onnx: (writer, { inputs, shape, attributes }) => writer.node('Concat', inputs, { axis: { int: axisOf('concat', attributes, shape.length) } }),
  tfjs: (tf, { inputs, shape, attributes }) => tf.concat([...inputs], axisOf('concat', attributes, shape.length)),
  evaluate(inputs, shapes, attributes, outputShape) {
    const axis = axisOf('concat', attributes, outputShape.length);
    const inner = outputShape.slice(axis + 1).reduce((size, length) => size * length, 1);
    const row = outputShape[axis]! * inner;
    const result = new Float64Array(outputShape.reduce((size, length) => size * length, 1));
    let from = 0;
    inputs.forEach((input, i) => {
      const part = shapes[i]![axis]! * inner;
      for (let block = 0; block * part < input.length; block++) result.set(input.subarray(block * part, (block + 1) * part), block * row + from);
      from += part;
    });
    return result;
  },
  examples: [
    { name: 'three', inputs: [[2, 1, 2], [2, 2, 2], [2, 1, 2]], attributes: { axis: 1 } },
    { name: 'last axis', inputs: [[2, 1], [2, 2]], attributes: { axis: -1 } },
  ],
};
