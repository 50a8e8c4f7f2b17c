import { GraphError } from '../graph-error.ts';
import { convolvedSize, forEachTap, geometryOf } from '../conv-geometry.ts';
import { expectInputs, expectRank, shapeText } from '../shapes.ts';
import { integer } from '../attributes.ts';
import { kernelToHwio, nchwToNhwc, nhwcToNchw, tfjsPadding } from '../tfjs-images.ts';
import { lowerInputGradient } from '../onnx-input-gradient.ts';
import { sizeOf } from '../program.ts';
import type { Op } from '../op.ts';

/**
 * Derivative of conv2d in its image: inputs g [n,o,oh,ow] and kernels [o,c,kh,kw], result [n,c,height,width];
 * attributes `stride`, `padding`, `height`, `width` of the convolution it belongs to.
 */
export const conv2dInputGradient: Op = {
  name: 'conv2d_input_gradient',
  infer(inputs, attributes) {
    expectInputs('conv2d_input_gradient', inputs, 2);
    expectRank('conv2d_input_gradient', inputs, 0, 4, '[n, out, height, width]');
    expectRank('conv2d_input_gradient', inputs, 1, 4, '[out, channels, kernel height, kernel width]');
    const [g, kernels] = inputs as [readonly number[], readonly number[]];
    const geometry = geometryOf('conv2d_input_gradient', attributes);
    const height = integer('conv2d_input_gradient', attributes, 'height', 1);
    const width = integer('conv2d_input_gradient', attributes, 'width', 1);
    const oh = convolvedSize('conv2d_input_gradient', height, kernels[2]!, geometry);
    const ow = convolvedSize('conv2d_input_gradient', width, kernels[3]!, geometry);
    if (g[1] !== kernels[0] || g[2] !== oh || g[3] !== ow) {
      throw new GraphError(`conv2d_input_gradient: g has shape ${shapeText(g)}; kernels ${shapeText(kernels)} on a ${height}×${width} image give [n, ${kernels[0]}, ${oh}, ${ow}].`);
    }
    return [g[0]!, kernels[1]!, height, width];
  },
  derivative({ builder, inputs, upstream, attributes, needs, shapeOf }) {
    const [g, kernels] = inputs as [number, number];
    const { stride, padding } = geometryOf('conv2d_input_gradient', attributes);
    const [, , kernelHeight, kernelWidth] = shapeOf(kernels) as [number, number, number, number];
    return [
      needs[0] ? builder.apply('conv2d', [upstream, kernels], { stride, padding }) : null,
      needs[1] ? builder.apply('conv2d_weight_gradient', [upstream, g], { stride, padding, kernel_height: kernelHeight, kernel_width: kernelWidth }) : null,
    ];
  },
  onnx: lowerInputGradient,
  tfjs(tf, { inputs, shape, attributes }) {
    const { stride, padding } = geometryOf('conv2d_input_gradient', attributes);
    const [n, c, height, width] = shape as [number, number, number, number];
    const gradient = tf.engine().runKernel(
      'Conv2DBackpropInput',
      { dy: nchwToNhwc(tf, inputs[0]!), filter: kernelToHwio(tf, inputs[1]!) },
      { strides: [stride, stride], pad: tfjsPadding(padding), dataFormat: 'NHWC', inputShape: [n, height, width, c] },
    );
    return nhwcToNchw(tf, gradient as typeof inputs[0] & object);
  },
  evaluate([g, kernels], shapes, attributes, outputShape) {
    const [n, o, oh, ow] = shapes[0] as [number, number, number, number];
    const [, c, kh, kw] = shapes[1] as [number, number, number, number];
    const [, , h, w] = outputShape as [number, number, number, number];
    const result = new Float64Array(sizeOf(outputShape));
    forEachTap({ n, c, h, w, o, kh, kw, oh, ow, ...geometryOf('conv2d_input_gradient', attributes) }, (at, image, kernel) => {
      result[image]! += g![at]! * kernels![kernel]!;
    });
    return result;
  },
  examples: [
    { name: '3/1/1', inputs: [[2, 3, 4, 4], [3, 2, 3, 3]], attributes: { stride: 1, padding: 1, height: 4, width: 4 } },
    { name: '4/2/1', inputs: [[2, 2, 3, 3], [2, 3, 4, 4]], attributes: { stride: 2, padding: 1, height: 6, width: 6 } },
    { name: '4/1/0 from one', inputs: [[2, 1, 1, 1], [1, 2, 4, 4]], attributes: { stride: 1, padding: 0, height: 4, width: 4 } },
    { name: '1/1/0 on one pixel', inputs: [[3, 4, 1, 1], [4, 2, 1, 1]], attributes: { stride: 1, padding: 0, height: 1, width: 1 } },
    { name: 'stride that leaves a rest, not square', inputs: [[1, 2, 2, 2], [2, 1, 3, 2]], attributes: { stride: 2, padding: 0, height: 6, width: 5 } },
    { name: 'stride 3, odd size', inputs: [[1, 1, 3, 3], [1, 1, 4, 4]], attributes: { stride: 3, padding: 2, height: 7, width: 7 } },
    { name: 'more padding than kernel', inputs: [[1, 1, 6, 6], [1, 1, 1, 1]], attributes: { stride: 1, padding: 1, height: 4, width: 4 } },
  ],
};
