import { forEachOffset } from './shapes.ts';
import type { Shape } from './program.ts';

/** Shape after reducing `axes`. */
export function reducedShape(shape: Shape, axes: readonly number[], keepDims: boolean): Shape {
  return keepDims ? shape.map((size, axis) => (axes.includes(axis) ? 1 : size)) : shape.filter((_, axis) => !axes.includes(axis));
}

/** Folds a tensor over `axes`: `step(so far, offset)` for each element of a group, groups in row-major order. */
export function reduceAxes(
  shape: Shape,
  axes: readonly number[],
  strides: readonly number[],
  step: (soFar: number, offset: number) => number,
  start: number,
): Float64Array {
  const outer = shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const outerShape = outer.map((axis) => shape[axis]!);
  const innerShape = axes.map((axis) => shape[axis]!);
  const innerStrides = axes.map((axis) => strides[axis]!);
  const result = new Float64Array(outerShape.reduce((size, axis) => size * axis, 1));
  forEachOffset(outerShape, outer.map((axis) => strides[axis]!), 0, (index, from) => {
    let soFar = start;
    forEachOffset(innerShape, innerStrides, from, (_, offset) => {
      soFar = step(soFar, offset);
    });
    result[index] = soFar;
  });
  return result;
}
