import { axesOf } from '../../../graph/attributes.ts';
import type { Fusion } from './fusion.ts';

/** The sum of squares in one pass. */
export const squaredSum: Fusion = (view, last) => {
  if (last.op !== 'sum') return null;
  const square = view.node(last.inputs[0]!);
  const axes = axesOf('sum', last.attributes, square.shape.length);
  if (square.op !== 'square' || view.onlyUser(square.id) !== last || axes.length === 0) return null;
  return (writer, nameOf) => writer.node('ReduceSumSquare', [nameOf(square.inputs[0]!), writer.ints(axes)], { keepdims: { int: last.attributes['keep_dims'] === true ? 1 : 0 } });
};
