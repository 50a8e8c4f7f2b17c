import type { NodeId, Shape } from '../../graph/program.ts';
import type { GraphValue } from '../graph-value.ts';
import { sliceAlong, strideAlong } from './axis-maps.ts';
import { ImportProblem } from './node-call.ts';
import type { NodeCall, NodeLowering } from './node-call.ts';
import { asImage, windowsOf } from './windows.ts';
import type { Windows } from './windows.ts';

/** Lower than any element that counts, so that what is added around an image is never the largest. */
const LOW = -3e38;

/** A pool in place: how many windows there are, and what must be added so that the last one is whole. */
interface Placed extends Windows {
  readonly image: Shape;
  readonly out: readonly [number, number];
  /** Added above, left, below, right: the pads, and below and right what windows that hang over need. */
  readonly room: readonly [number, number, number, number];
}

function placed(call: NodeCall): Placed {
  const image = asImage(call, 0);
  const windows = windowsOf(call, image, null);
  const { kernel, strides, dilations, pads, ceil } = windows;
  const spans = [0, 1].map((axis) => (kernel[axis]! - 1) * dilations[axis]! + 1);
  const out = [0, 1].map((axis) => {
    const room = image[axis + 2]! + pads[axis]! + pads[axis + 2]! - spans[axis]!;
    if (room < 0) throw new ImportProblem(`windows of ${kernel.join('×')} do not fit [${image.join(', ')}]`);
    const count = (ceil ? Math.ceil : Math.floor)(room / strides[axis]!) + 1;
    // A window that would begin behind the image and what was added before it does not count.
    return ceil && (count - 1) * strides[axis]! >= image[axis + 2]! + pads[axis]! ? count - 1 : count;
  }) as [number, number];
  const behind = [0, 1].map((axis) => Math.max(0, (out[axis]! - 1) * strides[axis]! + spans[axis]! - image[axis + 2]! - pads[axis]!));
  return { ...windows, image, out, room: [pads[0], pads[1], behind[0]!, behind[1]!] };
}

function asImageNode(call: NodeCall, image: Shape): NodeId {
  return call.apply('reshape', [call.id(0)], { shape: image });
}

function finish(call: NodeCall, id: NodeId, rank: number): GraphValue {
  const shape = call.builder.shapeOf(id);
  return call.value(rank === 1 ? call.apply('reshape', [id], { shape: [shape[0]!, shape[1]!, shape[3]!] }) : id);
}

/** Square windows side by side are ops of their own. */
function sideBySide({ kernel, strides, dilations, room, image, out }: Placed): boolean {
  const square = kernel[0] === kernel[1] && strides[0] === kernel[0] && strides[1] === kernel[1] && (kernel[0] === 1 || (dilations[0] === 1 && dilations[1] === 1));
  return square && room.every((count) => count === 0) && out[0] === Math.floor(image[2]! / kernel[0]) && out[1] === Math.floor(image[3]! / kernel[1]);
}

function maxPool(call: NodeCall): GraphValue {
  if (call.node.outputs.length > 1) throw new ImportProblem('its second output, the places of the largest, is not supported');
  const at = placed(call);
  const x = asImageNode(call, at.image);
  if (sideBySide(at)) return finish(call, call.apply('max_pool', [x], { size: at.kernel[0] }), at.rank);
  const { kernel, strides, dilations, out, room } = at;
  const padded = room.every((count) => count === 0) ? x : padWith(call, x, room, LOW);
  if (kernel[0] * kernel[1] > 121) throw new ImportProblem(`its windows of ${kernel.join('×')} overlap, which is supported up to 11×11`);
  // The largest of what each place of the window sees.
  let largest: NodeId | null = null;
  for (let i = 0; i < kernel[0]; i++) {
    for (let j = 0; j < kernel[1]; j++) {
      const seen = tap(call, padded, i * dilations[0], j * dilations[1], strides, out);
      largest = largest === null ? seen : call.apply('maximum', [largest, seen]);
    }
  }
  return finish(call, largest!, at.rank);
}

function padWith(call: NodeCall, x: NodeId, room: readonly number[], value: number): NodeId {
  const shape = call.builder.shapeOf(x);
  const one = (size: readonly number[]): NodeId => call.apply('broadcast_to', [call.builder.scalar(value)], { shape: size });
  const [above, left, below, right] = room as [number, number, number, number];
  const rows = [...(above > 0 ? [one([shape[0]!, shape[1]!, above, shape[3]!])] : []), x, ...(below > 0 ? [one([shape[0]!, shape[1]!, below, shape[3]!])] : [])];
  const tall = call.apply('concat', rows, { axis: 2 });
  const height = call.builder.shapeOf(tall)[2]!;
  const columns = [...(left > 0 ? [one([shape[0]!, shape[1]!, height, left])] : []), tall, ...(right > 0 ? [one([shape[0]!, shape[1]!, height, right])] : [])];
  return call.apply('concat', columns, { axis: 3 });
}

/** What one place of a window sees, over all windows. */
function tap(call: NodeCall, x: NodeId, row: number, column: number, strides: readonly [number, number], out: readonly [number, number]): NodeId {
  const { builder } = call;
  const [, , height, width] = builder.shapeOf(x) as [number, number, number, number];
  const rows = strideAlong(builder, sliceAlong(builder, x, 2, row, height), 2, strides[0], out[0]);
  return strideAlong(builder, sliceAlong(builder, rows, 3, column, width), 3, strides[1], out[1]);
}

/** Sums by a convolution of each channel with ones, over the number of elements of each window. */
function averagePool(call: NodeCall): GraphValue {
  const at = placed(call);
  const x = asImageNode(call, at.image);
  if (sideBySide(at)) return finish(call, call.apply('average_pool', [x], { size: at.kernel[0] }), at.rank);
  const [n, c, h, w] = at.image as [number, number, number, number];
  const { kernel, strides, dilations, room, out } = at;
  const geometry = { strides, dilations, pads: room, groups: 1 };
  const planes = call.apply('reshape', [x], { shape: [n * c, 1, h, w] });
  const ones = call.builder.constant(new Float32Array(kernel[0] * kernel[1]).fill(1), [1, 1, kernel[0], kernel[1]]);
  const sums = call.apply('reshape', [call.apply('general_conv2d', [planes, ones], geometry)], { shape: [n, c, out[0], out[1]] });
  const counted = call.number('count_include_pad', 0) !== 0 ? [at.pads[0], at.pads[1], at.pads[2], at.pads[3]] : [0, 0, 0, 0];
  const shares = Float32Array.from({ length: out[0] * out[1] }, (_, window) => {
    const place = [Math.floor(window / out[1]), window % out[1]];
    const inside = [0, 1].map((axis) => {
      let count = 0;
      for (let i = 0; i < kernel[axis]!; i++) {
        const pixel = place[axis]! * strides[axis]! + i * dilations[axis]! - at.pads[axis]!;
        if (pixel >= -counted[axis]! && pixel < at.image[axis + 2]! + counted[axis + 2]!) count++;
      }
      return count;
    });
    return 1 / Math.max(1, inside[0]! * inside[1]!);
  });
  const uniform = shares.every((share) => share === shares[0]);
  const share = uniform ? call.builder.scalar(shares[0]!) : call.builder.constant(shares, [1, 1, out[0], out[1]]);
  return finish(call, call.apply('mul', [sums, share]), at.rank);
}

function overImage(op: string): NodeLowering {
  return (call) => {
    const axes = call.shape(0).map((_, axis) => axis).slice(2);
    return call.value(call.apply(op, [call.id(0)], { axes, keep_dims: true }));
  };
}

/** Windows over images. */
export const pools: Readonly<Record<string, NodeLowering>> = {
  MaxPool: maxPool,
  AveragePool: averagePool,
  GlobalAveragePool: overImage('mean'),
  GlobalMaxPool: overImage('max'),
};
