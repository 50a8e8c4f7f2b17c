import { axesOf, flag } from '../attributes.ts';
import { expectInputs, stridesOf } from '../shapes.ts';
import { reduceAxes, reducedShape } from '../reduction.ts';
import type { Op } from '../op.ts';

/** Sum over `axes` (negative ones count from the end); they stay as size 1 with `keep_dims`. */
export const sum: Op = {
  name: 'sum',
  infer(inputs, attributes) {
    expectInputs('sum', inputs, 1);
    return reducedShape(inputs[0]!, axesOf('sum', attributes, inputs[0]!.length), flag('sum', attributes, 'keep_dims'));
  },
  derivative({ builder, inputs, upstream, attributes, shapeOf }) {
    const shape = shapeOf(inputs[0]!);
    const kept = reducedShape(shape, axesOf('sum', attributes, shape.length), true);
    return [builder.apply('broadcast_to', [builder.apply('reshape', [upstream], { shape: kept })], { shape })];
  },
  onnx(writer, { inputs, shapes, attributes }) {
    const axes = axesOf('sum', attributes, shapes[0]!.length);
    // ReduceSum over no axes would reduce all of them.
    if (axes.length === 0) return writer.node('Identity', [inputs[0]!]);
    return writer.node('ReduceSum', [inputs[0]!, writer.ints(axes)], { keepdims: { int: attributes['keep_dims'] === true ? 1 : 0 } });
  },
  tfjs: (tf, { inputs, shapes, attributes }) => tf.sum(inputs[0]!, [...axesOf('sum', attributes, shapes[0]!.length)], attributes['keep_dims'] === true),
  evaluate([x], shapes, attributes) {
    const shape = shapes[0]!;
    const axes = axesOf('sum', attributes, shape.length);
    return reduceAxes(shape, axes, stridesOf(shape), (total, offset) => total + x![offset]!, 0);
  },
  examples: [
    { name: 'all', inputs: [[2, 3]], attributes: { axes: [0, 1], keep_dims: false } },
    { name: 'outer and inner', inputs: [[2, 3, 2]], attributes: { axes: [0, -1], keep_dims: true } },
    { name: 'middle', inputs: [[2, 3, 2]], attributes: { axes: [1], keep_dims: false } },
  ],
};
