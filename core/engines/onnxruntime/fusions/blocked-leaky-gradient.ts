import { blockedBefore, blockedSlopes, fromBlocked, toBlocked } from './blocked-layout.ts';
import { sameShape } from '../../../graph/shapes.ts';
import type { Fusion } from './fusion.ts';
import type { NodeId } from '../../../graph/program.ts';

/** The derivative of a leaky_relu whose upstream gradient comes out of blocks, in the blocked layout. */
export const blockedLeakyGradient: Fusion = (view, last) => {
  if (last.op !== 'leaky_relu_gradient' || view.blockSize === 0 || last.shape.length !== 4 || last.shape[1]! % view.blockSize !== 0) return null;
  const [y, g] = last.inputs as [NodeId, NodeId];
  if (![y, g].every((id) => sameShape(view.node(id).shape, last.shape))) return null;
  return (writer, nameOf) => {
    const upstream = blockedBefore(writer, nameOf(g));
    if (upstream === null) return null;
    const channels = last.shape[1]!;
    const slopes = blockedSlopes(writer, toBlocked(writer, nameOf(y)), channels, Number(last.attributes['slope']));
    return fromBlocked(writer, writer.node('Mul', [upstream, slopes]), channels);
  };
};
