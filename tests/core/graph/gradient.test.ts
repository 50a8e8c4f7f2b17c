import { describe, expect, it } from 'vitest';
import { Builder } from '../../../core/graph/builder.ts';
import { evaluate } from '../../../core/graph/evaluate.ts';
import { gradient } from '../../../core/graph/gradient.ts';
import { sizeOf } from '../../../core/graph/program.ts';
import { largestError, testValues } from './test-values.ts';
import type { NodeId, Program } from '../../../core/graph/program.ts';

// Central differences with h = 1e-4 in float64: truncation about h²/6 times third derivatives, cancellation 1e-16/h.
const step = 1e-4;
const tolerance = 1e-6;

/** Derivatives of output `scalar` in the tensor `name`, by central differences. */
function differences(program: Program, tensors: Record<string, Float32Array>, name: string): number[] {
  return Array.from(tensors[name]!, (_, at) => {
    const moved = (by: number) => {
      const values = Float64Array.from(tensors[name]!);
      values[at]! += by;
      return evaluate(program, { ...tensors, [name]: values })['scalar']![0]!;
    };
    return (moved(step) - moved(-step)) / (2 * step);
  });
}

function checkGradients(builder: Builder, scalar: NodeId, wrt: Record<string, NodeId>): void {
  builder.output('scalar', scalar);
  const nodes = gradient(builder, scalar, Object.values(wrt));
  Object.keys(wrt).forEach((name, at) => builder.output(`d ${name}`, nodes[at]!));
  const program = builder.build();
  const tensors: Record<string, Float32Array> = {};
  for (const node of program.nodes) {
    if (node.op === 'input' || node.op === 'parameter') tensors[String(node.attributes['name'])] = testValues(sizeOf(node.shape), node.id + 7);
  }
  const found = evaluate(program, tensors);
  for (const name of Object.keys(wrt)) expect(largestError(found[`d ${name}`]!, differences(program, tensors, name)), name).toBeLessThan(tolerance);
}

const sumOf = (builder: Builder, node: NodeId) => builder.apply('sum', [node], { axes: builder.shapeOf(node).map((_, axis) => axis), keep_dims: false });

describe('random programs against central differences', () => {
  // Smooth ops only: a kink within h of a value would be the test's fault.
  const unary = ['neg', 'exp', 'square', 'sigmoid', 'tanh', 'silu', 'softplus'];
  const binary = ['add', 'sub', 'mul'];
  it.each(Array.from({ length: 40 }, (_, seed) => seed))('program %i', (seed) => {
    const random = testValues(200, seed + 1, [0, 1]);
    let at = 0;
    const choose = <T>(list: readonly T[]): T => list[Math.floor(random[at++]! * list.length)]!;
    const builder = new Builder();
    const x = builder.input('x', [2, 3]);
    const row = builder.input('row', [3]);
    const column = builder.parameter('column', [2, 1]);
    const square = builder.parameter('square', [3, 3]);
    const pool: NodeId[] = [x, row, column];
    for (let made = 0; made < 8; made++) {
      const kind = random[at++]!;
      const a = choose(pool);
      // Bounded, so that chains of exp and square stay tame.
      const tame = builder.apply('tanh', [a]);
      if (kind < 0.4) pool.push(builder.apply(choose(unary), [tame]));
      else if (kind < 0.75) pool.push(builder.apply(choose(binary), [tame, choose(pool)]));
      else if (kind < 0.85 && builder.shapeOf(a).at(-1) === 3 && builder.shapeOf(a).length === 2) pool.push(builder.apply('matmul', [a, square]));
      else if (kind < 0.92) pool.push(builder.apply('softmax', [tame], { axis: -1 }));
      else pool.push(builder.apply('div', [tame, builder.apply('softplus', [choose(pool)])]));
    }
    // The sources too, squared: each then has a part in the scalar, however the program came out.
    const terms = [...pool.slice(3), ...[x, row, column, square].map((node) => builder.apply('square', [node]))];
    const scalar = terms.map((node) => sumOf(builder, node)).reduce((a, b) => builder.apply('add', [a, b]));
    checkGradients(builder, scalar, { x, row, column, square });
  });
});

describe('energy networks', () => {
  const conv = (builder: Builder, x: NodeId, name: string, out: number, kernel: number, stride: number, padding: number) => {
    const weights = builder.parameter(`${name}.w`, [out, builder.shapeOf(x)[1]!, kernel, kernel]);
    return { weights, value: builder.apply('conv2d', [x, weights, builder.parameter(`${name}.b`, [out])], { stride, padding }) };
  };

  it('a small vanilla net, in x and in θ', () => {
    const builder = new Builder();
    const x = builder.input('x', [2, 1, 6, 6]);
    const first = conv(builder, x, 'a', 2, 3, 1, 1);
    const second = conv(builder, builder.apply('leaky_relu', [first.value], { slope: 0.05 }), 'b', 3, 4, 2, 1);
    const third = conv(builder, builder.apply('leaky_relu', [second.value], { slope: 0.05 }), 'c', 1, 3, 1, 0);
    checkGradients(builder, sumOf(builder, third.value), { x, 'a.w': first.weights, 'b.w': second.weights, 'c.w': third.weights });
  });

  it('pools, attention and linear layers, in x and in θ', () => {
    const builder = new Builder();
    const x = builder.input('x', [2, 2, 4, 4]);
    const first = conv(builder, x, 'a', 4, 3, 1, 1);
    const pooled = builder.apply('max_pool', [builder.apply('silu', [first.value])], { size: 2 });
    const flat = builder.apply('reshape', [pooled], { shape: [2, 4, 4] });
    const scores = builder.apply('softmax', [builder.apply('matmul', [builder.apply('transpose', [flat], { perm: [0, 2, 1] }), flat])], { axis: -1 });
    const attended = builder.apply('matmul', [flat, scores]);
    const averaged = builder.apply('average_pool', [builder.apply('reshape', [attended], { shape: [2, 4, 2, 2] })], { size: 2 });
    const linear = builder.parameter('linear', [4, 1]);
    const energy = builder.apply('matmul', [builder.apply('reshape', [averaged], { shape: [2, 4] }), linear]);
    checkGradients(builder, sumOf(builder, energy), { x, 'a.w': first.weights, linear });
  });

  it('second derivatives: the gradient of a gradient norm, in x and in θ', () => {
    const builder = new Builder();
    const x = builder.input('x', [1, 1, 5, 5]);
    const first = conv(builder, x, 'a', 2, 3, 2, 1);
    const second = conv(builder, builder.apply('tanh', [first.value]), 'b', 2, 2, 1, 1);
    const force = gradient(builder, sumOf(builder, builder.apply('square', [second.value])), [x])[0]!;
    checkGradients(builder, sumOf(builder, builder.apply('square', [force])), { x, 'a.w': first.weights, 'b.w': second.weights });
  });
});

describe('what is asked for', () => {
  it('only the way from the input is differentiated', () => {
    const builder = new Builder();
    const x = builder.input('x', [1, 1, 4, 4]);
    const y = builder.apply('conv2d', [x, builder.parameter('w', [2, 1, 3, 3])], { stride: 1, padding: 1 });
    builder.output('force', gradient(builder, sumOf(builder, builder.apply('square', [y])), [x])[0]!);
    const ops = builder.build().nodes.map((node) => node.op);
    expect(ops).toContain('conv2d_input_gradient');
    expect(ops).not.toContain('conv2d_weight_gradient');
  });

  it('zeros where the scalar does not depend on it, one for itself', () => {
    const builder = new Builder();
    const x = builder.input('x', [2]);
    const other = builder.input('other', [3]);
    const scalar = sumOf(builder, x);
    gradient(builder, scalar, [other, scalar]).forEach((node, at) => builder.output(`d${at}`, node));
    const { d0, d1 } = evaluate(builder.build(), { x: [1, 2], other: [1, 2, 3] });
    expect([Array.from(d0!), Array.from(d1!)]).toEqual([[0, 0, 0], [1]]);
  });

  it('only a scalar can be differentiated', () => {
    const builder = new Builder();
    const x = builder.input('x', [2]);
    expect(() => gradient(builder, x, [x])).toThrow(/only a scalar.*shape \[2\]: sum it first/);
  });
});
