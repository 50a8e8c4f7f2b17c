import { expect, test } from 'vitest';
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
