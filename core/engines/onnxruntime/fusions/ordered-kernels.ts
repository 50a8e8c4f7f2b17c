import type { NodeId } from '../../../graph/program.ts';
import type { OnnxWriter } from '../../../graph/lowering-onnx.ts';
import type { ProgramView } from './fusion.ts';
import type { Shape4 } from './phases.ts';

// Kernels of blocked convolutions, b channels a block: [o/b, c/b, kh, kw, b of c, b of o] under the shape [o,c,kh,kw], or, on a plain
// image of less than b channels, [o/b, c, kh, kw, b of o].

/** Which taps of the kernels a convolution has, and which way it goes. */
export interface KernelOrder {
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  /** From the kernels' outputs to their channels: what takes a derivative back. */
  readonly turned: boolean;
  /** On a plain image of less than a block of channels. */
  readonly plain: boolean;
}

/** All taps, forwards. */
export function allTaps([, , kh, kw]: Shape4, plain: boolean): KernelOrder {
  return { rows: Array.from({ length: kh }, (_, row) => row), columns: Array.from({ length: kw }, (_, column) => column), turned: false, plain };
}

/** Kernels in that order: of constants they are put so here, of others at every run. Only constant ones can be filled up to whole blocks of outputs. */
export function orderedKernels(writer: OnnxWriter, view: ProgramView, id: NodeId, nameOf: (id: NodeId) => string, order: KernelOrder): string {
  const shape = view.node(id).shape as Shape4;
  const values = view.valuesOf(id);
  if (values === null) return orderedAtRun(writer, nameOf(id), shape, view.blockSize, order);
  const [o, c] = order.turned ? [shape[1], shape[0]] : [shape[0], shape[1]];
  const filled = Math.ceil(o / view.blockSize) * view.blockSize;
  return writer.floats(orderedValues(values, shape, view.blockSize, order), [filled, c, order.rows.length, order.columns.length]);
}

function orderedValues(values: Float32Array, [kernelOutputs, kernelChannels, kh, kw]: Shape4, block: number, { rows, columns, turned, plain }: KernelOrder): Float32Array {
  const [o, c] = turned ? [kernelChannels, kernelOutputs] : [kernelOutputs, kernelChannels];
  // Where the value of output i and channel j lies.
  const [outputStep, channelStep] = turned ? [kh * kw, kernelChannels * kh * kw] : [kernelChannels * kh * kw, kh * kw];
  const taps = rows.flatMap((row) => columns.map((column) => row * kw + column));
  const ordered = new Float32Array(Math.ceil(o / block) * block * c * taps.length);
  const group = plain ? 1 : block;
  for (let output = 0; output < o; output++) {
    const start = Math.floor(output / block) * block * c * taps.length + (output % block);
    for (let channel = 0; channel < c; channel++) {
      let target = start + (Math.floor(channel / group) * group * taps.length + (channel % group)) * block;
      const source = output * outputStep + channel * channelStep;
      for (let tap = 0; tap < taps.length; tap++) {
        ordered[target] = values[source + taps[tap]!]!;
        target += group * block;
      }
    }
  }
  return ordered;
}

function orderedAtRun(writer: OnnxWriter, kernels: string, [o, c, kh, kw]: Shape4, block: number, { rows, columns, turned, plain }: KernelOrder): string {
  const taps = gathered(writer, gathered(writer, kernels, rows, kh, 2), columns, kw, 3);
  const size = [rows.length, columns.length];
  if (plain) {
    const split = writer.node('Reshape', [taps, writer.ints([o / block, block, c * rows.length * columns.length])]);
    return writer.node('Reshape', [writer.node('Transpose', [split], { perm: { ints: [0, 2, 1] } }), writer.ints([o, c, ...size])]);
  }
  const split = writer.node('Reshape', [taps, writer.ints([o / block, block, c / block, block, ...size])]);
  const ordered = writer.node('Transpose', [split], { perm: { ints: turned ? [2, 0, 4, 5, 1, 3] : [0, 2, 4, 5, 3, 1] } });
  return writer.node('Reshape', [ordered, writer.ints(turned ? [c, o, ...size] : [o, c, ...size])]);
}

/** These places of an axis, in this order. */
function gathered(writer: OnnxWriter, kernels: string, places: readonly number[], size: number, axis: number): string {
  if (places.length === size && places.every((place, at) => place === at)) return kernels;
  return writer.node('Gather', [kernels, writer.ints(places)], { axis: { int: axis } });
}
