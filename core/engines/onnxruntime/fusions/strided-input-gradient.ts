import { channelBlock, leakySlopes } from '../../../graph/onnx-leaky-mask.ts';
import { geometryOf } from '../../../graph/conv-geometry.ts';
import { interleave, phaseAt } from './phases.ts';
import { phaseConvolutions, phaseKernel, phaseTaps } from './strided-phases.ts';
import { poolGradientPhases } from './pooled-convolution.ts';
import type { Phases, Shape4 } from './phases.ts';
import type { EmitFused, Fusion, ProgramView } from './fusion.ts';
import type { Node, NodeId, Shape } from '../../../graph/program.ts';

/** Channels up to which the image is worth assembling from phases at the very end: so few would leave most of a channel block empty. */
const fewChannels = 4;

/**
 * Derivatives of strided convolutions in their image, as one small ordinary convolution for each phase of the image:
 * these run in ONNX Runtime's blocked image layout at full speed, which ConvTranspose does not. What follows — the
 * slopes of a leaky_relu, a first layer's convolution — is done on the phases before they are put together.
 */
export const stridedInputGradient: Fusion = (view, last) => {
  const toImage = last.op === 'conv2d_input_gradient' ? phasesThroughFirstLayer(view, last) : null;
  if (toImage !== null) return toImage;
  const phases = phasesOf(view, last);
  if (phases === null) return null;
  return (writer, nameOf) => interleave(writer, phases.emit(writer, nameOf), phases.stride, phases.shape);
};

/** Phases of a strided convolution's input gradient (times the slopes of leaky_relu where that follows) or of max_pool's. */
function phasesOf(view: ProgramView, last: Node): Phases | null {
  if (last.op === 'conv2d_input_gradient') return convolvedPhases(view, last);
  if (last.op === 'max_pool_gradient') return poolGradientPhases(view, last);
  if (last.op !== 'leaky_relu_gradient') return null;
  const [y, g] = last.inputs as [NodeId, NodeId];
  const before = view.node(g);
  if (view.onlyUser(g) !== last || y === g || before.op !== 'conv2d_input_gradient' || last.shape[1]! % channelBlock !== 0) return null;
  const phases = convolvedPhases(view, before);
  if (phases === null || view.node(y).shape.join() !== last.shape.join()) return null;
  const slope = Number(last.attributes['slope']);
  return {
    stride: phases.stride,
    // Not that of the phases: their g may be one for all samples.
    shape: last.shape as Shape4,
    emit: (writer, nameOf) =>
      phases.emit(writer, nameOf).map((value, at) => {
        const slopes = leakySlopes(writer, nameOf(y), last.shape, slope, phases.stride, phaseAt(at, phases.stride));
        return writer.node('Mul', [value, slopes]);
      }),
  };
}

function convolvedPhases(view: ProgramView, node: Node): Phases | null {
  const [g, kernels] = node.inputs as [NodeId, NodeId];
  const values = view.valuesOf(kernels);
  const geometry = geometryOf(node.op, node.attributes);
  const shape = node.shape as Shape4;
  const [, , h, w] = shape;
  if (values === null || geometry.stride < 2) return null;
  const kernelShape = view.node(kernels).shape as Shape4;
  const [o, c, kh, kw] = kernelShape;
  const [, , oh, ow] = view.node(g).shape as Shape4;
  const phases = phaseConvolutions([h, w], [oh, ow], [kh, kw], geometry);
  if (phases === null) return null;
  return {
    stride: geometry.stride,
    shape,
    emit: (writer, nameOf) =>
      phases.map(({ rows, columns, pads }) => {
        const size = [rows.length, columns.length];
        const kernel = writer.floats(phaseKernel(values, kernelShape, rows, columns), [c, o, ...size]);
        return writer.node('Conv', [nameOf(g), kernel], { kernel_shape: { ints: size }, pads: { ints: pads } });
      }),
  };
}

/** A stride-1 convolution's input gradient to an image of few channels, taken from the phases of its g to the phases of the image. */
function phasesThroughFirstLayer(view: ProgramView, last: Node): EmitFused | null {
  const [g, kernels] = last.inputs as [NodeId, NodeId];
  const { stride, padding } = geometryOf(last.op, last.attributes);
  const values = view.valuesOf(kernels);
  if (stride !== 1 || values === null || last.shape[1]! > fewChannels || view.onlyUser(g) !== last) return null;
  const phases = phasesOf(view, view.node(g));
  if (phases === null || phases.shape[2] !== last.shape[2] || phases.shape[3] !== last.shape[3]) return null;
  const kernelShape = view.node(kernels).shape as Shape4;
  const range = Array.from({ length: phases.stride }, (_, a) => a);
  const rows = range.map((a) => phaseTaps(a, kernelShape[2], phases.stride, padding));
  const columns = range.map((a) => phaseTaps(a, kernelShape[3], phases.stride, padding));
  if (rows.includes(null) || columns.includes(null)) return null;
  return (writer, nameOf) => {
    let total: string | null = null;
    phases.emit(writer, nameOf).forEach((value, at) => {
      const [a, b] = phaseAt(at, phases.stride);
      const row = rows[a]!;
      const column = columns[b]!;
      const [o, c, kh, kw] = kernelShape;
      const shape: Shape = [phases.stride ** 2 * c, o, row.size, column.size];
      const kernel = new Float32Array(shape.reduce((size, axis) => size * axis, 1));
      for (const y of row.taps) {
        for (const x of column.taps) {
          for (let channel = 0; channel < c; channel++) {
            for (let out = 0; out < o; out++) {
              const target = (y.target * phases.stride + x.target) * c + channel;
              kernel[((target * o + out) * row.size + y.at) * column.size + x.at] = values[((out * c + channel) * kh + y.tap) * kw + x.tap]!;
            }
          }
        }
      }
      const part = writer.node('Conv', [value, writer.floats(kernel, shape)], {
        kernel_shape: { ints: [row.size, column.size] },
        pads: { ints: [row.padBefore, column.padBefore, row.padAfter, column.padAfter] },
      });
      total = total === null ? part : writer.node('Add', [part, total]);
    });
    return writer.node('DepthToSpace', [total!], { blocksize: { int: phases.stride } });
  };
}
