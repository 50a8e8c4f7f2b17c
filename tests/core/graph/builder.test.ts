import { describe, expect, it } from 'vitest';
import { Builder } from '../../../core/graph/builder.ts';
import { evaluate } from '../../../core/graph/evaluate.ts';
import { testValues } from './test-values.ts';

describe('errors name what was asked and what was found', () => {
  const builder = new Builder();
  const x = builder.input('x', [2, 3]);
  const image = builder.input('image', [1, 3, 8, 8]);
  it.each([
    ['an unknown op', () => builder.apply('convolve', [x]), /no op "convolve".*Known ops: abs/s],
    ['a foreign node', () => builder.apply('neg', [999]), /neg: input 999 is not a node/],
    ['shapes that do not broadcast', () => builder.apply('add', [x, builder.input('y', [2])]), /add: shapes \[2, 3\] and \[2\] do not broadcast/],
    ['a wrong number of inputs', () => builder.apply('neg', [x, x]), /neg: takes 1 input, was given 2/],
    ['a reshape of another size', () => builder.apply('reshape', [x], { shape: [4] }), /reshape: \[2, 3\] has 6 elements.*\[4\]/],
    ['matrices that do not multiply', () => builder.apply('matmul', [x, x]), /matmul: \[2, 3\] and \[2, 3\] do not multiply/],
    ['other channels', () => builder.apply('conv2d', [image, builder.parameter('w', [4, 2, 3, 3])], { stride: 1, padding: 1 }), /3 channels.*want 2/],
    ['a kernel too large', () => builder.apply('conv2d', [image, builder.parameter('large', [4, 3, 9, 9])], { stride: 1, padding: 0 }), /kernel of size 9 does not fit an image of size 8/],
    ['a missing attribute', () => builder.apply('conv2d', [image, builder.parameter('v', [4, 3, 3, 3])], { padding: 1 }), /conv2d: attribute stride is undefined/],
    ['axes twice', () => builder.apply('sum', [x], { axes: [0, -2], keep_dims: true }), /sum: axes \[0,-2\] do not name distinct axes of a tensor of rank 2/],
    ['a negative slope', () => builder.apply('leaky_relu', [x], { slope: -0.1 }), /slope is -0.1/],
    ['a taken name', () => builder.parameter('x', [1]), /name "x" is taken/],
    ['a shape with an axis of 0', () => builder.input('empty', [0]), /shape \[0\] is not valid/],
    ['constants that do not fill their shape', () => builder.constant([1, 2], [3]), /2 values were given for shape \[3\]/],
    ['a window too large', () => builder.apply('max_pool', [image], { size: 9 }), /windows of 9×9 do not fit/],
  ])('%s', (_, act, message) => {
    expect(act).toThrow(message);
    expect(act).toThrow(expect.objectContaining({ name: 'GraphError' }));
  });

  it('no output, and an output name twice', () => {
    expect(() => new Builder().build()).toThrow(/no output/);
    const twice = new Builder();
    twice.output('y', twice.input('x', []));
    expect(() => twice.output('y', 0)).toThrow(/Output name "y" is taken/);
  });
});

describe('build', () => {
  it('merges equal nodes and drops what no output needs, but keeps inputs', () => {
    const builder = new Builder();
    const x = builder.input('x', [3]);
    builder.input('unused', [2]);
    const once = builder.apply('exp', [x]);
    expect(builder.apply('exp', [x])).toBe(once);
    builder.apply('log', [x]);
    builder.parameter('unneeded', [5]);
    builder.output('y', builder.apply('add', [once, builder.apply('exp', [x])]));
    const program = builder.build();
    expect(program.nodes.map((node) => node.op)).toEqual(['input', 'input', 'exp', 'add']);
    expect([...program.inputs.keys()]).toEqual(['x', 'unused']);
    expect(program.parameters.size).toBe(0);
    for (const node of program.nodes) expect(node.inputs.every((input) => input < node.id)).toBe(true);
  });

  it('computes constants of constants at once', () => {
    const builder = new Builder();
    const node = builder.apply('mul', [builder.scalar(3), builder.apply('exp', [builder.scalar(0)])]);
    expect(Array.from(builder.constantOf(node)!)).toEqual([3]);
  });

  it('leaves out what changes nothing', () => {
    const builder = new Builder();
    const x = builder.input('x', [2, 3]);
    const same = [
      builder.apply('add', [x, builder.scalar(0)]),
      builder.apply('mul', [builder.scalar(1), x]),
      builder.apply('neg', [builder.apply('neg', [x])]),
      builder.apply('reshape', [builder.apply('reshape', [x], { shape: [6] })], { shape: [2, 3] }),
      builder.apply('transpose', [builder.apply('transpose', [x], { perm: [1, 0] })], { perm: [1, 0] }),
      builder.apply('slice', [x], { starts: [0, 0], ends: [2, 3] }),
      builder.apply('broadcast_to', [x], { shape: [2, 3] }),
    ];
    expect(same).toEqual(same.map(() => x));
    // Adding [0, 0, 0] of shape [4, 2, 3] does change something: the shape.
    expect(builder.shapeOf(builder.apply('add', [x, builder.constant(new Float32Array(24), [4, 2, 3])]))).toEqual([4, 2, 3]);
  });

  it('pools before a monotone activation, with the same values', () => {
    const builder = new Builder();
    const x = builder.input('x', [1, 1, 4, 4]);
    const y = builder.apply('max_pool', [builder.apply('leaky_relu', [x], { slope: 0.1 })], { size: 2 });
    expect(builder.nodeOf(y).op).toBe('leaky_relu');
    builder.output('y', y);
    const values = testValues(16, 3);
    const windows = [[0, 1, 4, 5], [2, 3, 6, 7], [8, 9, 12, 13], [10, 11, 14, 15]];
    const expected = windows.map((at) => Math.max(...at.map((i) => (values[i]! > 0 ? values[i]! : 0.1 * values[i]!))));
    evaluate(builder.build(), { x: values })['y']!.forEach((value, at) => expect(value).toBeCloseTo(expected[at]!, 14));
  });

  it('turns a product of two turned matrices instead of its factors, with the same values', () => {
    const builder = new Builder();
    const [a, b] = [builder.input('a', [2, 3, 4]), builder.input('b', [2, 5, 3])];
    const turned = (id: number): number => builder.apply('transpose', [id], { perm: [0, 2, 1] });
    const product = builder.apply('matmul', [turned(a), turned(b)]);
    expect(builder.nodeOf(product).op).toBe('transpose');
    builder.output('product', product);
    const inputs = { a: testValues(24, 1), b: testValues(30, 2) };
    const { product: values } = evaluate(builder.build(), inputs, {});
    for (let at = 0; at < values!.length; at++) {
      const [sample, row, column] = [Math.floor(at / 20), Math.floor(at / 5) % 4, at % 5];
      const sum = [0, 1, 2].reduce((total, k) => total + inputs.a[(sample * 3 + k) * 4 + row]! * inputs.b[(sample * 5 + column) * 3 + k]!, 0);
      expect(values![at]).toBeCloseTo(sum, 12);
    }
    // A factor that is turned otherwise stays.
    expect(builder.nodeOf(builder.apply('matmul', [builder.apply('transpose', [builder.input('c', [3, 2, 4])], { perm: [1, 2, 0] }), turned(b)])).op).toBe('matmul');
  });

  it('takes convolutions over the whole image as matrix products', () => {
    const builder = new Builder();
    const x = builder.input('x', [2, 3, 4, 4]);
    builder.output('y', builder.apply('conv2d', [x, builder.parameter('w', [5, 3, 4, 4]), builder.parameter('b', [5])], { stride: 2, padding: 0 }));
    const program = builder.build();
    expect(program.nodes.some((node) => node.op === 'conv2d')).toBe(false);
    const [xs, w, b] = [testValues(96, 1), testValues(240, 2), testValues(5, 3)];
    const y = evaluate(program, { x: xs }, { w, b })['y']!;
    for (let sample = 0; sample < 2; sample++) {
      for (let out = 0; out < 5; out++) {
        let total = b[out]!;
        for (let i = 0; i < 48; i++) total += xs[sample * 48 + i]! * w[out * 48 + i]!;
        expect(y[sample * 5 + out]!).toBeCloseTo(total, 12);
      }
    }
  });
});

describe('evaluate', () => {
  it('says what is missing or mis-sized', () => {
    const builder = new Builder();
    builder.output('y', builder.apply('mul', [builder.input('x', [2]), builder.parameter('scale', [])]));
    const program = builder.build();
    expect(() => evaluate(program, {})).toThrow(/input "x" of shape \[2\] was not given/);
    expect(() => evaluate(program, { x: [1, 2, 3] }, { scale: [1] })).toThrow(/"x" has 3 values.*needs 2/);
    expect(Array.from(evaluate(program, { x: [1, 2], scale: [2] })['y']!)).toEqual([2, 4]);
  });
});
