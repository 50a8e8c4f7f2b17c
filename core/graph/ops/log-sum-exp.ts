import { axesOf, flag } from '../attributes.ts';
import { expectInputs, stridesOf } from '../shapes.ts';
import { reduceAxes, reducedShape } from '../reduction.ts';
import type { Op } from '../op.ts';

/** log Σ eˣ over `axes`, which stay as size 1 with `keep_dims`; the largest element is taken out first, so that nothing overflows. */
export const logSumExp: Op = {
  name: 'log_sum_exp',
  infer(inputs, attributes) {
    expectInputs('log_sum_exp', inputs, 1);
    return reducedShape(inputs[0]!, axesOf('log_sum_exp', attributes, inputs[0]!.length), flag('log_sum_exp', attributes, 'keep_dims'));
  },
  derivative({ builder, inputs, output, upstream, attributes, shapeOf }) {
    const shape = shapeOf(inputs[0]!);
    const kept = { shape: reducedShape(shape, axesOf('log_sum_exp', attributes, shape.length), true) };
    const share = builder.apply('exp', [builder.apply('sub', [inputs[0]!, builder.apply('reshape', [output], kept)])]);
    return [builder.apply('mul', [share, builder.apply('reshape', [upstream], kept)])];
  },
  onnx(writer, { inputs, shapes, attributes }) {
    const axes = axesOf('log_sum_exp', attributes, shapes[0]!.length);
    if (axes.length === 0) return writer.node('Identity', [inputs[0]!]);
    const keepdims = { keepdims: { int: attributes['keep_dims'] === true ? 1 : 0 } };
    const top = writer.node('ReduceMax', [inputs[0]!, writer.ints(axes)], { keepdims: { int: 1 } });
    const total = writer.node('ReduceSum', [writer.node('Exp', [writer.node('Sub', [inputs[0]!, top])]), writer.ints(axes)], keepdims);
    const lifted = attributes['keep_dims'] === true ? top : writer.node('ReduceMax', [inputs[0]!, writer.ints(axes)], keepdims);
    return writer.node('Add', [writer.node('Log', [total]), lifted]);
  },
  tfjs(tf, { inputs, shapes, attributes }) {
    const axes = axesOf('log_sum_exp', attributes, shapes[0]!.length);
    return axes.length === 0 ? tf.clone(inputs[0]!) : tf.logSumExp(inputs[0]!, [...axes], attributes['keep_dims'] === true);
  },
  evaluate([x], shapes, attributes) {
    const shape = shapes[0]!;
    const axes = axesOf('log_sum_exp', attributes, shape.length);
    // log(eᵃ + eᵇ) = max + log(1 + e^(−|a − b|)).
    const joined = (a: number, b: number): number => Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)));
    return reduceAxes(shape, axes, stridesOf(shape), (soFar, offset) => (soFar === -Infinity ? x![offset]! : joined(soFar, x![offset]!)), -Infinity);
  },
  examples: [
    { name: 'all', inputs: [[2, 3]], attributes: { axes: [0, 1], keep_dims: false } },
    { name: 'last', inputs: [[2, 3]], attributes: { axes: [-1], keep_dims: true } },
    { name: 'far apart', inputs: [[2, 3]], attributes: { axes: [1], keep_dims: false }, range: [-90, 90] },
  ],
};
