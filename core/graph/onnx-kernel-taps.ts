import type { ConvSizes } from './conv-geometry.ts';
import type { OnnxWriter } from './lowering-onnx.ts';

/** Kernels [o,c,kh,kw] from the taps [c,o,≥kh,≥kw] that a convolution of x with g gives: rows that the stride left over give taps beyond the kernel. */
export function kernelsFromTaps(writer: OnnxWriter, taps: string, { h, w, oh, ow, kh, kw, stride, padding }: Pick<ConvSizes, 'h' | 'w' | 'oh' | 'ow' | 'kh' | 'kw' | 'stride' | 'padding'>): string {
  const exact = h + 2 * padding - (oh - 1) * stride === kh && w + 2 * padding - (ow - 1) * stride === kw;
  const cut = exact ? taps : writer.node('Slice', [taps, writer.ints([0, 0]), writer.ints([kh, kw]), writer.ints([2, 3])]);
  return writer.node('Transpose', [cut], { perm: { ints: [1, 0, 2, 3] } });
}
