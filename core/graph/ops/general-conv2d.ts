import { GraphError } from '../graph-error.ts';
import { checkGroups, forEachGeneralTap, generalConvolvedSize, generalGeometryOf, geometryAttributes } from '../general-conv-geometry.ts';
import { expectRank } from '../shapes.ts';
import { sizeOf } from '../program.ts';
import { generalPadding, perGroup, spreadTaps } from '../tfjs-general-conv.ts';
import { kernelToHwio, nchwToNhwc, nhwcToNchw } from '../tfjs-images.ts';
import type { Op } from '../op.ts';

/**
 * Convolution of any geometry: x [n,c,h,w], kernels [o,c/groups,kh,kw], optional bias [o]; attributes `strides` and `dilations`
 * [height, width], `pads` [above, left, below, right], `groups`. `conv2d` is the common case, which engines have fast code for.
 */
export const generalConv2d: Op = {
  name: 'general_conv2d',
  infer(inputs, attributes) {
    if (inputs.length !== 2 && inputs.length !== 3) throw new GraphError(`general_conv2d: takes an image, kernels and perhaps a bias; was given ${inputs.length} inputs.`);
    expectRank('general_conv2d', inputs, 0, 4, '[n, channels, height, width]');
    expectRank('general_conv2d', inputs, 1, 4, '[out, channels/groups, kernel height, kernel width]');
    const [x, kernels, bias] = inputs as [readonly number[], readonly number[], readonly number[] | undefined];
    const geometry = generalGeometryOf('general_conv2d', attributes);
    checkGroups('general_conv2d', x[1]!, kernels, geometry.groups);
    if (bias !== undefined && (bias.length !== 1 || bias[0] !== kernels[0])) throw new GraphError(`general_conv2d: the bias has shape [${bias.join(', ')}]; [${kernels[0]}] was expected.`);
    return [x[0]!, kernels[0]!, ...generalConvolvedSize('general_conv2d', geometry, [x[2]!, x[3]!], [kernels[2]!, kernels[3]!])];
  },
  derivative({ builder, inputs, upstream, attributes, needs, shapeOf }) {
    const [x, kernels] = inputs as [number, number];
    const [, , height, width] = shapeOf(x) as [number, number, number, number];
    const [, , kernelHeight, kernelWidth] = shapeOf(kernels) as [number, number, number, number];
    const geometry = geometryAttributes(generalGeometryOf('general_conv2d', attributes));
    return [
      needs[0] ? builder.apply('general_conv2d_input_gradient', [upstream, kernels], { ...geometry, height, width }) : null,
      needs[1] ? builder.apply('general_conv2d_weight_gradient', [x, upstream], { ...geometry, kernel_height: kernelHeight, kernel_width: kernelWidth }) : null,
      needs[2] ? builder.apply('sum', [upstream], { axes: [0, 2, 3], keep_dims: false }) : null,
    ];
  },
  onnx(writer, { inputs, shapes, attributes }) {
    const { strides, dilations, pads, groups } = generalGeometryOf('general_conv2d', attributes);
    return writer.node('Conv', inputs, {
      kernel_shape: { ints: shapes[1]!.slice(2) }, strides: { ints: strides }, dilations: { ints: dilations }, pads: { ints: pads }, group: { int: groups },
    });
  },
  tfjs(tf, { inputs, shapes, attributes }) {
    const geometry = generalGeometryOf('general_conv2d', attributes);
    const kernels = spreadTaps(tf, inputs[1]!, shapes[1]!, geometry);
    const result = perGroup(tf, geometry.groups, [{ value: nchwToNhwc(tf, inputs[0]!), axis: 3 }, { value: kernelToHwio(tf, kernels), axis: 3 }], 3, ([x, part]) =>
      tf.conv2d(x as ReturnType<typeof nchwToNhwc>, part as ReturnType<typeof kernelToHwio>, [...geometry.strides], generalPadding(geometry)));
    return nhwcToNchw(tf, inputs[2] === undefined ? result : tf.add(result, inputs[2]));
  },
  evaluate([x, kernels, bias], shapes, attributes, outputShape) {
    const [, o, oh, ow] = outputShape as [number, number, number, number];
    const result = new Float64Array(sizeOf(outputShape));
    if (bias !== undefined) result.forEach((_, at) => (result[at] = bias[Math.floor(at / (oh * ow)) % o]!));
    forEachGeneralTap(shapes[0]!, shapes[1]!, outputShape, generalGeometryOf('general_conv2d', attributes), (at, image, kernel) => {
      result[at]! += x![image]! * kernels![kernel]!;
    });
    return result;
  },
  examples: [
    { name: 'groups, with bias', inputs: [[2, 4, 4, 4], [6, 2, 3, 3], [6]], attributes: { strides: [1, 1], dilations: [1, 1], pads: [1, 1, 1, 1], groups: 2 } },
    { name: 'gaps and unequal strides', inputs: [[1, 2, 7, 6], [2, 2, 2, 3]], attributes: { strides: [2, 1], dilations: [2, 2], pads: [0, 1, 1, 2], groups: 1 } },
    { name: 'one channel a group, a line', inputs: [[2, 3, 1, 7], [3, 1, 1, 3]], attributes: { strides: [1, 2], dilations: [1, 1], pads: [0, 1, 0, 0], groups: 3 } },
  ],
};
