import type { OnnxWriter } from './lowering-onnx.ts';
import type { Shape } from './program.ts';

/** ONNX's MaxPool with windows that do not overlap. */
export function windowAttributes(size: number): { kernel_shape: { ints: number[] }; strides: { ints: number[] } } {
  return { kernel_shape: { ints: [size, size] }, strides: { ints: [size, size] } };
}

/** [n,c,h,w] as [n,c,oh,size,ow,size]; rows and columns that fill no window are cut off. */
export function splitWindows(writer: OnnxWriter, x: string, shape: Shape, size: number): { value: string; shape: Shape } {
  const [n, c, h, w] = shape as [number, number, number, number];
  const oh = Math.floor(h / size);
  const ow = Math.floor(w / size);
  const whole = oh * size === h && ow * size === w;
  const cut = whole ? x : writer.node('Slice', [x, writer.ints([0, 0]), writer.ints([oh * size, ow * size]), writer.ints([2, 3])]);
  const split = [n, c, oh, size, ow, size];
  return { value: writer.node('Reshape', [cut, writer.ints(split)]), shape: split };
}

/** The inverse of `splitWindows`, zeros where rows or columns had been cut off. */
export function joinWindows(writer: OnnxWriter, split: string, shape: Shape, size: number): string {
  const [n, c, h, w] = shape as [number, number, number, number];
  const oh = Math.floor(h / size);
  const ow = Math.floor(w / size);
  const joined = writer.node('Reshape', [split, writer.ints([n, c, oh * size, ow * size])]);
  if (oh * size === h && ow * size === w) return joined;
  return writer.node('Pad', [joined, writer.ints([0, 0, 0, 0, 0, 0, h - oh * size, w - ow * size])], { mode: { string: 'constant' } });
}

/**
 * Boolean [n,c,oh,size,ow,size], true at the largest element of each window, the first where several are:
 * for devices on which ONNX Runtime has no MaxPool with indices.
 */
export function firstLargest(writer: OnnxWriter, x: string, shape: Shape, size: number): string {
  const [n, c, h, w] = shape as [number, number, number, number];
  const windows = splitWindows(writer, x, shape, size);
  const largest = writer.node('MaxPool', [x], windowAttributes(size));
  const perWindow = writer.ints([n, c, Math.floor(h / size), 1, Math.floor(w / size), 1]);
  // Below the maximum counts as "no position"; the smallest position left is the first.
  const below = writer.node('Less', [windows.value, writer.node('Reshape', [largest, perWindow])]);
  const order = Array.from({ length: size * size }, (_, at) => at);
  const positions = writer.floats(order, [1, 1, 1, size, 1, size]);
  const candidates = writer.node('Where', [below, writer.floats([size * size], []), positions]);
  const first = writer.node('ReduceMin', [candidates, writer.ints([3, 5])], { keepdims: { int: 1 } });
  return writer.node('Equal', [candidates, first]);
}
