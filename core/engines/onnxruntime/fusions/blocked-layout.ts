import { lift } from '../../../graph/onnx-leaky-mask.ts';
import type { OnnxAttribute, OnnxWriter } from '../../../graph/lowering-onnx.ts';
import { interleavePixels } from './phases.ts';
import type { Shape4 } from './phases.ts';

// ONNX Runtime's fast image layout on the CPU: channels in blocks of b, [n, c/b, h, w, b] under the shape [n,c,h,w]. The library
// goes over to it by itself where kernels are constants, op by op, and changes back for what it does not know. Here images stay in
// it, and one that strided convolutions or pools read stays in phases: each of their taps then reads a whole phase.

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

/** The blocked phases that this image was put together from; null where it was not, or by another stride. */
export function phasesBefore(writer: OnnxWriter, image: string, stride: number): readonly string[] | null {
  const blocked = blockedBefore(writer, image);
  const parts = blocked === null ? null : writer.partsOf(blocked);
  return parts?.stride === stride ? parts.phases : null;
}

/** Blocked phases as [n,c,h,w]; what takes phases takes these, and then nothing is put together. */
export function fromPhases(writer: OnnxWriter, phases: readonly string[], stride: number, shape: Shape4, block: number): string {
  const [n, c, h, w] = shape;
  const image = interleavePixels(writer, phases, stride, [(n * c * h) / block / stride, w / stride, block], shape);
  return fromBlocked(writer, writer.join(image, { stride, phases }), c);
}

/** The phases of an image that came out of blocks; null of any other, or where the stride does not divide its rows and columns. */
export function phasesOfBlocked(writer: OnnxWriter, image: string, stride: number, shape: Shape4, block: number): readonly string[] | null {
  return blockedBefore(writer, image) === null || shape[1] % block !== 0 || shape[2] % stride !== 0 || shape[3] % stride !== 0 ? null : toPhases(writer, image, stride, shape, block);
}

/** The blocked phases of an image of whole blocks, whose rows and columns the stride divides; taken apart once. */
export function toPhases(writer: OnnxWriter, image: string, stride: number, [n, c, h, w]: Shape4, block: number): readonly string[] {
  const before = phasesBefore(writer, image, stride);
  if (before !== null) return before;
  const blocked = toBlocked(writer, image);
  const rows = writer.node('Reshape', [blocked, writer.ints([(n * c * h) / block / stride, stride, w * block])]);
  const split = (value: string, axis: number): readonly string[] => writer.nodes('Split', [value], stride, { axis: { int: axis }, num_outputs: { int: stride } });
  const phases = split(rows, 1).flatMap((line) => {
    const pixels = writer.node('Reshape', [line, writer.ints([(n * c * h) / block / stride, w / stride, stride * block])]);
    return split(pixels, 2).map((phase) => writer.node('Reshape', [phase, writer.ints([n, c, h / stride, w / stride])]));
  });
  writer.join(blocked, { stride, phases });
  return phases;
}

/** A convolution of a blocked image with ordered kernels, and perhaps a bias [o]: a blocked image. To `sum`, a blocked image of its size, it is added. */
export function blockedConvolve(
  writer: OnnxWriter, image: string, kernels: string, { bias = null, sum = null }: { readonly bias?: string | null; readonly sum?: string | null }, attributes: Readonly<Record<string, OnnxAttribute>>,
): string {
  return writer.node('Conv', [image, kernels, ...(bias !== null || sum !== null ? [bias ?? ''] : []), ...(sum === null ? [] : [sum])], attributes, domain);
}

/** A convolution without activation written anew, with `sum` added to its result; null for what is none, or has a sum already. */
export function convolveOnto(writer: OnnxWriter, convolved: string, sum: string): string | null {
  const origin = writer.origin(convolved);
  if (origin?.type !== 'Conv' || origin.domain !== domain || origin.inputs.length > 3 || 'activation' in origin.attributes) return null;
  const [image, kernels, bias = null] = origin.inputs as [string, string, string?];
  return blockedConvolve(writer, image, kernels, { bias, sum }, origin.attributes);
}

/** The slopes of leaky_relu (see graph/onnx-leaky-mask.ts) at a blocked y of so many channels, blocked. */
export function blockedSlopes(writer: OnnxWriter, y: string, channels: number, slope: number): string {
  return blockedConvolve(writer, y, writer.floats(new Float32Array(channels).fill(lift), [channels, 1, 1, 1]), {}, {
    kernel_shape: { ints: [1, 1] },
    group: { int: channels },
    activation: { string: 'Clip' },
    activation_params: { floats: [slope, 1] },
  });
}
