import { sameShape } from '../../../graph/shapes.ts';
import type { NodeId } from '../../../graph/program.ts';
import { blockedBefore, blockedSlopes, fromBlocked, fromPhases, phasesBefore, toBlocked } from './blocked-layout.ts';
import type { Fusion } from './fusion.ts';
import type { Shape4 } from './phases.ts';

/** The derivative of a leaky_relu whose result or upstream gradient comes out of blocks, in the blocked layout; in phases where both are. */
export const blockedLeakyGradient: Fusion = (view, last) => {
  if (last.op !== 'leaky_relu_gradient' || view.blockSize === 0 || last.shape.length !== 4 || last.shape[1]! % view.blockSize !== 0) return null;
  const [y, g] = last.inputs as [NodeId, NodeId];
  const shape = last.shape as Shape4;
  const [, channels] = shape;
  const gradientShape = view.node(g).shape;
  // g may be one for all samples.
  if (!sameShape(view.node(y).shape, shape) || !sameShape(gradientShape.slice(1), shape.slice(1))) return null;
  const slope = Number(last.attributes['slope']);
  return (writer, nameOf) => {
    const blocked = blockedBefore(writer, nameOf(g));
    if (blocked === null && blockedBefore(writer, nameOf(y)) === null) return null;
    const times = (upstream: string, at: string): string => writer.node('Mul', [upstream, blockedSlopes(writer, at, channels, slope)]);
    const stride = blocked === null ? 0 : writer.partsOf(blocked)?.stride ?? 0;
    const [parts, at] = [phasesBefore(writer, nameOf(g), stride), phasesBefore(writer, nameOf(y), stride)];
    if (parts !== null && at !== null) return fromPhases(writer, parts.map((part, phase) => times(part, at[phase]!)), stride, shape, view.blockSize);
    return fromBlocked(writer, times(toBlocked(writer, nameOf(g)), toBlocked(writer, nameOf(y))), channels);
  };
};
