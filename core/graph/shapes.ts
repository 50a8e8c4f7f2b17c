import { GraphError } from './graph-error.ts';
import type { Shape } from './program.ts';

/** A shape for people: `[2, 3]`. */
export function shapeText(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((axis, i) => axis === b[i]);
}

/** Shape of a broadcast result, numpy's rule: right-aligned, axes of size 1 stretch. Throws GraphError naming `op`. */
export function broadcastShapes(op: string, ...shapes: readonly Shape[]): Shape {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  const result: number[] = new Array<number>(rank).fill(1);
  for (const shape of shapes) {
    shape.forEach((axis, i) => {
      const at = rank - shape.length + i;
      if (axis === 1) return;
      if (result[at] !== 1 && result[at] !== axis) {
        throw new GraphError(`${op}: shapes ${shapes.map(shapeText).join(' and ')} do not broadcast: axes must be equal or 1, aligned at the right.`);
      }
      result[at] = axis;
    });
  }
  return result;
}

/** Row-major strides in elements. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let i = shape.length - 2; i >= 0; i--) strides[i] = strides[i + 1]! * shape[i + 1]!;
  return strides;
}

/** Strides with which a tensor of `shape` is read as if broadcast to `target`: 0 along stretched axes. */
export function broadcastStrides(shape: Shape, target: Shape): number[] {
  const strides = stridesOf(shape);
  const offset = target.length - shape.length;
  return target.map((_, i) => (i < offset || shape[i - offset] === 1 ? 0 : strides[i - offset]!));
}

/** Calls `visit(flat index, strided offset)` for every element of `shape` in row-major order. */
export function forEachOffset(shape: Shape, strides: readonly number[], start: number, visit: (index: number, offset: number) => void): void {
  const size = shape.reduce((product, axis) => product * axis, 1);
  const at = new Array<number>(shape.length).fill(0);
  let offset = start;
  for (let index = 0; index < size; index++) {
    visit(index, offset);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      offset += strides[axis]!;
      if (++at[axis]! < shape[axis]!) break;
      offset -= strides[axis]! * shape[axis]!;
      at[axis] = 0;
    }
  }
}

/** Throws GraphError unless `op` got `count` inputs. */
export function expectInputs(op: string, inputs: readonly Shape[], count: number): void {
  if (inputs.length !== count) throw new GraphError(`${op}: takes ${count} input${count === 1 ? '' : 's'}, was given ${inputs.length}.`);
}

/** Throws GraphError unless input `index` of `op` has the wanted rank. */
export function expectRank(op: string, inputs: readonly Shape[], index: number, rank: number, layout: string): void {
  const shape = inputs[index]!;
  if (shape.length !== rank) throw new GraphError(`${op}: input ${index} has shape ${shapeText(shape)}; it must be ${layout}.`);
}
