import type { NodeId } from '../../graph/program.ts';
import { axisIn, ImportProblem } from './node-call.ts';
import type { NodeCall, NodeLowering } from './node-call.ts';

interface Reduction {
  readonly axes: readonly number[];
  readonly keep_dims: boolean;
}

/** Axes as an attribute or, in newer operator sets, an input; all axes where there are none. */
function reductionOf(call: NodeCall): Reduction | null {
  const rank = call.shape(0).length;
  const given = call.numbers('axes') ?? call.known(1, 'axes');
  if ((given === null || given.length === 0) && call.number('noop_with_empty_axes', 0) === 1) return null;
  const axes = given === null || given.length === 0 ? Array.from({ length: rank }, (_, axis) => axis) : given.map((axis) => axisIn(axis, rank));
  return { axes: [...new Set(axes)].sort((a, b) => a - b), keep_dims: call.number('keepdims', 1) !== 0 };
}

/** A reduction of f(x), and g of its result. */
function reduce(op: string, before: (call: NodeCall, x: NodeId) => NodeId = (_, x) => x, after: (call: NodeCall, x: NodeId) => NodeId = (_, x) => x): NodeLowering {
  return (call) => {
    const reduction = reductionOf(call);
    const x = before(call, call.id(0));
    return call.value(after(call, reduction === null ? x : call.apply(op, [x], { ...reduction })), call.input(0).kind);
  };
}

const by = (op: string) => (call: NodeCall, x: NodeId): NodeId => call.apply(op, [x]);

function product(call: NodeCall): NodeId {
  const { axes, keep_dims: keep } = reductionOf(call) ?? { axes: [], keep_dims: true };
  let x = call.id(0);
  for (const axis of axes) {
    const shape = call.builder.shapeOf(x);
    if (shape[axis]! > 256) throw new ImportProblem(`it multiplies ${shape[axis]} elements; at most 256 are supported`);
    const parts = Array.from({ length: shape[axis]! }, (_, at) =>
      call.apply('slice', [x], { starts: shape.map((_size, other) => (other === axis ? at : 0)), ends: shape.map((size, other) => (other === axis ? at + 1 : size)) }));
    x = parts.reduce((a, b) => call.apply('mul', [a, b]));
  }
  return keep ? x : call.apply('reshape', [x], { shape: call.builder.shapeOf(x).filter((_, axis) => !axes.includes(axis)) });
}

/** Before opset 13 the axes from `axis` on were one: a matrix of rows. */
function alongRows(call: NodeCall, of: (x: NodeId, axis: number) => NodeId): NodeId {
  const shape = call.shape(0);
  const axis = axisIn(call.number('axis', call.opset < 13 ? 1 : -1), shape.length);
  if (call.opset >= 13) return of(call.id(0), axis);
  const size = (axes: readonly number[]): number => axes.reduce((product, length) => product * length, 1);
  const matrix = call.apply('reshape', [call.id(0)], { shape: [size(shape.slice(0, axis)), size(shape.slice(axis))] });
  return call.apply('reshape', [of(matrix, 1)], { shape });
}

/** Sums and the like over axes, and what is normalised along one. */
export const reductions: Readonly<Record<string, NodeLowering>> = {
  ReduceSum: reduce('sum'),
  ReduceMean: reduce('mean'),
  ReduceMax: reduce('max'),
  ReduceMin: reduce('max', by('neg'), by('neg')),
  ReduceProd: (call) => call.value(product(call), call.input(0).kind),
  ReduceL1: reduce('sum', by('abs')),
  ReduceL2: reduce('sum', by('square'), by('sqrt')),
  ReduceSumSquare: reduce('sum', by('square')),
  ReduceLogSum: reduce('sum', undefined, by('log')),
  ReduceLogSumExp: reduce('log_sum_exp'),
  Softmax: (call) => call.value(alongRows(call, (x, axis) => call.apply('softmax', [x], { axis }))),
  LogSoftmax: (call) => call.value(alongRows(call, (x, axis) => call.apply('sub', [x, call.apply('log_sum_exp', [x], { axes: [axis], keep_dims: true })]))),
};
