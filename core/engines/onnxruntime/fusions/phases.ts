import type { NodeId } from '../../../graph/program.ts';
import type { OnnxWriter } from '../../../graph/lowering-onnx.ts';

export type Shape4 = readonly [number, number, number, number];

/**
 * An image [n,c,h,w] taken apart: phase (a, b) holds every `stride`-th row from a on and every `stride`-th column from b on.
 * `stride` divides h and w; phases come in row-major order of (a, b).
 */
export interface Phases {
  readonly stride: number;
  readonly shape: Shape4;
  emit(writer: OnnxWriter, nameOf: (id: NodeId) => string): readonly string[];
}

/** The phase (a, b) at a place of the row-major list. */
export function phaseAt(place: number, stride: number): readonly [number, number] {
  return [Math.floor(place / stride), place % stride];
}

/**
 * Puts phases [n,c,h/s,w/s] together to [n,c,h,w]: channels last, so that whole pixels and then whole rows are copied;
 * ONNX Runtime folds both changes of layout into those from and to its blocked one. (DepthToSpace took three times as long.)
 */
export function interleave(writer: OnnxWriter, phases: readonly string[], stride: number, [n, c, h, w]: Shape4): string {
  const pixels = phases.map((phase) => writer.node('Transpose', [phase], { perm: { ints: [0, 2, 3, 1] } }));
  const image = interleavePixels(writer, pixels, stride, [(n * h) / stride, w / stride, c], [n, h, w, c]);
  return writer.node('Transpose', [image], { perm: { ints: [0, 3, 1, 2] } });
}

/** Puts phases that are rows of columns of pixels, each pixel of so many values in one piece, together to an image of this shape. */
export function interleavePixels(writer: OnnxWriter, phases: readonly string[], stride: number, [rows, columns, size]: readonly [number, number, number], shape: Shape4): string {
  const pixels = phases.map((phase) => writer.node('Reshape', [phase, writer.ints([rows, columns, size])]));
  const lines = Array.from({ length: stride }, (_, a) => {
    const line = writer.node('Concat', pixels.slice(a * stride, (a + 1) * stride), { axis: { int: 2 } });
    return writer.node('Reshape', [line, writer.ints([rows, stride * columns * size])]);
  });
  return writer.node('Reshape', [writer.node('Concat', lines, { axis: { int: 1 } }), writer.ints(shape)]);
}
