import type { NodeId, Shape } from '../../graph/program.ts';
import type { GraphValue } from '../graph-value.ts';
import { ImportProblem } from './node-call.ts';
import type { NodeCall, NodeLowering } from './node-call.ts';
import { asImage, windowsOf } from './windows.ts';
import type { Windows } from './windows.ts';

/** Image and kernels with two image axes, whatever they had. */
function operands(call: NodeCall): { x: NodeId; kernels: NodeId; image: Shape; shape: Shape } {
  const image = asImage(call, 0);
  const own = call.shape(1);
  if (own.length !== call.shape(0).length) throw new ImportProblem(`its kernels have shape [${own.join(', ')}] for an input of shape [${call.shape(0).join(', ')}]`);
  const shape = own.length === 3 ? [own[0]!, own[1]!, 1, own[2]!] : own;
  return { image, shape, x: call.apply('reshape', [call.id(0)], { shape: image }), kernels: call.apply('reshape', [call.id(1)], { shape }) };
}

function result(call: NodeCall, id: NodeId, { rank }: Windows): GraphValue {
  const shape = call.builder.shapeOf(id);
  return call.value(rank === 1 ? call.apply('reshape', [id], { shape: [shape[0]!, shape[1]!, shape[3]!] }) : id);
}

/** The common case, one stride and one padding for all sides, is the op that engines have fast code for; unequal padding is added before it. */
function convolution(call: NodeCall): GraphValue {
  const { x, kernels, image, shape } = operands(call);
  const windows = windowsOf(call, image, call.shape(1).slice(2));
  const { strides, dilations, pads } = windows;
  const groups = call.number('group', 1);
  const bias = call.has(2) ? [call.id(2)] : [];
  const lineStride = windows.rank === 1 ? strides[1] : strides[0];
  const plain = groups === 1 && dilations[0] * (shape[2]! - 1) === shape[2]! - 1 && dilations[1] * (shape[3]! - 1) === shape[3]! - 1 && lineStride === strides[1];
  if (!plain) return result(call, call.apply('general_conv2d', [x, kernels, ...bias], { strides, dilations, pads, groups }), windows);
  const even = pads.every((count) => count === pads[0]);
  const padded = even ? x : call.apply('pad', [x], { before: [0, 0, pads[0], pads[1]], after: [0, 0, pads[2], pads[3]] });
  return result(call, call.apply('conv2d', [padded, kernels, ...bias], { stride: strides[1], padding: even ? pads[0] : 0 }), windows);
}

/** The input gradient of a convolution is what is called a transposed one: its kernels are [in, out/groups, height, width]. */
function transposed(call: NodeCall): GraphValue {
  const { x, kernels, image, shape } = operands(call);
  if (call.text('auto_pad', 'NOTSET') !== 'NOTSET' || call.numbers('output_shape') !== null) throw new ImportProblem('it names its output shape instead of pads, which is not supported', 'export with explicit padding');
  const windows = windowsOf(call, image, call.shape(1).slice(2));
  const { strides, dilations, pads } = windows;
  const groups = call.number('group', 1);
  const given = call.numbers('output_padding') ?? [];
  const extra = windows.rank === 1 ? [0, given[0] ?? 0] : [given[0] ?? 0, given[1] ?? 0];
  const size = [0, 1].map((axis) => (image[axis + 2]! - 1) * strides[axis]! + dilations[axis]! * (shape[axis + 2]! - 1) + 1 - pads[axis]! - pads[axis + 2]! + extra[axis]!);
  const y = call.apply('general_conv2d_input_gradient', [x, kernels], { strides, dilations, pads, groups, height: size[0]!, width: size[1]! });
  if (!call.has(2)) return result(call, y, windows);
  return result(call, call.apply('add', [y, call.apply('reshape', [call.id(2)], { shape: [1, call.shape(2)[0]!, 1, 1] })]), windows);
}

/** Convolutions over images and lines. */
export const convolutions: Readonly<Record<string, NodeLowering>> = { Conv: convolution, ConvTranspose: transposed };
