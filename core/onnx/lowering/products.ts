import type { NodeId } from '../../graph/program.ts';
import type { GraphValue } from '../graph-value.ts';
import { lowerEinsum } from './einsum.ts';
import type { NodeCall, NodeLowering } from './node-call.ts';

/** α·A'B' + β·C, where A' and B' may be transposed. */
function gemm(call: NodeCall): GraphValue {
  const swapped = (at: number, name: string): NodeId => (call.number(name, 0) === 0 ? call.id(at) : call.apply('transpose', [call.id(at)], { perm: [1, 0] }));
  const times = (node: NodeId, factor: number): NodeId => (factor === 1 ? node : call.apply('mul', [node, call.builder.scalar(factor)]));
  const product = times(call.apply('matmul', [swapped(0, 'transA'), swapped(1, 'transB')]), call.number('alpha', 1));
  if (!call.has(2)) return call.value(product);
  return call.value(call.apply('add', [product, times(call.id(2), call.number('beta', 1))]));
}

/** numpy's matmul: a vector is a row on the left and a column on the right, and the axis it was given is dropped. */
function matmul(call: NodeCall): GraphValue {
  const [a, b] = [call.shape(0), call.shape(1)];
  const left = a.length === 1 ? call.apply('reshape', [call.id(0)], { shape: [1, a[0]!] }) : call.id(0);
  const right = b.length === 1 ? call.apply('reshape', [call.id(1)], { shape: [b[0]!, 1] }) : call.id(1);
  const result = call.apply('matmul', [left, right]);
  if (a.length > 1 && b.length > 1) return call.value(result);
  const shape = [...call.builder.shapeOf(result)];
  if (b.length === 1) shape.splice(-1, 1);
  if (a.length === 1) shape.splice(b.length === 1 ? -1 : -2, 1);
  return call.value(call.apply('reshape', [result], { shape }));
}

/** Products of matrices. */
export const products: Readonly<Record<string, NodeLowering>> = { Gemm: gemm, MatMul: matmul, Einsum: (call) => call.value(lowerEinsum(call)) };
