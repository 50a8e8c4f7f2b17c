import { geometryOf } from '../../../graph/conv-geometry.ts';
import { blockedConvolve, blockedKernels, fewPixels, fromBlocked, kernelsOnPlain, toBlocked } from './blocked-layout.ts';
import type { Fusion } from './fusion.ts';
import type { NodeId } from '../../../graph/program.ts';
import type { Shape4 } from './phases.ts';

/** A convolution whose kernels are known only at a run, with a leaky_relu that follows, in the blocked layout. */
export const blockedConvolution: Fusion = (view, last) => {
  const conv = last.op === 'leaky_relu' ? view.node(last.inputs[0]!) : last;
  if (conv.op !== 'conv2d' || view.blockSize === 0 || (conv !== last && view.onlyUser(conv.id) !== last)) return null;
  const [x, kernels, bias] = conv.inputs as [NodeId, NodeId, NodeId | undefined];
  const kernelShape = view.node(kernels).shape as Shape4;
  const [, o, oh, ow] = conv.shape as Shape4;
  const [, c] = kernelShape;
  // Fewer channels than a block are read from the plain layout.
  const plain = c < view.blockSize;
  if (view.valuesOf(kernels) !== null || o % view.blockSize !== 0 || (!plain && c % view.blockSize !== 0) || oh * ow < fewPixels) return null;
  const { stride, padding } = geometryOf(conv.op, conv.attributes);
  return (writer, nameOf) => {
    const image = plain ? nameOf(x) : toBlocked(writer, nameOf(x));
    const order = plain ? kernelsOnPlain : blockedKernels;
    const ordered = order(writer, nameOf(kernels), kernelShape, view.blockSize);
    const convolved = blockedConvolve(writer, [image, ordered, ...(bias === undefined ? [] : [nameOf(bias)])], {
      kernel_shape: { ints: [kernelShape[2], kernelShape[3]] },
      strides: { ints: [stride, stride] },
      pads: { ints: [padding, padding, padding, padding] },
      ...(conv === last ? {} : { activation: { string: 'LeakyRelu' }, activation_params: { floats: [Number(last.attributes['slope'])] } }),
    });
    return fromBlocked(writer, convolved, o);
  };
};
