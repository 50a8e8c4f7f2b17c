import { broadcastShapes, broadcastStrides, expectInputs, forEachOffset, sameShape } from './shapes.ts';
import type { Attributes, NodeId, Shape } from './program.ts';
import type { DerivativeContext, NodeMaker, Op } from './op.ts';

/** The shape rule and float64 semantics that ops of one input, element by element, share. */
export function unary(name: string, of: (x: number, attributes: Attributes) => number): Pick<Op, 'name' | 'infer' | 'evaluate'> {
  return {
    name,
    infer(inputs) {
      expectInputs(name, inputs, 1);
      return inputs[0]!;
    },
    evaluate: ([x], _shapes, attributes) => x!.map((value) => of(value, attributes)),
  };
}

/** The shape rule (numpy broadcasting) and float64 semantics that ops of several inputs, element by element, share. */
export function broadcasting(name: string, count: number, of: (...values: number[]) => number): Pick<Op, 'name' | 'infer' | 'evaluate'> {
  return {
    name,
    infer(inputs) {
      expectInputs(name, inputs, count);
      return broadcastShapes(name, ...inputs);
    },
    evaluate(inputs, shapes, _attributes, outputShape) {
      const stretched = inputs.map((input, i) => stretch(input, shapes[i]!, outputShape));
      const values = new Array<number>(count);
      return stretched[0]!.map((_, at) => {
        for (let i = 0; i < count; i++) values[i] = stretched[i]![at]!;
        return of(...values);
      });
    },
  };
}

/** Values of a tensor read as if broadcast to a larger shape. */
export function stretch(values: Float64Array, shape: Shape, target: Shape): Float64Array {
  if (sameShape(shape, target)) return values;
  const result = new Float64Array(target.reduce((size, axis) => size * axis, 1));
  forEachOffset(target, broadcastStrides(shape, target), 0, (index, offset) => {
    result[index] = values[offset]!;
  });
  return result;
}

/** Sums a node over the axes along which a tensor of `shape` was stretched: the derivative of broadcasting. */
export function sumTo(builder: NodeMaker, node: NodeId, shape: Shape): NodeId {
  const from = builder.shapeOf(node);
  if (sameShape(from, shape)) return node;
  const offset = from.length - shape.length;
  const axes = from.map((_, i) => i).filter((i) => i < offset || (shape[i - offset] === 1 && from[i] !== 1));
  const summed = axes.length === 0 ? node : builder.apply('sum', [node], { axes, keep_dims: true });
  return builder.apply('reshape', [summed], { shape });
}

/** The derivative in one broadcast input: `node` summed to that input's shape, null when it is not needed. */
export function toInput(context: DerivativeContext, index: number, node: () => NodeId): NodeId | null {
  return context.needs[index] ? sumTo(context.builder, node(), context.shapeOf(context.inputs[index]!)) : null;
}
