import { GraphError } from '../graph-error.ts';
import { forEachGeneralTap, generalConvolvedSize, generalGeometryOf, geometryAttributes, reach } from '../general-conv-geometry.ts';
import { expectInputs, expectRank, shapeText } from '../shapes.ts';
import { integer } from '../attributes.ts';
import { sizeOf } from '../program.ts';
import { gatherTaps, generalPadding, perGroup } from '../tfjs-general-conv.ts';
import { kernelFromHwio, nchwToNhwc } from '../tfjs-images.ts';
import type { Op } from '../op.ts';

/**
 * Derivative of general_conv2d in its kernels: inputs x [n,c,h,w] and g [n,o,oh,ow], result [o,c/groups,kernel_height,kernel_width];
 * attributes those of the convolution it belongs to, `kernel_height` and `kernel_width`.
 */
export const generalConv2dWeightGradient: Op = {
  name: 'general_conv2d_weight_gradient',
  infer(inputs, attributes) {
    const op = 'general_conv2d_weight_gradient';
    expectInputs(op, inputs, 2);
    expectRank(op, inputs, 0, 4, '[n, channels, height, width]');
    expectRank(op, inputs, 1, 4, '[n, out, height, width]');
    const [x, g] = inputs as [readonly number[], readonly number[]];
    const geometry = generalGeometryOf(op, attributes);
    const kernel: [number, number] = [integer(op, attributes, 'kernel_height', 1), integer(op, attributes, 'kernel_width', 1)];
    const given = generalConvolvedSize(op, geometry, [x[2]!, x[3]!], kernel);
    if (g[0] !== x[0] || g[2] !== given[0] || g[3] !== given[1] || x[1]! % geometry.groups !== 0 || g[1]! % geometry.groups !== 0) {
      throw new GraphError(`${op}: g has shape ${shapeText(g)}; ${kernel.join('×')} kernels in ${geometry.groups} groups on ${shapeText(x)} give [${x[0]}, out, ${given.join(', ')}].`);
    }
    return [g[1]!, x[1]! / geometry.groups, ...kernel];
  },
  derivative({ builder, inputs, upstream, attributes, needs, shapeOf }) {
    const [x, g] = inputs as [number, number];
    const geometry = geometryAttributes(generalGeometryOf('general_conv2d_weight_gradient', attributes));
    const [, , height, width] = shapeOf(x) as [number, number, number, number];
    return [
      needs[0] ? builder.apply('general_conv2d_input_gradient', [g, upstream], { ...geometry, height, width }) : null,
      needs[1] ? builder.apply('general_conv2d', [x, upstream], geometry) : null,
    ];
  },
  onnx(writer, { inputs, shapes, shape, attributes }) {
    // A convolution of x with g as its kernels: samples and channels change places, and so do strides and gaps.
    const { strides, dilations, pads, groups } = generalGeometryOf('general_conv2d_weight_gradient', attributes);
    const [n, , h, w] = shapes[0] as [number, number, number, number];
    const [, , oh, ow] = shapes[1] as [number, number, number, number];
    const [, own, kh, kw] = shape as [number, number, number, number];
    const split = writer.node('Reshape', [inputs[0]!, writer.ints([n, groups, own, h, w])]);
    const x = writer.node('Reshape', [writer.node('Transpose', [split], { perm: { ints: [2, 1, 0, 3, 4] } }), writer.ints([own, groups * n, h, w])]);
    const g = writer.node('Transpose', [inputs[1]!], { perm: { ints: [1, 0, 2, 3] } });
    const taps = writer.node('Conv', [x, g], {
      kernel_shape: { ints: [oh, ow] }, strides: { ints: dilations }, dilations: { ints: strides }, pads: { ints: pads }, group: { int: groups },
    });
    const cut = writer.node('Slice', [taps, writer.ints([0, 0]), writer.ints([kh, kw]), writer.ints([2, 3])]);
    return writer.node('Transpose', [cut], { perm: { ints: [1, 0, 2, 3] } });
  },
  tfjs(tf, { inputs, shape, attributes }) {
    const geometry = generalGeometryOf('general_conv2d_weight_gradient', attributes);
    const [o, own, kh, kw] = shape as [number, number, number, number];
    const filterShape = [...reach(geometry, kh, kw), own, o / geometry.groups];
    const settings = { strides: [...geometry.strides], pad: generalPadding(geometry), dataFormat: 'NHWC', filterShape };
    const operands = [{ value: nchwToNhwc(tf, inputs[0]!), axis: 3 }, { value: nchwToNhwc(tf, inputs[1]!), axis: 3 }];
    const spread = perGroup(tf, geometry.groups, operands, 3, ([x, dy]) =>
      tf.engine().runKernel('Conv2DBackpropFilter', { x: x!, dy: dy! }, settings) as NonNullable<typeof x>);
    return gatherTaps(tf, kernelFromHwio(tf, spread), shape, geometry);
  },
  evaluate([x, g], shapes, attributes, outputShape) {
    const result = new Float64Array(sizeOf(outputShape));
    forEachGeneralTap(shapes[0]!, outputShape, shapes[1]!, generalGeometryOf('general_conv2d_weight_gradient', attributes), (at, image, kernel) => {
      result[kernel]! += g![at]! * x![image]!;
    });
    return result;
  },
  examples: [
    { name: 'groups', inputs: [[2, 4, 4, 4], [2, 6, 4, 4]], attributes: { strides: [1, 1], dilations: [1, 1], pads: [1, 1, 1, 1], groups: 2, kernel_height: 3, kernel_width: 3 } },
    { name: 'gaps and unequal strides', inputs: [[1, 2, 7, 6], [1, 2, 3, 5]], attributes: { strides: [2, 1], dilations: [2, 2], pads: [0, 1, 1, 2], groups: 1, kernel_height: 2, kernel_width: 3 } },
    { name: 'one channel a group, a line', inputs: [[2, 3, 1, 7], [2, 3, 1, 3]], attributes: { strides: [1, 2], dilations: [1, 1], pads: [0, 1, 0, 0], groups: 3, kernel_height: 1, kernel_width: 3 } },
  ],
};
