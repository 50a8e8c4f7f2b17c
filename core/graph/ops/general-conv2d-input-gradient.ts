import { GraphError } from '../graph-error.ts';
import { checkGroups, forEachGeneralTap, generalConvolvedSize, generalGeometryOf, geometryAttributes, reach } from '../general-conv-geometry.ts';
import { expectInputs, expectRank, shapeText } from '../shapes.ts';
import { integer } from '../attributes.ts';
import { sizeOf } from '../program.ts';
import { generalPadding, perGroup, spreadTaps } from '../tfjs-general-conv.ts';
import { kernelToHwio, nchwToNhwc, nhwcToNchw } from '../tfjs-images.ts';
import type { Op } from '../op.ts';

/**
 * Derivative of general_conv2d in its image: inputs g [n,o,oh,ow] and kernels [o,c/groups,kh,kw], result [n,c,height,width];
 * attributes those of the convolution it belongs to, `height` and `width`. ONNX's ConvTranspose is the same sum.
 */
export const generalConv2dInputGradient: Op = {
  name: 'general_conv2d_input_gradient',
  infer(inputs, attributes) {
    const op = 'general_conv2d_input_gradient';
    expectInputs(op, inputs, 2);
    expectRank(op, inputs, 0, 4, '[n, out, height, width]');
    expectRank(op, inputs, 1, 4, '[out, channels/groups, kernel height, kernel width]');
    const [g, kernels] = inputs as [readonly number[], readonly number[]];
    const geometry = generalGeometryOf(op, attributes);
    const size: [number, number] = [integer(op, attributes, 'height', 1), integer(op, attributes, 'width', 1)];
    const channels = kernels[1]! * geometry.groups;
    checkGroups(op, channels, kernels, geometry.groups);
    const given = generalConvolvedSize(op, geometry, size, [kernels[2]!, kernels[3]!]);
    if (g[1] !== kernels[0] || g[2] !== given[0] || g[3] !== given[1]) {
      throw new GraphError(`${op}: g has shape ${shapeText(g)}; kernels ${shapeText(kernels)} on a ${size.join('×')} image give [n, ${kernels[0]}, ${given.join(', ')}].`);
    }
    return [g[0]!, channels, ...size];
  },
  derivative({ builder, inputs, upstream, attributes, needs, shapeOf }) {
    const [g, kernels] = inputs as [number, number];
    const geometry = geometryAttributes(generalGeometryOf('general_conv2d_input_gradient', attributes));
    const [, , kernelHeight, kernelWidth] = shapeOf(kernels) as [number, number, number, number];
    return [
      needs[0] ? builder.apply('general_conv2d', [upstream, kernels], geometry) : null,
      needs[1] ? builder.apply('general_conv2d_weight_gradient', [upstream, g], { ...geometry, kernel_height: kernelHeight, kernel_width: kernelWidth }) : null,
    ];
  },
  onnx(writer, { inputs, shapes, shape, attributes }) {
    const geometry = generalGeometryOf('general_conv2d_input_gradient', attributes);
    const { strides, dilations, pads, groups } = geometry;
    const [, , oh, ow] = shapes[0] as [number, number, number, number];
    const [, , kh, kw] = shapes[1] as [number, number, number, number];
    const [rows, columns] = reach(geometry, kh, kw);
    return writer.node('ConvTranspose', inputs, {
      kernel_shape: { ints: [kh, kw] },
      strides: { ints: strides },
      dilations: { ints: dilations },
      pads: { ints: pads },
      group: { int: groups },
      output_padding: { ints: [shape[2]! - ((oh - 1) * strides[0] - pads[0] - pads[2] + rows), shape[3]! - ((ow - 1) * strides[1] - pads[1] - pads[3] + columns)] },
    });
  },
  tfjs(tf, { inputs, shapes, shape, attributes }) {
    const geometry = generalGeometryOf('general_conv2d_input_gradient', attributes);
    const [n, c, height, width] = shape as [number, number, number, number];
    const kernels = kernelToHwio(tf, spreadTaps(tf, inputs[1]!, shapes[1]!, geometry));
    const settings = { strides: [...geometry.strides], pad: generalPadding(geometry), dataFormat: 'NHWC', inputShape: [n, height, width, c / geometry.groups] };
    const result = perGroup(tf, geometry.groups, [{ value: nchwToNhwc(tf, inputs[0]!), axis: 3 }, { value: kernels, axis: 3 }], 3, ([dy, filter]) =>
      tf.engine().runKernel('Conv2DBackpropInput', { dy: dy!, filter: filter! }, settings) as NonNullable<typeof dy>);
    return nhwcToNchw(tf, result);
  },
  evaluate([g, kernels], shapes, attributes, outputShape) {
    const result = new Float64Array(sizeOf(outputShape));
    forEachGeneralTap(outputShape, shapes[1]!, shapes[0]!, generalGeometryOf('general_conv2d_input_gradient', attributes), (at, image, kernel) => {
      result[image]! += g![at]! * kernels![kernel]!;
    });
    return result;
  },
  examples: [
    { name: 'groups', inputs: [[2, 6, 4, 4], [6, 2, 3, 3]], attributes: { strides: [1, 1], dilations: [1, 1], pads: [1, 1, 1, 1], groups: 2, height: 4, width: 4 } },
    { name: 'gaps and unequal strides', inputs: [[1, 2, 3, 5], [2, 2, 2, 3]], attributes: { strides: [2, 1], dilations: [2, 2], pads: [0, 1, 1, 2], groups: 1, height: 7, width: 6 } },
    { name: 'one channel a group, a line', inputs: [[2, 3, 1, 3], [3, 1, 1, 3]], attributes: { strides: [1, 2], dilations: [1, 1], pads: [0, 1, 0, 0], groups: 3, height: 1, width: 7 } },
  ],
};
