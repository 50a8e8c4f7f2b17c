import type { TensorValues } from './tensor.ts';
import { elementCount } from './tensor.ts';

/**
 * Copies a strided view into a dense row-major array of the same element type.
 *
 * `offset` and `strides` count elements. The caller has checked that the view lies inside `source`.
 */
export function gather<V extends TensorValues>(source: V, offset: number, shape: readonly number[], strides: readonly number[]): V {
  const count = elementCount(shape)!;
  // Axes of one element move nothing, whatever their stride says.
  const axes = shape.map((size, axis) => ({ size, stride: strides[axis]! })).filter(({ size }) => size !== 1);
  if (count === 0 || isDense(axes)) return source.slice(offset, offset + count) as V;

  const out = source.slice(0, 0).constructor as new (length: number) => V;
  const values = new out(count);
  const inner = axes.pop()!;
  const index = new Array<number>(axes.length).fill(0);
  let at = offset;
  for (let written = 0; written < count; ) {
    for (let i = 0, from = at; i < inner.size; i++, from += inner.stride) values[written++] = source[from]!;
    // Odometer over the outer axes, last fastest.
    for (let axis = axes.length - 1; axis >= 0; axis--) {
      const { size, stride } = axes[axis]!;
      at += stride;
      if (++index[axis]! < size) break;
      at -= size * stride;
      index[axis] = 0;
    }
  }
  return values;
}

function isDense(axes: readonly { size: number; stride: number }[]): boolean {
  let expected = 1;
  for (let axis = axes.length - 1; axis >= 0; axis--) {
    if (axes[axis]!.stride !== expected) return false;
    expected *= axes[axis]!.size;
  }
  return true;
}
