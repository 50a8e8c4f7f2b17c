import { GraphError } from '../graph-error.ts';
import { expectInputs, forEachOffset, shapeText, stridesOf } from '../shapes.ts';
import { integers } from '../attributes.ts';
import type { Op } from '../op.ts';

/** Axes reordered: axis i of the result is axis `perm[i]` of x. */
export const transpose: Op = {
  name: 'transpose',
  infer(inputs, attributes) {
    expectInputs('transpose', inputs, 1);
    const shape = inputs[0]!;
    const perm = integers('transpose', attributes, 'perm');
    if (perm.length !== shape.length || shape.some((_, axis) => !perm.includes(axis))) {
      throw new GraphError(`transpose: perm [${perm.join(', ')}] does not reorder the axes of shape ${shapeText(shape)}.`);
    }
    return perm.map((axis) => shape[axis]!);
  },
  derivative({ builder, upstream, attributes }) {
    const perm = attributes['perm'] as readonly number[];
    return [builder.apply('transpose', [upstream], { perm: perm.map((_, axis) => perm.indexOf(axis)) })];
  },
  onnx: (writer, { inputs, attributes }) => writer.node('Transpose', [inputs[0]!], { perm: { ints: attributes['perm'] as readonly number[] } }),
  tfjs: (tf, { inputs, attributes }) => tf.transpose(inputs[0]!, [...(attributes['perm'] as readonly number[])]),
  evaluate([x], shapes, attributes, outputShape) {
    const strides = stridesOf(shapes[0]!);
    const result = new Float64Array(x!.length);
    forEachOffset(outputShape, (attributes['perm'] as readonly number[]).map((axis) => strides[axis]!), 0, (index, offset) => {
      result[index] = x![offset]!;
    });
    return result;
  },
  examples: [
    { name: 'matrix', inputs: [[2, 3]], attributes: { perm: [1, 0] } },
    { name: 'rotation', inputs: [[2, 3, 4]], attributes: { perm: [2, 0, 1] } },
  ],
};
