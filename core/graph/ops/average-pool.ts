import { expectInputs } from '../shapes.ts';
import { pooledShape } from '../pooling.ts';
import { windowAttributes } from '../onnx-pooling.ts';
import { windowRows } from '../tfjs-pooling.ts';
import type { Op } from '../op.ts';

/** Mean of each `size`×`size` window of x [n,c,h,w]; rows and columns that fill no window are dropped. */
export const averagePool: Op = {
  name: 'average_pool',
  infer(inputs, attributes) {
    expectInputs('average_pool', inputs, 1);
    return pooledShape('average_pool', inputs, attributes);
  },
  derivative({ builder, inputs, upstream, attributes, shapeOf }) {
    const size = Number(attributes['size']);
    const [n, c, h, w] = shapeOf(inputs[0]!) as [number, number, number, number];
    const [, , oh, ow] = shapeOf(upstream) as [number, number, number, number];
    const share = builder.apply('mul', [upstream, builder.scalar(1 / (size * size))]);
    const split = builder.apply('reshape', [share], { shape: [n, c, oh, 1, ow, 1] });
    const spread = builder.apply('broadcast_to', [split], { shape: [n, c, oh, size, ow, size] });
    const joined = builder.apply('reshape', [spread], { shape: [n, c, oh * size, ow * size] });
    return [builder.apply('pad', [joined], { before: [0, 0, 0, 0], after: [0, 0, h - oh * size, w - ow * size] })];
  },
  onnx: (writer, { inputs, attributes }) => writer.node('AveragePool', [inputs[0]!], windowAttributes(Number(attributes['size']))),
  tfjs: (tf, { inputs, shapes, attributes }) => tf.mean(windowRows(tf, inputs[0]!, shapes[0]!, Number(attributes['size'])), -1),
  evaluate([x], shapes, attributes, outputShape) {
    const size = Number(attributes['size']);
    const [n, c, h, w] = shapes[0] as [number, number, number, number];
    const [, , oh, ow] = outputShape as [number, number, number, number];
    const result = new Float64Array(n * c * oh * ow);
    for (let plane = 0; plane < n * c; plane++) {
      for (let row = 0; row < oh * size; row++) {
        for (let column = 0; column < ow * size; column++) {
          const window = (plane * oh + Math.floor(row / size)) * ow + Math.floor(column / size);
          result[window]! += x![(plane * h + row) * w + column]! / (size * size);
        }
      }
    }
    return result;
  },
  examples: [
    { name: '2×2', inputs: [[2, 2, 4, 4]], attributes: { size: 2 } },
    { name: '3×3 with a rest', inputs: [[1, 2, 7, 4]], attributes: { size: 3 } },
  ],
};
