import { geometryOf } from '../../../graph/conv-geometry.ts';
import type { NodeId } from '../../../graph/program.ts';
import { blockedConvolve, fewPixels, fromBlocked, fromPhases, phasesBefore, toBlocked } from './blocked-layout.ts';
import { firstLayerParts } from './first-layer.ts';
import type { Fusion } from './fusion.ts';
import { orderedKernels } from './ordered-kernels.ts';
import type { Shape4 } from './phases.ts';
import { phaseConvolutions } from './strided-phases.ts';

/** Channels of an image up to which its derivative is taken from the phases of g to phases of the image: they would leave most of a block empty. */
const fewChannels = 4;

/** A convolution's derivative in its image: a convolution for each phase of the image, in the blocked layout. */
export const blockedInputGradient: Fusion = (view, last) => {
  if (last.op !== 'conv2d_input_gradient' || view.blockSize === 0) return null;
  const [g, kernels] = last.inputs as [NodeId, NodeId];
  const shape = last.shape as Shape4;
  const [, c, h, w] = shape;
  const kernelShape = view.node(kernels).shape as Shape4;
  const [o, , kh, kw] = kernelShape;
  const [, , oh, ow] = view.node(g).shape as Shape4;
  const geometry = geometryOf(last.op, last.attributes);
  const values = view.valuesOf(kernels);
  if (o % view.blockSize !== 0 || oh * ow < fewPixels) return null;
  const phases = phaseConvolutions([h, w], [oh, ow], [kh, kw], geometry);
  if (phases === null) return null;
  return (writer, nameOf) => {
    const stride = writer.partsOf(writer.origin(nameOf(g))?.inputs[0] ?? '')?.stride ?? 0;
    const parts = c <= fewChannels && stride > 1 ? phasesBefore(writer, nameOf(g), stride) : null;
    const first = parts === null || values === null ? null : firstLayerParts(values, kernelShape, [oh, ow], [h, w], stride, geometry, view.blockSize);
    if (first !== null) {
      const image = first.reduce<string | null>((sum, { kernel, shape: size, pads }, at) => {
        const attributes = { kernel_shape: { ints: [size[2], size[3]] }, pads: { ints: pads } };
        return blockedConvolve(writer, parts![at]!, writer.floats(kernel, size), { sum }, attributes);
      }, null);
      return writer.node('DepthToSpace', [fromBlocked(writer, image!, stride * stride * c)], { blocksize: { int: stride } });
    }
    // Constant kernels are filled up to whole blocks where the image is not put together from phases.
    if (c % view.blockSize !== 0 && (values === null || geometry.stride !== 1)) return null;
    const upstream = toBlocked(writer, nameOf(g));
    const convolved = phases.map(({ rows, columns, pads }) =>
      blockedConvolve(writer, upstream, orderedKernels(writer, view, kernels, nameOf, { rows, columns, turned: true, plain: false }), {}, {
        kernel_shape: { ints: [rows.length, columns.length] }, pads: { ints: pads },
      }),
    );
    return geometry.stride === 1 ? fromBlocked(writer, convolved[0]!, c) : fromPhases(writer, convolved, geometry.stride, shape, view.blockSize);
  };
};
