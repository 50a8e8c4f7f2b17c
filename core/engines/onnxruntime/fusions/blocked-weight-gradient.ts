import { geometryOf } from '../../../graph/conv-geometry.ts';
import { kernelsFromTaps } from '../../../graph/onnx-kernel-taps.ts';
import { blockedConvolve, fewPixels, fromBlocked, toBlocked } from './blocked-layout.ts';
import type { Fusion } from './fusion.ts';
import type { NodeId } from '../../../graph/program.ts';
import type { OnnxWriter } from '../../../graph/lowering-onnx.ts';
import type { Shape4 } from './phases.ts';

/**
 * A convolution's derivative in its kernels in the blocked layout: a convolution of x with g as its (dilated) kernels, samples and
 * channels changing places, for which no patches of x are copied out.
 */
export const blockedWeightGradient: Fusion = (view, last) => {
  if (last.op !== 'conv2d_weight_gradient' || view.blockSize === 0) return null;
  const [x, g] = last.inputs as [NodeId, NodeId];
  const [n, , h, w] = view.node(x).shape as Shape4;
  const gradientShape = view.node(g).shape as Shape4;
  const [, o, oh, ow] = gradientShape;
  const [, , kh, kw] = last.shape as Shape4;
  if (o % view.blockSize !== 0 || n % 4 !== 0 || oh * ow < fewPixels) return null;
  const { stride, padding } = geometryOf(last.op, last.attributes);
  return (writer, nameOf) => {
    const images = toBlocked(writer, writer.node('Transpose', [nameOf(x)], { perm: { ints: [1, 0, 2, 3] } }));
    const taps = blockedConvolve(writer, images, gradientAsKernels(writer, nameOf(g), gradientShape, view.blockSize), {}, {
      kernel_shape: { ints: [oh, ow] },
      dilations: { ints: [stride, stride] },
      pads: { ints: [padding, padding, padding, padding] },
    });
    return kernelsFromTaps(writer, fromBlocked(writer, taps, o), { h, w, oh, ow, kh, kw, stride, padding });
  };
};

/** g [n,o,oh,ow] as kernels from n samples to o, in the order of a blocked convolution: [o/b, n/b, oh, ow, b of n, b of o] under [o,n,oh,ow]. */
function gradientAsKernels(writer: OnnxWriter, g: string, [n, o, oh, ow]: Shape4, block: number): string {
  // From the blocked g whole blocks of channels are moved at a time.
  const channels = writer.node('Reshape', [toBlocked(writer, g), writer.ints([n, o / block, oh * ow, block])]);
  const samples = Math.ceil(n / block) * block;
  const filled = samples === n ? channels : writer.node('Concat', [channels, writer.floats(new Float32Array((samples - n) * o * oh * ow), [samples - n, o / block, oh * ow, block])], { axis: { int: 0 } });
  const split = writer.node('Reshape', [filled, writer.ints([samples / block, block, o / block, oh * ow, block])]);
  const ordered = writer.node('Transpose', [split], { perm: { ints: [2, 0, 3, 1, 4] } });
  return writer.node('Reshape', [ordered, writer.ints([o, samples, oh, ow])]);
}
