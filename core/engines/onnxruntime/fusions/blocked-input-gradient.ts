import { geometryOf } from '../../../graph/conv-geometry.ts';
import { blockedConvolve, blockedKernelsTurned, fewPixels, fromBlocked, interleaveBlocked, toBlocked } from './blocked-layout.ts';
import { phaseConvolutions } from './strided-phases.ts';
import type { Fusion } from './fusion.ts';
import type { NodeId } from '../../../graph/program.ts';
import type { OnnxWriter } from '../../../graph/lowering-onnx.ts';
import type { Shape4 } from './phases.ts';

/** A convolution's derivative in its image where kernels are known only at a run: a convolution for each phase, in the blocked layout. */
export const blockedInputGradient: Fusion = (view, last) => {
  if (last.op !== 'conv2d_input_gradient' || view.blockSize === 0) return null;
  const [g, kernels] = last.inputs as [NodeId, NodeId];
  const shape = last.shape as Shape4;
  const [, c, h, w] = shape;
  const [, , kh, kw] = view.node(kernels).shape as Shape4;
  const [, o, oh, ow] = view.node(g).shape as Shape4;
  const geometry = geometryOf(last.op, last.attributes);
  const wholeBlocks = o % view.blockSize === 0 && c % view.blockSize === 0;
  if (view.valuesOf(kernels) !== null || !wholeBlocks || oh * ow < fewPixels) return null;
  const phases = phaseConvolutions([h, w], [oh, ow], [kh, kw], geometry);
  if (phases === null) return null;
  return (writer, nameOf) => {
    const image = toBlocked(writer, nameOf(g));
    const convolved = phases.map(({ rows, columns, pads }) => {
      const size = [rows.length, columns.length] as const;
      const kernel = blockedKernelsTurned(writer, tapsOf(writer, nameOf(kernels), rows, columns), [o, c, ...size], view.blockSize);
      return blockedConvolve(writer, [image, kernel], { kernel_shape: { ints: size }, pads: { ints: pads } });
    });
    return fromBlocked(writer, geometry.stride === 1 ? convolved[0]! : interleaveBlocked(writer, convolved, geometry.stride, shape, view.blockSize), c);
  };
};

/** These rows and columns of kernels [o,c,kh,kw], in this order. */
function tapsOf(writer: OnnxWriter, kernels: string, rows: readonly number[], columns: readonly number[]): string {
  const chosen = writer.node('Gather', [kernels, writer.ints(rows)], { axis: { int: 2 } });
  return writer.node('Gather', [chosen, writer.ints(columns)], { axis: { int: 3 } });
}
