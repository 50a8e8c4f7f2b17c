import { describe, expect, it } from 'vitest';
import type { Architecture } from '../../../../core/contract/architecture.ts';
import { parameterCount } from '../../../../core/potentials/network-weights.ts';
import { nonlocalNet, toyNet, vanillaNet } from '../../../../core/potentials/reference-nets.ts';
import { layerRows } from '../../../../renderer/features/library/layer-rows.ts';

const residual: Architecture = {
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
  it.each([toyNet(), vanillaNet(3), nonlocalNet(1, 8), residual])('counts the parameters that the network has: $net', (architecture) => {
    const total = layerRows(architecture).reduce((sum, row) => sum + row.parameters, 0);
    expect(total).toBe(parameterCount(architecture));
  });

  it('ends in one energy a state', () => {
    for (const architecture of [toyNet(), vanillaNet(1), nonlocalNet(3), residual]) {
      expect(layerRows(architecture).at(-1)?.shape.reduce((size, axis) => size * axis, 1)).toBe(1);
    }
  });

  it('shows what is inside a residual block deeper, and in order', () => {
    expect(layerRows(residual).map(({ depth, type, shape }) => [depth, type, shape.join('×')])).toEqual([
      [0, 'convolution', '8×16×16'],
      [0, 'residual block', '8×16×16'],
      [1, 'SiLU', '8×16×16'],
      [1, 'convolution', '8×16×16'],
      [0, 'average pool', '8×4×4'],
      [0, 'flatten', '128'],
      [0, 'linear', '1'],
    ]);
  });
});
