import type { NodeId } from '../../../graph/program.ts';
import type { OnnxWriter } from '../../../graph/lowering-onnx.ts';
import { fromBlocked, fromPhases, phasesOfBlocked, toBlocked } from './blocked-layout.ts';
import type { Fusion } from './fusion.ts';
import type { Shape4 } from './phases.ts';

// Pools of an image that is in phases: each element of a window is a tensor of its own, and largest elements and their derivatives are
// plain arithmetic on these. (ONNX Runtime finds the indices of the largest slowly, and then puts gradients in place one by one.)

/** max_pool of an image in phases: the largest of them. */
export const blockedPool: Fusion = (view, last) => {
  if (last.op !== 'max_pool' || view.blockSize === 0) return null;
  const x = last.inputs[0]!;
  return (writer, nameOf) => {
    const phases = phasesOfBlocked(writer, nameOf(x), Number(last.attributes['size']), view.node(x).shape as Shape4, view.blockSize);
    return phases === null ? null : fromBlocked(writer, runningMaxima(writer, phases).at(-1)!, last.shape[1]!);
  };
};

/** max_pool_gradient where the pooled image is in phases: in phases too. */
export const blockedPoolGradient: Fusion = (view, last) => {
  if (last.op !== 'max_pool_gradient' || view.blockSize === 0) return null;
  const [x, g] = last.inputs as [NodeId, NodeId];
  const size = Number(last.attributes['size']);
  return (writer, nameOf) => {
    const values = phasesOfBlocked(writer, nameOf(x), size, last.shape as Shape4, view.blockSize);
    if (values === null) return null;
    const maxima = runningMaxima(writer, values);
    // From the last element to the first: it takes what is left of g where it beats all before it.
    const parts: string[] = [];
    let left = toBlocked(writer, nameOf(g));
    for (let at = values.length - 1; at > 0; at--) {
      const beats = writer.fromBoolean(writer.node('Greater', [values[at]!, maxima[at - 1]!]));
      const taken = writer.node('Mul', [left, beats]);
      left = writer.node('Sub', [left, taken]);
      parts.unshift(taken);
    }
    return fromPhases(writer, [left, ...parts], size, last.shape as Shape4, view.blockSize);
  };
};

/** Entry i: the maximum of the first i + 1 values. */
export function runningMaxima(writer: OnnxWriter, values: readonly string[]): readonly string[] {
  const maxima = [values[0]!];
  for (const value of values.slice(1)) maxima.push(writer.node('Max', [maxima.at(-1)!, value]));
  return maxima;
}
