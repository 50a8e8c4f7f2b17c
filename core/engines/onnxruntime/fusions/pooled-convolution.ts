import { geometryOf } from '../../../graph/conv-geometry.ts';
import { phaseAt } from './phases.ts';
import type { Fusion, ProgramView } from './fusion.ts';
import type { Node, NodeId } from '../../../graph/program.ts';
import type { OnnxWriter } from '../../../graph/lowering-onnx.ts';
import type { Phases, Shape4 } from './phases.ts';

// max_pool of a convolution, where its derivative is wanted too: ONNX Runtime finds the indices of the largest elements
// slowly (and then puts gradients in place one by one). Computed by phases, the convolution gives each element of a
// window as a tensor of its own, and largest elements and their derivatives are plain arithmetic on these.

/** max_pool of a convolution as the maximum of the convolution's phases. */
export const pooledConvolution: Fusion = (view, last) => {
  if (last.op !== 'max_pool') return null;
  const phases = convolutionPhases(view, last.inputs[0]!, Number(last.attributes['size']));
  return phases === null ? null : (writer, nameOf) => runningMaxima(writer, phases.emit(writer, nameOf)).at(-1)!;
};

/** Phases of max_pool_gradient where the pooled image is a convolution's, null elsewhere. */
export function poolGradientPhases(view: ProgramView, node: Node): Phases | null {
  if (node.op !== 'max_pool_gradient') return null;
  const [x, g] = node.inputs as [NodeId, NodeId];
  const phases = convolutionPhases(view, x, Number(node.attributes['size']));
  if (phases === null) return null;
  return {
    ...phases,
    emit(writer, nameOf) {
      const values = phases.emit(writer, nameOf);
      const maxima = runningMaxima(writer, values);
      // From the last element to the first: it takes what is left of g where it beats all before it.
      const parts: string[] = [];
      let left = nameOf(g);
      for (let at = values.length - 1; at > 0; at--) {
        const beats = writer.fromBoolean(writer.node('Greater', [values[at]!, maxima[at - 1]!]));
        const taken = writer.node('Mul', [left, beats]);
        left = writer.node('Sub', [left, taken]);
        parts.unshift(taken);
      }
      return [left, ...parts];
    },
  };
}

/** Entry i: the maximum of the first i + 1 values. */
function runningMaxima(writer: OnnxWriter, values: readonly string[]): readonly string[] {
  const maxima = [values[0]!];
  for (const value of values.slice(1)) maxima.push(writer.node('Max', [maxima.at(-1)!, value]));
  return maxima;
}

/** The windows' elements of a convolution that is used for max pooling and its derivative only, null for anything else. */
function convolutionPhases(view: ProgramView, id: NodeId, size: number): Phases | null {
  const node = view.node(id);
  const users = view.usersOf(id);
  const pooledOnly = users.every((user) => (user.op === 'max_pool' || user.op === 'max_pool_gradient') && user.inputs[0] === id && user.inputs[1] !== id && user.attributes['size'] === size);
  if (node.op !== 'conv2d' || view.isOutput(id) || !pooledOnly || !users.some((user) => user.op === 'max_pool_gradient')) return null;
  const [x, kernels, bias] = node.inputs as [NodeId, NodeId, NodeId | undefined];
  const values = view.valuesOf(kernels);
  const shape = node.shape as Shape4;
  if (values === null || shape[2] % size !== 0 || shape[3] % size !== 0) return null;
  const { stride, padding } = geometryOf(node.op, node.attributes);
  const [, , h, w] = view.node(x).shape as Shape4;
  const kernelShape = view.node(kernels).shape as Shape4;
  return {
    stride: size,
    shape,
    emit: (writer, nameOf) =>
      Array.from({ length: size * size }, (_, at) => {
        const [a, b] = phaseAt(at, size);
        const rows = startingAt(a * stride - padding, h, kernelShape[2], size * stride, shape[2] / size);
        const columns = startingAt(b * stride - padding, w, kernelShape[3], size * stride, shape[3] / size);
        const shifted = shiftedKernels(values, kernelShape, rows.shift, columns.shift);
        const sizes = [kernelShape[2] + rows.shift, kernelShape[3] + columns.shift];
        const inputs = [nameOf(x), writer.floats(shifted, [kernelShape[0], kernelShape[1], ...sizes]), ...(bias === undefined ? [] : [nameOf(bias)])];
        return writer.node('Conv', inputs, {
          kernel_shape: { ints: sizes },
          strides: { ints: [size * stride, size * stride] },
          pads: { ints: [rows.before, columns.before, rows.after, columns.after] },
        });
      }),
  };
}

/** Padding for a convolution whose first tap lies at `start`; a start inside the image is reached by `shift` zero taps before it. */
function startingAt(start: number, size: number, kernel: number, stride: number, count: number): { before: number; after: number; shift: number } {
  const end = start + (count - 1) * stride + kernel;
  return { before: Math.max(0, -start), after: Math.max(0, end - size), shift: Math.max(0, start) };
}

function shiftedKernels(values: Float32Array, [o, c, kh, kw]: Shape4, down: number, right: number): Float32Array {
  if (down === 0 && right === 0) return values;
  const [height, width] = [kh + down, kw + right];
  const result = new Float32Array(o * c * height * width);
  values.forEach((value, at) => {
    const plane = Math.floor(at / (kh * kw));
    const row = Math.floor(at / kw) % kh;
    result[(plane * height + row + down) * width + (at % kw) + right] = value;
  });
  return result;
}
