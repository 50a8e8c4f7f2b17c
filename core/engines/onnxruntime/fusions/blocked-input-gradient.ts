import { geometryOf } from '../../../graph/conv-geometry.ts';
import { blockedConvolve, blockedKernelsTurned, fewPixels, fromBlocked, interleaveBlocked, toBlocked } from './blocked-layout.ts';
import { phaseAxis } from './strided-phases.ts';
import type { Fusion } from './fusion.ts';
import type { NodeId } from '../../../graph/program.ts';
import type { OnnxWriter } from '../../../graph/lowering-onnx.ts';
import type { PhaseAxis } from './strided-phases.ts';
import type { Shape4 } from './phases.ts';

/** A convolution's derivative in its image where kernels are known only at a run: a convolution for each phase, in the blocked layout. */
export const blockedInputGradient: Fusion = (view, last) => {
  if (last.op !== 'conv2d_input_gradient' || view.blockSize === 0) return null;
  const [g, kernels] = last.inputs as [NodeId, NodeId];
  const shape = last.shape as Shape4;
  const [, c, h, w] = shape;
  const kernelShape = view.node(kernels).shape as Shape4;
  const [, o, oh, ow] = view.node(g).shape as Shape4;
  const { stride, padding } = geometryOf(last.op, last.attributes);
  const wholeBlocks = o % view.blockSize === 0 && c % view.blockSize === 0;
  if (view.valuesOf(kernels) !== null || !wholeBlocks || h % stride !== 0 || w % stride !== 0 || oh * ow < fewPixels) return null;
  const range = Array.from({ length: stride }, (_, a) => a);
  const rows = range.map((a) => phaseAxis(a, h, oh, kernelShape[2], stride, padding));
  const columns = range.map((a) => phaseAxis(a, w, ow, kernelShape[3], stride, padding));
  if (rows.includes(null) || columns.includes(null)) return null;
  return (writer, nameOf) => {
    const image = toBlocked(writer, nameOf(g));
    const phases = rows.flatMap((row) =>
      columns.map((column) => {
        const size = [row!.taps.length, column!.taps.length] as const;
        const taps = tapsOf(writer, nameOf(kernels), row!, column!);
        return blockedConvolve(writer, [image, blockedKernelsTurned(writer, taps, [o, c, ...size], view.blockSize)], {
          kernel_shape: { ints: size },
          pads: { ints: [row!.padBefore, column!.padBefore, row!.padAfter, column!.padAfter] },
        });
      }),
    );
    return fromBlocked(writer, stride === 1 ? phases[0]! : interleaveBlocked(writer, phases, stride, shape, view.blockSize), c);
  };
};

/** The rows and columns of kernels [o,c,kh,kw] that reach a phase, in the order in which a correlation meets them. */
function tapsOf(writer: OnnxWriter, kernels: string, row: PhaseAxis, column: PhaseAxis): string {
  const rows = writer.node('Gather', [kernels, writer.ints(row.taps)], { axis: { int: 2 } });
  return writer.node('Gather', [rows, writer.ints(column.taps)], { axis: { int: 3 } });
}
