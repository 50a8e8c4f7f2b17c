import { GraphError } from '../graph-error.ts';
import { broadcastShapes, broadcastStrides, expectInputs, forEachOffset, shapeText } from '../shapes.ts';
import { sizeOf } from '../program.ts';
import { toInput } from '../elementwise.ts';
import type { NodeMaker, Op } from '../op.ts';
import type { NodeId } from '../program.ts';

/** Matrix product over the last two axes, [..., m, k]·[..., k, n]; the axes before them broadcast. */
export const matmul: Op = {
  name: 'matmul',
  infer(inputs) {
    expectInputs('matmul', inputs, 2);
    const [a, b] = inputs as [readonly number[], readonly number[]];
    if (a.length < 2 || b.length < 2 || a.at(-1) !== b.at(-2)) {
      throw new GraphError(`matmul: ${shapeText(a)} and ${shapeText(b)} do not multiply: they must be [..., m, k] and [..., k, n].`);
    }
    return [...broadcastShapes('matmul', a.slice(0, -2), b.slice(0, -2)), a.at(-2)!, b.at(-1)!];
  },
  derivative(context) {
    const { builder, inputs, upstream } = context;
    return [
      toInput(context, 0, () => builder.apply('matmul', [upstream, transposed(builder, inputs[1]!)])),
      toInput(context, 1, () => builder.apply('matmul', [transposed(builder, inputs[0]!), upstream])),
    ];
  },
  onnx: (writer, { inputs }) => writer.node('MatMul', [inputs[0]!, inputs[1]!]),
  tfjs(tf, { inputs, shape }) {
    const batch = shape.slice(0, -2);
    const stretched = (index: number) => {
      const tensor = inputs[index]!;
      return tf.broadcastTo(tensor, [...batch, ...tensor.shape.slice(-2)]);
    };
    return tf.matMul(stretched(0), stretched(1));
  },
  evaluate([a, b], shapes, _attributes, outputShape) {
    const [m, n] = outputShape.slice(-2) as [number, number];
    const k = shapes[0]!.at(-1)!;
    const batch = outputShape.slice(0, -2);
    const starts = (index: number) => {
      const own = shapes[index]!.slice(0, -2);
      const list: number[] = [];
      forEachOffset(batch, broadcastStrides(own, batch), 0, (_, offset) => list.push(offset));
      return list;
    };
    const aStarts = starts(0);
    const bStarts = starts(1);
    const result = new Float64Array(sizeOf(outputShape));
    aStarts.forEach((aStart, at) => {
      for (let row = 0; row < m; row++) {
        for (let column = 0; column < n; column++) {
          let total = 0;
          for (let i = 0; i < k; i++) total += a![(aStart * m + row) * k + i]! * b![(bStarts[at]! * k + i) * n + column]!;
          result[(at * m + row) * n + column] = total;
        }
      }
    });
    return result;
  },
  examples: [
    { name: 'matrices', inputs: [[2, 3], [3, 4]] },
    { name: 'batched', inputs: [[2, 2, 3], [2, 3, 2]] },
    { name: 'broadcast batch', inputs: [[2, 1, 2, 3], [3, 3, 2]] },
  ],
};

function transposed(builder: NodeMaker, node: NodeId): NodeId {
  const rank = builder.shapeOf(node).length;
  const perm = Array.from({ length: rank }, (_, axis) => axis);
  perm.splice(rank - 2, 2, rank - 1, rank - 2);
  return builder.apply('transpose', [node], { perm });
}
