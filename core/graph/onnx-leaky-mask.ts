import type { OnnxWriter } from './lowering-onnx.ts';
import type { Shape } from './program.ts';

/** Large enough to lift any activation above 1 or below -1, a power of two so that signs and zeros stay exact. */
export const lift = 2 ** 120;
/** Channels per block of ONNX Runtime's fast image layout on the CPU; images with whole blocks stay in that layout. */
export const channelBlock = 16;

/**
 * The slope of leaky_relu at each element of its result y [n,c,h,w] — 1 where y > 0, else `slope` — as clip(lift·y, slope, 1),
 * of every `stride`-th row and column from `phase` on.
 *
 * Written as a depthwise convolution with a clipped result: ONNX Runtime runs that in one pass in its blocked layout,
 * where comparing, scaling and selecting would be three passes in another layout (and Where runs on one thread).
 */
export function leakySlopes(writer: OnnxWriter, y: string, shape: Shape, slope: number, stride = 1, phase: readonly [number, number] = [0, 0]): string {
  const channels = shape[1]!;
  const kernel = [phase[0] + 1, phase[1] + 1];
  const taps = kernel[0]! * kernel[1]!;
  const weights = Float32Array.from({ length: channels * taps }, (_, at) => (at % taps === taps - 1 ? lift : 0));
  const lifted = writer.node('Conv', [y, writer.floats(weights, [channels, 1, ...kernel])], {
    kernel_shape: { ints: kernel },
    strides: { ints: [stride, stride] },
    group: { int: channels },
  });
  return writer.node('Clip', [lifted, writer.floats([slope], []), writer.floats([1], [])]);
}
