import { GraphError } from '../graph-error.ts';
import { convolvedSize, forEachTap, geometryOf } from '../conv-geometry.ts';
import { expectInputs, expectRank, shapeText } from '../shapes.ts';
import { integer } from '../attributes.ts';
import { kernelFromHwio, nchwToNhwc, tfjsPadding } from '../tfjs-images.ts';
import { kernelsFromTaps } from '../onnx-kernel-taps.ts';
import { sizeOf } from '../program.ts';
import type { Op } from '../op.ts';

/**
 * Derivative of conv2d in its kernels: inputs x [n,c,h,w] and g [n,o,oh,ow], result [o,c,kernel_height,kernel_width];
 * attributes `stride`, `padding`, `kernel_height`, `kernel_width` of the convolution it belongs to.
 */
export const conv2dWeightGradient: Op = {
  name: 'conv2d_weight_gradient',
  infer(inputs, attributes) {
    expectInputs('conv2d_weight_gradient', inputs, 2);
    expectRank('conv2d_weight_gradient', inputs, 0, 4, '[n, channels, height, width]');
    expectRank('conv2d_weight_gradient', inputs, 1, 4, '[n, out, height, width]');
    const [x, g] = inputs as [readonly number[], readonly number[]];
    const geometry = geometryOf('conv2d_weight_gradient', attributes);
    const kernelHeight = integer('conv2d_weight_gradient', attributes, 'kernel_height', 1);
    const kernelWidth = integer('conv2d_weight_gradient', attributes, 'kernel_width', 1);
    const oh = convolvedSize('conv2d_weight_gradient', x[2]!, kernelHeight, geometry);
    const ow = convolvedSize('conv2d_weight_gradient', x[3]!, kernelWidth, geometry);
    if (g[0] !== x[0] || g[2] !== oh || g[3] !== ow) {
      throw new GraphError(`conv2d_weight_gradient: g has shape ${shapeText(g)}; a ${kernelHeight}×${kernelWidth} kernel on ${shapeText(x)} gives [${x[0]}, out, ${oh}, ${ow}].`);
    }
    return [g[1]!, x[1]!, kernelHeight, kernelWidth];
  },
  derivative({ builder, inputs, upstream, attributes, needs, shapeOf }) {
    const [x, g] = inputs as [number, number];
    const { stride, padding } = geometryOf('conv2d_weight_gradient', attributes);
    const [, , height, width] = shapeOf(x) as [number, number, number, number];
    return [
      needs[0] ? builder.apply('conv2d_input_gradient', [g, upstream], { stride, padding, height, width }) : null,
      needs[1] ? builder.apply('conv2d', [x, upstream], { stride, padding }) : null,
    ];
  },
  onnx(writer, { inputs, shapes, shape, attributes }) {
    // A convolution of x with g as its (dilated) kernels, samples and channels changing places.
    const { stride, padding } = geometryOf('conv2d_weight_gradient', attributes);
    const swap = { perm: { ints: [1, 0, 2, 3] } };
    const [, , h, w] = shapes[0] as [number, number, number, number];
    const [, , oh, ow] = shapes[1] as [number, number, number, number];
    const [, , kh, kw] = shape as [number, number, number, number];
    const x = writer.node('Transpose', [inputs[0]!], swap);
    const g = writer.node('Transpose', [inputs[1]!], swap);
    const taps = writer.node('Conv', [x, g], {
      kernel_shape: { ints: [oh, ow] },
      dilations: { ints: [stride, stride] },
      pads: { ints: [padding, padding, padding, padding] },
    });
    return kernelsFromTaps(writer, taps, { h, w, oh, ow, kh, kw, stride, padding });
  },
  tfjs(tf, { inputs, shape, attributes }) {
    const { stride, padding } = geometryOf('conv2d_weight_gradient', attributes);
    const [o, c, kernelHeight, kernelWidth] = shape as [number, number, number, number];
    const gradient = tf.engine().runKernel(
      'Conv2DBackpropFilter',
      { x: nchwToNhwc(tf, inputs[0]!), dy: nchwToNhwc(tf, inputs[1]!) },
      { strides: [stride, stride], pad: tfjsPadding(padding), dataFormat: 'NHWC', filterShape: [kernelHeight, kernelWidth, c, o] },
    );
    return kernelFromHwio(tf, gradient as typeof inputs[0] & object);
  },
  evaluate([x, g], shapes, attributes, outputShape) {
    const [n, c, h, w] = shapes[0] as [number, number, number, number];
    const [, o, oh, ow] = shapes[1] as [number, number, number, number];
    const [, , kh, kw] = outputShape as [number, number, number, number];
    const result = new Float64Array(sizeOf(outputShape));
    forEachTap({ n, c, h, w, o, kh, kw, oh, ow, ...geometryOf('conv2d_weight_gradient', attributes) }, (at, image, kernel) => {
      result[kernel]! += g![at]! * x![image]!;
    });
    return result;
  },
  examples: [
    { name: '3/1/1', inputs: [[2, 2, 4, 4], [2, 3, 4, 4]], attributes: { stride: 1, padding: 1, kernel_height: 3, kernel_width: 3 } },
    { name: '4/2/1', inputs: [[2, 2, 6, 6], [2, 3, 3, 3]], attributes: { stride: 2, padding: 1, kernel_height: 4, kernel_width: 4 } },
    { name: '4/1/0 to one', inputs: [[2, 2, 4, 4], [2, 1, 1, 1]], attributes: { stride: 1, padding: 0, kernel_height: 4, kernel_width: 4 } },
    { name: 'stride that leaves a rest, not square', inputs: [[1, 1, 6, 5], [1, 2, 2, 2]], attributes: { stride: 2, padding: 0, kernel_height: 3, kernel_width: 2 } },
  ],
};
