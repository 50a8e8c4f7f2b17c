import { GraphError } from '../graph-error.ts';
import { convolvedSize, forEachTap, geometryOf } from '../conv-geometry.ts';
import { expectRank, shapeText } from '../shapes.ts';
import { sizeOf } from '../program.ts';
import { nchwToNhwc, nhwcToNchw, kernelToHwio, tfjsPadding } from '../tfjs-images.ts';
import type { Op } from '../op.ts';

/**
 * Convolution (cross-correlation, PyTorch's conv2d): x [n,c,h,w], kernels [o,c,kh,kw], optional bias [o];
 * attributes `stride` and `padding`, equal along both image axes.
 */
export const conv2d: Op = {
  name: 'conv2d',
  infer(inputs, attributes) {
    if (inputs.length !== 2 && inputs.length !== 3) throw new GraphError(`conv2d: takes an image, kernels and perhaps a bias; was given ${inputs.length} inputs.`);
    expectRank('conv2d', inputs, 0, 4, '[n, channels, height, width]');
    expectRank('conv2d', inputs, 1, 4, '[out, channels, kernel height, kernel width]');
    const [x, kernels, bias] = inputs as [readonly number[], readonly number[], readonly number[] | undefined];
    if (x[1] !== kernels[1]) throw new GraphError(`conv2d: an image of shape ${shapeText(x)} has ${x[1]} channels, kernels of shape ${shapeText(kernels)} want ${kernels[1]}.`);
    if (bias !== undefined && (bias.length !== 1 || bias[0] !== kernels[0])) {
      throw new GraphError(`conv2d: the bias has shape ${shapeText(bias)}; kernels of shape ${shapeText(kernels)} want [${kernels[0]}].`);
    }
    const geometry = geometryOf('conv2d', attributes);
    return [x[0]!, kernels[0]!, convolvedSize('conv2d', x[2]!, kernels[2]!, geometry), convolvedSize('conv2d', x[3]!, kernels[3]!, geometry)];
  },
  derivative({ builder, inputs, upstream, attributes, needs, shapeOf }) {
    const [x, kernels] = inputs as [number, number];
    const [, , height, width] = shapeOf(x) as [number, number, number, number];
    const [, , kernelHeight, kernelWidth] = shapeOf(kernels) as [number, number, number, number];
    const { stride, padding } = geometryOf('conv2d', attributes);
    return [
      needs[0] ? builder.apply('conv2d_input_gradient', [upstream, kernels], { stride, padding, height, width }) : null,
      needs[1] ? builder.apply('conv2d_weight_gradient', [x, upstream], { stride, padding, kernel_height: kernelHeight, kernel_width: kernelWidth }) : null,
      needs[2] ? builder.apply('sum', [upstream], { axes: [0, 2, 3], keep_dims: false }) : null,
    ];
  },
  onnx(writer, { inputs, shapes, attributes }) {
    const { stride, padding } = geometryOf('conv2d', attributes);
    const [, , kernelHeight, kernelWidth] = shapes[1] as [number, number, number, number];
    return writer.node('Conv', inputs, {
      kernel_shape: { ints: [kernelHeight, kernelWidth] },
      strides: { ints: [stride, stride] },
      pads: { ints: [padding, padding, padding, padding] },
    });
  },
  tfjs(tf, { inputs, attributes }) {
    const { stride, padding } = geometryOf('conv2d', attributes);
    const result = tf.conv2d(nchwToNhwc(tf, inputs[0]!), kernelToHwio(tf, inputs[1]!), stride, tfjsPadding(padding));
    return nhwcToNchw(tf, inputs[2] === undefined ? result : tf.add(result, inputs[2]));
  },
  evaluate([x, kernels, bias], shapes, attributes, outputShape) {
    const [n, c, h, w] = shapes[0] as [number, number, number, number];
    const [o, , kh, kw] = shapes[1] as [number, number, number, number];
    const [, , oh, ow] = outputShape as [number, number, number, number];
    const result = new Float64Array(sizeOf(outputShape));
    if (bias !== undefined) result.forEach((_, at) => (result[at] = bias[Math.floor(at / (oh * ow)) % o]!));
    forEachTap({ n, c, h, w, o, kh, kw, oh, ow, ...geometryOf('conv2d', attributes) }, (at, image, kernel) => {
      result[at]! += x![image]! * kernels![kernel]!;
    });
    return result;
  },
  examples: [
    { name: '3/1/1 with bias', inputs: [[2, 2, 4, 4], [3, 2, 3, 3], [3]], attributes: { stride: 1, padding: 1 } },
    { name: '4/2/1', inputs: [[1, 2, 6, 6], [2, 2, 4, 4]], attributes: { stride: 2, padding: 1 } },
    { name: '4/1/0 to one', inputs: [[2, 2, 4, 4], [1, 2, 4, 4], [1]], attributes: { stride: 1, padding: 0 } },
    { name: '1/1/0 on one pixel', inputs: [[3, 2, 1, 1], [4, 2, 1, 1], [4]], attributes: { stride: 1, padding: 0 } },
    { name: 'stride that leaves a rest, not square', inputs: [[1, 1, 6, 5], [2, 1, 3, 2]], attributes: { stride: 2, padding: 0 } },
    { name: 'stride 3', inputs: [[1, 1, 7, 7], [1, 1, 4, 4]], attributes: { stride: 3, padding: 2 } },
  ],
};
