import { broadcastShapes, sameShape } from './shapes.ts';
import { wholeImageConvolution, wholeImageInputGradient, wholeImageWeightGradient } from './whole-image.ts';
import { sizeOf } from './program.ts';
import type { Attributes, NodeId, Shape } from './program.ts';
import type { NodeMaker } from './op.ts';

type Rule = (builder: NodeMaker, inputs: readonly NodeId[], attributes: Attributes, shape: Shape) => NodeId | null;

const elementwise = new Set(['add', 'sub', 'mul', 'div', 'maximum', 'minimum', 'greater', 'less', 'greater_equal', 'less_equal', 'equal', 'where', 'leaky_relu_gradient']);
const elementwiseUnary = new Set(['neg', 'abs', 'sign', 'sqrt', 'exp', 'log', 'square', 'sigmoid', 'tanh', 'relu', 'leaky_relu', 'silu', 'softplus', 'clamp', 'pow', 'erf', 'sin', 'cos']);

const monotone = new Set(['exp', 'sigmoid', 'tanh', 'relu', 'leaky_relu', 'softplus']);

/** A node that already computes what is asked, or a cheaper way to compute it; null where there is neither. */
export function simplify(builder: NodeMaker, op: string, inputs: readonly NodeId[], attributes: Attributes, shape: Shape): NodeId | null {
  const found = rules[op]?.(builder, inputs, attributes, shape) ?? null;
  if (found !== null) return found;
  if (elementwise.has(op)) return withoutBroadcasts(builder, op, inputs, attributes, shape);
  if (elementwiseUnary.has(op)) return beforeReshape(builder, op, inputs, attributes, shape);
  return null;
}

const rules: Readonly<Record<string, Rule>> = {
  neg: (builder, [x]) => (builder.nodeOf(x!).op === 'neg' ? builder.nodeOf(x!).inputs[0]! : null),
  add: (builder, [a, b], _, shape) => without(builder, a!, b!, shape, 0) ?? without(builder, b!, a!, shape, 0),
  sub: (builder, [a, b], _, shape) => without(builder, a!, b!, shape, 0),
  mul: (builder, [a, b], _, shape) => without(builder, a!, b!, shape, 1) ?? without(builder, b!, a!, shape, 1),
  div: (builder, [a, b], _, shape) => without(builder, a!, b!, shape, 1),
  reshape(builder, [x], _, shape) {
    if (sameShape(builder.shapeOf(x!), shape)) return x!;
    const node = builder.nodeOf(x!);
    if (node.op === 'reshape') return builder.apply('reshape', node.inputs, { shape });
    // One value everywhere: only its new extent counts.
    if (node.op !== 'broadcast_to' || sizeOf(builder.shapeOf(node.inputs[0]!)) !== 1) return null;
    return builder.apply('broadcast_to', [builder.apply('reshape', node.inputs, { shape: [] })], { shape });
  },
  broadcast_to(builder, [x], _, shape) {
    if (sameShape(builder.shapeOf(x!), shape)) return x!;
    const node = builder.nodeOf(x!);
    return node.op === 'broadcast_to' ? builder.apply('broadcast_to', node.inputs, { shape }) : null;
  },
  transpose(builder, [x], attributes) {
    const perm = attributes['perm'] as readonly number[];
    if (perm.every((axis, at) => axis === at)) return x!;
    const node = builder.nodeOf(x!);
    if (node.op !== 'transpose') return null;
    const before = node.attributes['perm'] as readonly number[];
    return builder.apply('transpose', node.inputs, { perm: perm.map((axis) => before[axis]!) });
  },
  matmul(builder, [a, b]) {
    // aᵀ·bᵀ = (b·a)ᵀ: engines have no good code for two turned factors.
    if (!swapsLastTwo(builder, a!) || !swapsLastTwo(builder, b!)) return null;
    const product = builder.apply('matmul', [builder.nodeOf(b!).inputs[0]!, builder.nodeOf(a!).inputs[0]!]);
    return builder.apply('transpose', [product], { perm: swapOfLastTwo(builder.shapeOf(product).length) });
  },
  max_pool(builder, [x], attributes) {
    // The largest of f is f of the largest, for f that never falls: f then works on fewer elements.
    const node = builder.nodeOf(x!);
    return monotone.has(node.op) ? builder.apply(node.op, [builder.apply('max_pool', node.inputs, attributes)], node.attributes) : null;
  },
  sum: (builder, [x], attributes, shape) => ((attributes['axes'] as readonly number[]).length === 0 && sameShape(builder.shapeOf(x!), shape) ? x! : null),
  slice: (builder, [x], _, shape) => (sameShape(builder.shapeOf(x!), shape) ? x! : null),
  pad: (builder, [x], _, shape) => (sameShape(builder.shapeOf(x!), shape) ? x! : null),
  concat: (_builder, inputs) => (inputs.length === 1 ? inputs[0]! : null),
  conv2d: wholeImageConvolution,
  conv2d_weight_gradient: wholeImageWeightGradient,
  conv2d_input_gradient(builder, [g, kernels], attributes, shape) {
    // The same g for every sample: one sample's worth of work, then stretched.
    const node = builder.nodeOf(g!);
    const source = node.op === 'broadcast_to' ? builder.shapeOf(node.inputs[0]!) : null;
    if (source === null || shape[0] === 1 || (source.length === 4 && source[0] !== 1)) return wholeImageInputGradient(builder, g!, kernels!, attributes, shape);
    const [, o, oh, ow] = node.shape as [number, number, number, number];
    const single = builder.apply('broadcast_to', [node.inputs[0]!], { shape: [1, o, oh, ow] });
    return builder.apply('broadcast_to', [builder.apply('conv2d_input_gradient', [single, kernels!], attributes)], { shape });
  },
};

function swapOfLastTwo(rank: number): readonly number[] {
  return Array.from({ length: rank }, (_, axis) => (axis < rank - 2 ? axis : 2 * rank - 3 - axis));
}

/** Whether a node is another with its last two axes swapped. */
function swapsLastTwo(builder: NodeMaker, id: NodeId): boolean {
  const { op, attributes, shape } = builder.nodeOf(id);
  return op === 'transpose' && shape.length >= 2 && (attributes['perm'] as readonly number[]).every((axis, at) => axis === swapOfLastTwo(shape.length)[at]);
}

/** `a`, when `b` is the neutral element of the operation and does not stretch it. */
function without(builder: NodeMaker, a: NodeId, b: NodeId, shape: Shape, neutral: number): NodeId | null {
  const values = builder.constantOf(b);
  return values !== null && values.length === 1 && values[0] === neutral && sameShape(builder.shapeOf(a), shape) ? a : null;
}

/** Elementwise ops broadcast by themselves: what was stretched only to fit is used as it was before. */
function withoutBroadcasts(builder: NodeMaker, op: string, inputs: readonly NodeId[], attributes: Attributes, shape: Shape): NodeId | null {
  const sources = inputs.map((id) => (builder.nodeOf(id).op === 'broadcast_to' ? builder.nodeOf(id).inputs[0]! : id));
  if (sources.every((id, at) => id === inputs[at])) return null;
  const small = builder.apply(op, sources, attributes);
  const natural = broadcastShapes(op, ...sources.map((id) => builder.shapeOf(id)));
  return sameShape(natural, shape) ? small : builder.apply('broadcast_to', [small], { shape });
}

/** An op of one element at a time is done before stretching (less work) and before reshaping (so that reshapes meet and vanish). */
function beforeReshape(builder: NodeMaker, op: string, inputs: readonly NodeId[], attributes: Attributes, shape: Shape): NodeId | null {
  const node = builder.nodeOf(inputs[0]!);
  if (node.op !== 'broadcast_to' && node.op !== 'reshape') return null;
  return builder.apply(node.op, [builder.apply(op, node.inputs, attributes)], { shape });
}
