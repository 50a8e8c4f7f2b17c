import { expect, test } from 'vitest';
import type { LayerList } from '../../../core/contract/network.ts';
import { openNetwork } from '../../../core/networks/open-network.ts';
import { nonlocalNet, toyNet, vanillaNet } from '../../../core/networks/reference-nets.ts';
import { widthOf, withChannels, withWidth } from '../../../renderer/features/train/new/networks.ts';

test.each([
  ['toy', toyNet(2, 32), toyNet(2, 8)],
  ['vanilla', vanillaNet(1, 32), vanillaNet(1, 8)],
  ['nonlocal', nonlocalNet(1, 32), nonlocalNet(1, 8)],
])('%s of another width is the net that the reference would make of that width', (_name, wide, narrow) => {
  expect(widthOf(wide)).toBe(32);
  expect(withWidth(wide, 8)).toEqual(narrow);
  expect(withWidth(narrow, 32)).toEqual(wide);
});

test('another number of channels changes the input alone', () => {
  expect(withChannels(vanillaNet(1, 16), 3)).toEqual(vanillaNet(3, 16));
  expect(withChannels(toyNet(), 3)).toEqual(toyNet());
});

test('blocks grow with the width of their net', () => {
  const conv = (key: string, out: number) => ({ type: 'conv2d', key, out, kernel: 3, stride: 1, padding: 1 }) as const;
  const net = (width: number): LayerList => ({
    net: 'own', inputShape: [1, 8, 8],
    layers: [conv('a', width), { type: 'residual', layers: [{ type: 'relu' }, conv('b', width), { type: 'nonlocal', key: 'c', hidden: width / 2 }] }, { type: 'flatten' }, { type: 'linear', key: 'd', out: 1 }],
  });
  expect(withWidth(net(4), 16)).toEqual(net(16));
  expect(openNetwork(withWidth(net(16), 6)).weights.get('b.weight')?.shape).toEqual([6, 6, 3, 3]);
});
