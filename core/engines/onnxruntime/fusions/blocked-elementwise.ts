import { sizeOf } from '../../../graph/program.ts';
import type { NodeId } from '../../../graph/program.ts';
import { opRegistry } from '../../../graph/registry.ts';
import { sameShape } from '../../../graph/shapes.ts';
import { blockedBefore, convolveOnto, fromBlocked, toBlocked } from './blocked-layout.ts';
import type { Fusion } from './fusion.ts';

/** Ops of one element at a time that mean the same in any layout; those with masks as inputs or results are left out. */
const elementwise = new Set([
  'add', 'sub', 'mul', 'maximum', 'minimum', 'neg', 'abs', 'exp', 'square', 'sigmoid', 'tanh', 'relu', 'leaky_relu', 'silu', 'softplus', 'clamp', 'erf',
]);

/** An op of one element at a time whose images all come out of blocks, beside single numbers, in the blocked layout. What is added to a convolution is added within it. */
export const blockedElementwise: Fusion = (view, last) => {
  if (!elementwise.has(last.op) || view.blockSize === 0 || last.shape.length !== 4 || last.shape[1]! % view.blockSize !== 0) return null;
  const inputs = last.inputs.map((id) => view.node(id));
  if (!inputs.every(({ shape }) => sameShape(shape, last.shape) || sizeOf(shape) === 1)) return null;
  return (writer, nameOf) => {
    const images = inputs.filter(({ shape }) => sameShape(shape, last.shape));
    if (images.length === 0 || images.some(({ id }) => blockedBefore(writer, nameOf(id)) === null)) return null;
    const [a, b] = images.map(({ id }) => blockedBefore(writer, nameOf(id))!) as [string, string?];
    if (last.op === 'add' && b !== undefined) {
      const onto = (convolution: NodeId, convolved: string, other: string): string | null => (view.onlyUser(convolution) === last ? convolveOnto(writer, convolved, other) : null);
      const sum = onto(images[0]!.id, a, b) ?? onto(images[1]!.id, b, a);
      if (sum !== null) return fromBlocked(writer, sum, last.shape[1]!);
    }
    const value = opRegistry.get(last.op)!.onnx(writer, {
      inputs: inputs.map(({ id, shape }) => (sameShape(shape, last.shape) ? toBlocked(writer, nameOf(id)) : nameOf(id))),
      shapes: inputs.map(({ shape }) => shape),
      shape: last.shape,
      attributes: last.attributes,
      device: 'cpu',
    });
    return fromBlocked(writer, value, last.shape[1]!);
  };
};
