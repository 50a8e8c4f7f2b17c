import { describe, expect, it } from 'vitest';
import { layerRow } from '../../../core/contract/network.ts';
import type { LayerList } from '../../../core/contract/network.ts';
import { factsOf } from '../../../core/networks/energy-network.ts';
import { openNetwork } from '../../../core/networks/open-network.ts';
import { nonlocalNet, toyNet, vanillaNet } from '../../../core/networks/reference-nets.ts';

const residual: LayerList = {
  net: 'own',
  inputShape: [3, 16, 16],
  layers: [
    { type: 'conv2d', key: 'a', out: 8, kernel: 3, stride: 1, padding: 1 },
    { type: 'residual', layers: [{ type: 'silu' }, { type: 'conv2d', key: 'b', out: 8, kernel: 3, stride: 1, padding: 1 }] },
    { type: 'average_pool', size: 4 },
    { type: 'flatten' },
    { type: 'linear', key: 'c', out: 1 },
  ],
};

describe('the table of layers', () => {
  it.each([toyNet(), vanillaNet(3), nonlocalNet(1, 8), residual])('counts the parameters that the network has: $net', (list) => {
    const network = openNetwork(list);
    const total = network.describe().reduce((sum, row) => sum + row.parameters, 0);
    expect(total).toBe(network.parameters);
    expect([...network.weights.values()].reduce((sum, { shape }) => sum + shape.reduce((size, axis) => size * axis, 1), 0)).toBe(total);
  });

  it('ends in one energy a state', () => {
    for (const list of [toyNet(), vanillaNet(1), nonlocalNet(3), residual]) {
      expect(openNetwork(list).describe().at(-1)?.shape.reduce((size, axis) => size * axis, 1)).toBe(1);
    }
  });

  it('shows what is inside a residual block deeper, and in order', () => {
    expect(openNetwork(residual).describe().map(({ depth, type, shape }) => [depth, type, shape.join('×')])).toEqual([
      [0, 'convolution', '8×16×16'],
      [0, 'residual block', '8×16×16'],
      [1, 'SiLU', '8×16×16'],
      [1, 'convolution', '8×16×16'],
      [0, 'average pool', '8×4×4'],
      [0, 'flatten', '128'],
      [0, 'linear', '1'],
    ]);
  });

  it('says of each what sets it apart, and its key in the weights', () => {
    expect(openNetwork(nonlocalNet(1, 8)).describe().slice(0, 4)).toEqual([
      { depth: 0, type: 'convolution', detail: '3 × 3, stride 1, padding 1', key: 'convs.0', shape: [8, 32, 32], parameters: 80 },
      { depth: 0, type: 'LeakyReLU', detail: 'slope 0.05', key: '', shape: [8, 32, 32], parameters: 0 },
      { depth: 0, type: 'max pool', detail: '2 × 2', key: '', shape: [8, 16, 16], parameters: 0 },
      { depth: 0, type: 'non-local block', detail: '4 hidden channels', key: 'convs.3', shape: [8, 16, 16], parameters: 3 * 4 * 9 + 8 * 5 },
    ]);
    for (const row of openNetwork(residual).describe()) expect(layerRow.parse(row)).toEqual(row);
  });

  it('is told in short without the layers inside a block', () => {
    expect(factsOf(openNetwork(residual))).toEqual({ name: 'own', inputShape: [3, 16, 16], layers: 5 });
  });
});

describe('a list of layers', () => {
  const conv = (key: string, more = {}) => ({ type: 'conv2d', key, out: 4, kernel: 3, stride: 1, padding: 1, ...more }) as const;
  const nested = (depth: number): LayerList['layers'][number] => ({ type: 'residual', layers: [depth === 1 ? { type: 'relu' } : nested(depth - 1)] });

  it('takes 32 blocks inside each other, and no kind at all for what was written before there were kinds', () => {
    expect(openNetwork({ net: 'deep', inputShape: [1, 4, 4], layers: [nested(32)] }).describe()).toHaveLength(33);
    const { description } = openNetwork({ ...toyNet(), kind: 'layers' });
    expect(openNetwork(toyNet()).description).toEqual(toyNet());
    expect(description.kind).toBe('layers');
  });

  it.each<[string, LayerList['layers'], RegExp]>([
    ['a kernel larger than the image', [conv('a', { kernel: 9, padding: 0 })], /^layer 1 \(conv2d "a"\): a kernel of 9 with padding 0 does not fit an image of 6 x 5/],
    ['a pool larger than the image', [{ type: 'max_pool', size: 6 }], /^layer 1 \(max_pool\): windows of 6 do not fit an image of 6 x 5/],
    ['an image where a vector is needed', [{ type: 'linear', key: 'a', out: 1 }], /needs a flat vector; it is given \[2, 6, 5\]/],
    ['a vector where an image is needed', [{ type: 'flatten' }, conv('a')], /^layer 2 \(conv2d "a"\) needs an image .* given \[60\]/],
    ['one key twice', [conv('a'), { type: 'residual', layers: [conv('a')] }], /^layer 2 \(residual\), layer 1 \(conv2d "a"\): the tensor "a\.weight" is taken/],
    ['a block that changes the shape', [{ type: 'residual', layers: [conv('a')] }], /adds its input \[2, 6, 5\] to its layers' result \[4, 6, 5\]/],
    ['a non-local block on a line', [conv('a', { kernel: 5, padding: 0 }), { type: 'nonlocal', key: 'b', hidden: 1 }], /^layer 2 \(nonlocal "b"\) pools 2 x 2; the image is 2 x 1/],
    ['blocks nested too deep', [nested(33)], /nested more than 32 deep/],
    ['too many weights', [{ type: 'flatten' }, { type: 'linear', key: 'a', out: 65536 }, { type: 'linear', key: 'b', out: 65536 }], /at most 1073741824/],
  ])('%s is one clear error', (_what, layers, message) => {
    expect(() => openNetwork({ net: 'bad', inputShape: [2, 6, 5], layers })).toThrow(message);
  });
});
