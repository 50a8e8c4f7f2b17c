import { sizeOf } from '../../../graph/program.ts';
import type { NodeId } from '../../../graph/program.ts';
import { sameShape } from '../../../graph/shapes.ts';
import type { Fusion, ProgramView } from './fusion.ts';

/** Smaller than any activation that counts, a power of two so that dividing and multiplying by it changes no digit. */
const SMALL = 2 ** -60;

/**
 * leaky_relu's derivative before a product with weights: g times clip(y, slope·2⁻⁶⁰, 2⁻⁶⁰), which is the slope times 2⁻⁶⁰, and the weights times
 * 2⁶⁰, once for all steps of a run. That is one pass less than comparing, scaling and choosing, of which choosing runs on one thread.
 */
export const scaledLeakyGradient: Fusion = (view, last) => {
  if (last.op !== 'matmul') return null;
  const [product, weights] = last.inputs as [NodeId, NodeId];
  const gradient = view.node(product);
  if (gradient.op !== 'leaky_relu_gradient' || gradient.shape.length !== 2 || view.onlyUser(product) !== last) return null;
  const [y, g] = gradient.inputs as [NodeId, NodeId];
  const origin = originOf(view, weights);
  const worthIt = origin === 'compiled' || (origin === 'given' && sizeOf(view.node(weights).shape) <= sizeOf(gradient.shape));
  if (!worthIt || !sameShape(view.node(y).shape, gradient.shape)) return null;
  const slope = Number(gradient.attributes['slope']);
  return (writer, nameOf) => {
    const slopes = writer.node('Clip', [nameOf(y), writer.floats([slope * SMALL], []), writer.floats([SMALL], [])]);
    const scaled = writer.node('Mul', [nameOf(weights), writer.floats([1 / SMALL], [])]);
    return writer.node('MatMul', [writer.node('Mul', [nameOf(g), slopes]), scaled]);
  };
};

/** Whether a value is known when the program is compiled (what is made of it is computed once), follows from weights given at a run, or from more. */
function originOf(view: ProgramView, id: NodeId): 'compiled' | 'given' | 'other' {
  const { op, inputs } = view.node(id);
  if (op === 'input') return 'other';
  if (op === 'parameter' || op === 'constant') return view.valuesOf(id) === null ? 'given' : 'compiled';
  const origins = inputs.map((input) => originOf(view, input));
  return origins.includes('other') ? 'other' : origins.includes('given') ? 'given' : 'compiled';
}
