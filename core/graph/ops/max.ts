import { axesOf, flag } from '../attributes.ts';
import { expectInputs, stridesOf } from '../shapes.ts';
import { reduceAxes, reducedShape } from '../reduction.ts';
import type { Op } from '../op.ts';

/** The largest element over `axes`; they stay as size 1 with `keep_dims`. Where several are largest they share the derivative, like PyTorch's amax. */
export const max: Op = {
  name: 'max',
  infer(inputs, attributes) {
    expectInputs('max', inputs, 1);
    return reducedShape(inputs[0]!, axesOf('max', attributes, inputs[0]!.length), flag('max', attributes, 'keep_dims'));
  },
  derivative({ builder, inputs, output, upstream, attributes, shapeOf }) {
    const shape = shapeOf(inputs[0]!);
    const axes = axesOf('max', attributes, shape.length);
    const kept = { shape: reducedShape(shape, axes, true) };
    const largest = builder.apply('equal', [inputs[0]!, builder.apply('reshape', [output], kept)]);
    const count = builder.apply('sum', [largest], { axes, keep_dims: true });
    const share = builder.apply('div', [builder.apply('reshape', [upstream], kept), count]);
    return [builder.apply('mul', [largest, share])];
  },
  onnx(writer, { inputs, shapes, attributes }) {
    const axes = axesOf('max', attributes, shapes[0]!.length);
    if (axes.length === 0) return writer.node('Identity', [inputs[0]!]);
    return writer.node('ReduceMax', [inputs[0]!, writer.ints(axes)], { keepdims: { int: attributes['keep_dims'] === true ? 1 : 0 } });
  },
  tfjs(tf, { inputs, shapes, attributes }) {
    const axes = axesOf('max', attributes, shapes[0]!.length);
    return axes.length === 0 ? tf.clone(inputs[0]!) : tf.max(inputs[0]!, [...axes], attributes['keep_dims'] === true);
  },
  evaluate([x], shapes, attributes) {
    const shape = shapes[0]!;
    return reduceAxes(shape, axesOf('max', attributes, shape.length), stridesOf(shape), (top, offset) => Math.max(top, x![offset]!), -Infinity);
  },
  examples: [
    { name: 'all', inputs: [[2, 3]], attributes: { axes: [0, 1], keep_dims: false } },
    { name: 'outer and inner', inputs: [[2, 3, 2]], attributes: { axes: [0, -1], keep_dims: true } },
  ],
};
