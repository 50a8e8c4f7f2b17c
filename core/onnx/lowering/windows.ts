import type { Shape } from '../../graph/program.ts';
import { ImportProblem } from './node-call.ts';
import type { NodeCall } from './node-call.ts';

/** Windows that slide over an image: kernels of a convolution, windows of a pool. A line is an image of one row. */
export interface Windows {
  readonly kernel: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
  /** Above, left, below, right. */
  readonly pads: readonly [number, number, number, number];
  readonly ceil: boolean;
  /** How many image axes the tensor has: 1 for a line. */
  readonly rank: number;
}

/** [n, c, length] as [n, c, 1, length]; images as they are. */
export function asImage(call: NodeCall, at: number): Shape {
  const shape = call.shape(at);
  if (shape.length === 3) return [shape[0]!, shape[1]!, 1, shape[2]!];
  if (shape.length !== 4) throw new ImportProblem(`it takes images [n, channels, height, width] or lines [n, channels, length] and is given [${shape.join(', ')}]`);
  return shape;
}

/** A node's attributes about its windows, for an image of a size. `kernel`: of the weights, where there are any. */
export function windowsOf(call: NodeCall, image: Shape, kernel: Shape | null): Windows {
  const rank = call.shape(0).length - 2;
  const pair = (name: string, otherwise: number): [number, number] => both(call, name, rank) ?? [otherwise, otherwise];
  const size = kernel === null ? pair('kernel_shape', 0) : ((kernel.length === 1 ? [1, kernel[0]!] : kernel) as [number, number]);
  const strides = pair('strides', 1);
  const dilations = pair('dilations', 1);
  if ([...size, ...strides, ...dilations].some((value) => !Number.isInteger(value) || value < 1 || value > 65536)) {
    throw new ImportProblem(`its kernel is ${size.join('×')}, its strides are ${strides.join('×')}, its dilations ${dilations.join('×')}`);
  }
  if (rank === 1) {
    strides[0] = 1;
    dilations[0] = 1;
  }
  return { kernel: size, strides, dilations, pads: padsOf(call, image, { kernel: size, strides, dilations }, rank), ceil: call.number('ceil_mode', 0) !== 0, rank };
}

function both(call: NodeCall, name: string, rank: number): [number, number] | null {
  const values = call.numbers(name);
  if (values === null) return null;
  if (values.length !== rank) throw new ImportProblem(`its ${name} are [${values.join(', ')}] for ${rank} axes`);
  return rank === 1 ? [1, values[0]!] : [values[0]!, values[1]!];
}

function padsOf(call: NodeCall, image: Shape, { kernel, strides, dilations }: Pick<Windows, 'kernel' | 'strides' | 'dilations'>, rank: number): [number, number, number, number] {
  const auto = call.text('auto_pad', 'NOTSET');
  if (auto === 'SAME_UPPER' || auto === 'SAME_LOWER') {
    const total = [0, 1].map((axis) => Math.max(0, (Math.ceil(image[axis + 2]! / strides[axis]!) - 1) * strides[axis]! + (kernel[axis]! - 1) * dilations[axis]! + 1 - image[axis + 2]!));
    const less = total.map((count) => Math.floor(count / 2));
    const more = total.map((count, axis) => count - less[axis]!);
    return auto === 'SAME_UPPER' ? [less[0]!, less[1]!, more[0]!, more[1]!] : [more[0]!, more[1]!, less[0]!, less[1]!];
  }
  if (auto !== 'NOTSET' && auto !== 'VALID') throw new ImportProblem(`its auto_pad is "${auto.slice(0, 40)}"`);
  const pads = (auto === 'VALID' ? null : call.numbers('pads')) ?? Array<number>(2 * rank).fill(0);
  if (pads.length !== 2 * rank || pads.some((count) => !Number.isInteger(count) || count < 0 || count > 65536)) throw new ImportProblem(`its pads are [${pads.join(', ')}]`);
  return rank === 1 ? [0, pads[0]!, 0, pads[1]!] : (pads as unknown as [number, number, number, number]);
}
