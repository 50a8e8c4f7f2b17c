import type { Builder } from '../../graph/builder.ts';
import type { NodeId } from '../../graph/program.ts';
import { ImportProblem } from './node-call.ts';

/** Elements of the matrix that rearranges one axis: larger ones cost more than they are worth. */
const LARGEST_MATRIX = 2 ** 22;

/** The order of axes with one of them last. */
function withLast(rank: number, axis: number): number[] {
  return [...Array.from({ length: rank }, (_, at) => at).filter((at) => at !== axis), axis];
}

/** A linear map of one axis: element j of the result is Σᵢ x[i]·matrix[i·columns + j]. Its derivative is the transposed matrix. */
export function mapAxis(builder: Builder, x: NodeId, axis: number, matrix: Float32Array, columns: number): NodeId {
  const shape = builder.shapeOf(x);
  const rows = shape[axis]!;
  const perm = withLast(shape.length, axis);
  const lead = shape.length === 1 ? builder.apply('reshape', [x], { shape: [1, rows] }) : builder.apply('transpose', [x], { perm });
  const product = builder.apply('matmul', [lead, builder.constant(matrix, [rows, columns])]);
  if (shape.length === 1) return builder.apply('reshape', [product], { shape: [columns] });
  return builder.apply('transpose', [product], { perm: perm.map((_, at) => perm.indexOf(at)) });
}

/** The elements of one axis at `indices`, in their order: a slice where they follow each other, else a product with a 0/1 matrix. */
export function takeAlong(builder: Builder, x: NodeId, axis: number, indices: readonly number[]): NodeId {
  const shape = builder.shapeOf(x);
  const length = shape[axis]!;
  const bad = indices.find((index) => !Number.isInteger(index) || index < 0 || index >= length);
  if (bad !== undefined) throw new ImportProblem(`index ${bad} lies outside an axis of ${length}`);
  if (indices.length === 0) throw new ImportProblem('its result is empty');
  if (indices.every((index, at) => index === indices[0]! + at)) return sliceAlong(builder, x, axis, indices[0]!, indices[0]! + indices.length);
  if (length * indices.length > LARGEST_MATRIX) throw new ImportProblem(`taking ${indices.length} of ${length} elements in another order is more than is supported`);
  const matrix = new Float32Array(length * indices.length);
  indices.forEach((index, at) => (matrix[index * indices.length + at] = 1));
  return mapAxis(builder, x, axis, matrix, indices.length);
}

/** The elements [start, end) of one axis. */
export function sliceAlong(builder: Builder, x: NodeId, axis: number, start: number, end: number): NodeId {
  const shape = builder.shapeOf(x);
  return builder.apply('slice', [x], { starts: shape.map((_, at) => (at === axis ? start : 0)), ends: shape.map((size, at) => (at === axis ? end : size)) });
}

/** Every `step`-th element of one axis, beginning with the first. */
export function strideAlong(builder: Builder, x: NodeId, axis: number, step: number, count: number): NodeId {
  if (step === 1) return sliceAlong(builder, x, axis, 0, count);
  const shape = builder.shapeOf(x);
  const missing = Math.max(0, count * step - shape[axis]!);
  const at = (value: number): number[] => shape.map((_, other) => (other === axis ? value : 0));
  const whole = sliceAlong(builder, missing === 0 ? x : builder.apply('pad', [x], { before: at(0), after: at(missing) }), axis, 0, count * step);
  const split = builder.apply('reshape', [whole], { shape: [...shape.slice(0, axis), count, step, ...shape.slice(axis + 1)] });
  return builder.apply('reshape', [sliceAlong(builder, split, axis + 1, 0, 1)], { shape: shape.map((size, other) => (other === axis ? count : size)) });
}
