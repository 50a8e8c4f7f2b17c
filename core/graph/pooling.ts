import { GraphError } from './graph-error.ts';
import { integer } from './attributes.ts';
import { expectRank, shapeText } from './shapes.ts';
import type { Attributes, Shape } from './program.ts';

/** Shape after pooling [n,c,h,w] in windows of `size`×`size` that do not overlap; rows and columns left over are dropped. */
export function pooledShape(op: string, inputs: readonly Shape[], attributes: Attributes): Shape {
  const size = integer(op, attributes, 'size', 1);
  expectRank(op, inputs, 0, 4, '[n, channels, height, width]');
  const [n, c, h, w] = inputs[0] as [number, number, number, number];
  if (size > h || size > w) throw new GraphError(`${op}: windows of ${size}×${size} do not fit an image of shape ${shapeText(inputs[0]!)}.`);
  return [n, c, Math.floor(h / size), Math.floor(w / size)];
}

/** Flat offset, for every window in row-major order, of the window's largest element, the first where several are. */
export function largestOffsets(x: Float64Array, shape: Shape, size: number): Int32Array {
  const [n, c, h, w] = shape as [number, number, number, number];
  const oh = Math.floor(h / size);
  const ow = Math.floor(w / size);
  const offsets = new Int32Array(n * c * oh * ow);
  for (let window = 0; window < offsets.length; window++) {
    const plane = Math.floor(window / (oh * ow));
    const row = Math.floor(window / ow) % oh;
    const first = (plane * h + row * size) * w + (window % ow) * size;
    let best = first;
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        const offset = first + i * w + j;
        if (x[offset]! > x[best]!) best = offset;
      }
    }
    offsets[window] = best;
  }
  return offsets;
}
