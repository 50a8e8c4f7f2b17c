import type { FlatNode } from './flatten-graph.ts';
import type { GraphValue } from './graph-value.ts';
import { knownValue } from './lowering/node-call.ts';

/**
 * Batch normalisation in eval mode, (x − μ)γ/√(σ² + ε) + β with fixed numbers, is one scale and one shift of each channel. Behind a
 * convolution that nothing else reads both go into its weights; elsewhere they are a product and a sum. `values`: of a walk of
 * the graph; `tensors` gets the new ones. `output`: a value that must stay.
 */
export function foldNorms(nodes: readonly FlatNode[], values: ReadonlyMap<string, GraphValue>, tensors: Map<string, GraphValue>, output: string): FlatNode[] {
  const uses = new Map<string, number>();
  for (const { inputs } of nodes) for (const name of inputs) uses.set(name, (uses.get(name) ?? 0) + 1);
  const folding: FlatNode[] = [];
  const places = new Map<string, number>();
  for (const node of nodes) {
    const folded = node.op === 'BatchNormalization' && node.type === node.op ? affineOf(node, values) : null;
    if (folded === null) {
      for (const name of node.outputs) places.set(name, folding.length);
      folding.push(node);
      continue;
    }
    const [x, result] = [node.inputs[0]!, node.outputs[0]!];
    const at = places.get(x);
    const before = at === undefined ? undefined : folding[at]!;
    const convolution = before?.op === 'Conv' && uses.get(x) === 1 && x !== output ? intoConvolution(before, result, folded, values, tensors) : null;
    if (convolution !== null) {
      folding[at!] = convolution;
      places.set(result, at!);
      continue;
    }
    const constant = (part: string, of: Float32Array): string => {
      const name = `${result}.${part}`;
      // Of images [n, c, h, w]; a matrix [n, c] has its channels last.
      tensors.set(name, knownValue(of, folded.rank === 2 ? [of.length] : [of.length, ...Array<number>(folded.rank - 2).fill(1)], 'float'));
      return name;
    };
    const plain = { name: node.name, attributes: {}, branches: null };
    folding.push({ ...plain, op: 'Mul', type: 'Mul', inputs: [x, constant('scale', folded.scale)], outputs: [`${result}.scaled`] });
    places.set(result, folding.length);
    folding.push({ ...plain, op: 'Add', type: 'Add', inputs: [`${result}.scaled`, constant('shift', folded.shift)], outputs: [result] });
  }
  return folding;
}

interface Affine {
  readonly scale: Float32Array;
  readonly shift: Float32Array;
  /** Axes of what is normalised. */
  readonly rank: number;
}

function affineOf(node: FlatNode, values: ReadonlyMap<string, GraphValue>): Affine | null {
  const [gamma, beta, mean, variance] = node.inputs.slice(1, 5).map((name) => values.get(name)?.known ?? null);
  const training = node.attributes['training_mode'] ?? 0;
  const rank = values.get(node.inputs[0] ?? '')?.shape.length ?? 0;
  if (!gamma || !beta || !mean || !variance || training !== 0 || rank < 2 || node.outputs.length > 1) return null;
  if ([beta, mean, variance].some(({ length }) => length !== gamma.length) || gamma.length === 0) return null;
  const epsilon = typeof node.attributes['epsilon'] === 'number' ? node.attributes['epsilon'] : 1e-5;
  const scale = Float64Array.from(gamma, (value, channel) => value / Math.sqrt(variance[channel]! + epsilon));
  return { scale: Float32Array.from(scale), shift: Float32Array.from(beta, (value, channel) => value - mean[channel]! * scale[channel]!), rank };
}

function intoConvolution(node: FlatNode, output: string, { scale, shift }: Affine, values: ReadonlyMap<string, GraphValue>, tensors: Map<string, GraphValue>): FlatNode | null {
  const kernels = values.get(node.inputs[1] ?? '');
  const bias = node.inputs[2] === undefined || node.inputs[2] === '' ? null : values.get(node.inputs[2]);
  if (!kernels?.known || kernels.shape[0] !== scale.length || (bias !== null && !bias?.known)) return null;
  const each = kernels.known.length / scale.length;
  const name = (part: string): string => `${node.inputs[1]}.normalised.${part}`;
  if (tensors.has(name('weight'))) return null;
  tensors.set(name('weight'), knownValue(Float32Array.from(kernels.known, (value, at) => value * scale[Math.floor(at / each)]!), kernels.shape, 'float'));
  tensors.set(name('bias'), knownValue(Float32Array.from(shift, (value, channel) => value + (bias?.known?.[channel] ?? 0) * scale[channel]!), [shift.length], 'float'));
  return { ...node, inputs: [node.inputs[0]!, name('weight'), name('bias')], outputs: [output] };
}
