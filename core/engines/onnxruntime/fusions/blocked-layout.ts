import { lift } from '../../../graph/onnx-leaky-mask.ts';
import type { OnnxAttribute, OnnxWriter } from '../../../graph/lowering-onnx.ts';
import { interleavePixels } from './phases.ts';
import type { Shape4 } from './phases.ts';

// ONNX Runtime's fast image layout on the CPU: channels in blocks of b, [n, c/b, h, w, b] under the shape [n,c,h,w]. The library
// goes over to it by itself only where kernels are constants. An update's are not; its convolutions are written in the layout here.

/** Domain of the library's ops on blocked images. */
const domain = 'com.microsoft.nchwc';

/** Pixels of a result below which changing the layout costs more than it gains. */
export const fewPixels = 16;

/** An image [n,c,h,w] in blocks; 4 divides c, which is filled up to whole blocks with zeros. One that came out of blocks stays in them. */
export function toBlocked(writer: OnnxWriter, image: string): string {
  return blockedBefore(writer, image) ?? writer.node('ReorderInput', [image], {}, domain);
}

/** The blocked image that this one was taken out of; null where there is none. */
export function blockedBefore(writer: OnnxWriter, image: string): string | null {
  const origin = writer.origin(image);
  return origin?.type === 'ReorderOutput' ? origin.inputs[0]! : null;
}

/** A blocked image as [n,c,h,w]. */
export function fromBlocked(writer: OnnxWriter, image: string, channels: number): string {
  return writer.node('ReorderOutput', [image], { channels: { int: channels } }, domain);
}

/** Kernels [o,c,kh,kw] in the order of a blocked convolution, [o/b, c/b, kh, kw, b of c, b of o] under the shape [o,c,kh,kw]. */
export function blockedKernels(writer: OnnxWriter, kernels: string, shape: Shape4, block: number): string {
  const [o, c, kh, kw] = shape;
  return writer.node('Reshape', [splitKernels(writer, kernels, shape, block, [0, 2, 4, 5, 3, 1]), writer.ints([o, c, kh, kw])]);
}

/** Kernels [o,c,kh,kw] in that order for a convolution that takes o to c: [c/b, o/b, kh, kw, b of o, b of c] under [c,o,kh,kw]. */
export function blockedKernelsTurned(writer: OnnxWriter, kernels: string, shape: Shape4, block: number): string {
  const [o, c, kh, kw] = shape;
  return writer.node('Reshape', [splitKernels(writer, kernels, shape, block, [2, 0, 4, 5, 1, 3]), writer.ints([c, o, kh, kw])]);
}

/** Kernels [o/b, b, c/b, b, kh, kw] with their axes in this order. */
function splitKernels(writer: OnnxWriter, kernels: string, [o, c, kh, kw]: Shape4, block: number, order: readonly number[]): string {
  const split = writer.node('Reshape', [kernels, writer.ints([o / block, block, c / block, block, kh, kw])]);
  return writer.node('Transpose', [split], { perm: { ints: order } });
}

/** Kernels [o,c,kh,kw] in the order of a blocked convolution of a plain image of less than b channels: [o/b, c, kh, kw, b of o] under [o,c,kh,kw]. */
export function kernelsOnPlain(writer: OnnxWriter, kernels: string, [o, c, kh, kw]: Shape4, block: number): string {
  const split = writer.node('Reshape', [kernels, writer.ints([o / block, block, c * kh * kw])]);
  const ordered = writer.node('Transpose', [split], { perm: { ints: [0, 2, 1] } });
  return writer.node('Reshape', [ordered, writer.ints([o, c, kh, kw])]);
}

/** A convolution of a blocked image with kernels in the order above, and perhaps a bias [o]: a blocked image. */
export function blockedConvolve(writer: OnnxWriter, inputs: readonly string[], attributes: Readonly<Record<string, OnnxAttribute>>): string {
  return writer.node('Conv', inputs, attributes, domain);
}

/** The slopes of leaky_relu (see graph/onnx-leaky-mask.ts) at a blocked y of so many channels, blocked. */
export function blockedSlopes(writer: OnnxWriter, y: string, channels: number, slope: number): string {
  return blockedConvolve(writer, [y, writer.floats(new Float32Array(channels).fill(lift), [channels, 1, 1, 1])], {
    kernel_shape: { ints: [1, 1] },
    group: { int: channels },
    activation: { string: 'Clip' },
    activation_params: { floats: [slope, 1] },
  });
}

/** Puts blocked phases, of b channels a block, together to the blocked image [n,c,h,w], as `interleave` does. */
export function interleaveBlocked(writer: OnnxWriter, phases: readonly string[], stride: number, shape: Shape4, block: number): string {
  const [n, c, h, w] = shape;
  return interleavePixels(writer, phases, stride, [(n * c * h) / block / stride, w / stride, block], shape);
}
