import { describe, expect, test } from 'vitest';
import { inferNetwork } from '../../../core/networks/infer-network.ts';
import { openNetwork } from '../../../core/networks/open-network.ts';
import { readPotentialFile } from '../../../core/potentials/potential-file.ts';
import { nonlocalNet, toyNet, vanillaNet, widthOf } from '../../../core/networks/reference-nets.ts';
import { expectedFiles, fixturePath } from '../potentials/reference-fixtures.ts';

type Shapes = Map<string, { shape: readonly number[] }>;
const shapesOf = (net: Parameters<typeof openNetwork>[0]): Shapes => new Map([...openNetwork(net).weights].map(([key, { shape }]) => [key, { shape }]));
const changed = (shapes: Shapes, change: (shapes: Shapes) => void): Shapes => {
  change(shapes);
  return shapes;
};

describe('inferNetwork', () => {
  test.each(expectedFiles.map((expected) => [expected.file, expected] as const))('%s', async (_file, expected) => {
    const { network, sha256, recordedEpsilon } = await readPotentialFile(fixturePath(expected.file));
    expect(network.name).toBe(expected.net);
    expect(network.inputShape).toEqual(expected.shape.slice(1));
    expect(sha256).toBe(expected.sha256);
    expect(recordedEpsilon).toBeNull();
    expect(network.parameters).toBeGreaterThan(1000);
  });

  test.each([toyNet(2, 7), vanillaNet(1, 3), vanillaNet(4, 16), nonlocalNet(3, 5), nonlocalNet(1, 1), toyNet(3, 1)])('$net, $inputShape, found again from its shapes', (net) => {
    const found = inferNetwork(shapesOf(net));
    expect(found.description).toEqual(net);
    const first = net.layers[0]!;
    expect(widthOf(found.description)).toBe(first.type === 'conv2d' ? first.out : null);
  });

  test.each<[string, Shapes, RegExp]>([
    ['nothing', new Map(), /no tensors/],
    ['another net', new Map([['layer1.0.conv1.weight', { shape: [64, 3, 7, 7] }]]), /not the weights of a toy, vanilla or nonlocal.*found layer1\.0\.conv1\.weight/],
    ['a missing key', changed(shapesOf(vanillaNet(1)), (s) => s.delete('f.6.bias')), /vanilla.*missing: f\.6\.bias/],
    ['the first key missing', changed(shapesOf(toyNet()), (s) => s.delete('f.0.weight')), /f\.0\.weight is missing/],
    ['a key too many', changed(shapesOf(nonlocalNet(3)), (s) => s.set('fc.4.weight', { shape: [1, 1] })), /nonlocal.*unexpected: fc\.4\.weight/],
    ['a wrong shape', changed(shapesOf(vanillaNet(3)), (s) => s.set('f.8.weight', { shape: [1, 256, 3, 3] })), /wrong shape: f\.8\.weight is \[1, 256, 3, 3\], expected \[1, 256, 4, 4\]/],
    ['a strange kernel', changed(shapesOf(vanillaNet(3)), (s) => s.set('f.0.weight', { shape: [32, 3, 5, 5] })), /kernel of 5 x 5/],
    ['a flat first weight', changed(shapesOf(nonlocalNet(3)), (s) => s.set('convs.0.weight', { shape: [32] })), /convs\.0\.weight has shape \[32\]/],
    ['an empty first weight', changed(shapesOf(nonlocalNet(3)), (s) => s.set('convs.0.weight', { shape: [0, 3, 3, 3] })), /convs\.0\.weight has shape \[0, 3, 3, 3\]/],
    ['a giant', new Map([['f.0.weight', { shape: [65536, 3, 3, 3] }]]), /at most 1073741824/],
  ])('%s is one clear error', (_what, shapes, message) => {
    expect(() => inferNetwork(shapes)).toThrow(message);
  });

  // As public code of the three kinds names them.
  test.each<[string, string[], RegExp]>([
    ['JEM and JEM++', ['f.conv1.weight', 'f.layer1.0.conv1.weight', 'f.layer1.0.shortcut.0.weight', 'class_output.weight', 'energy_output.weight'], /those of JEM.*f = −U.*negative/s],
    ['JEM in DataParallel', ['module.f.conv1.weight', 'module.class_output.weight'], /those of JEM.*f = −U.*negative/s],
    ['IGEBM', ['conv1.weight_orig', 'conv1.weight_u', 'blocks.0.conv1.weight_orig', 'linear.weight'], /spectral normalisation.*is its energy/s],
    ['IGEBM of newer PyTorch', ['conv1.parametrizations.weight.original', 'blocks.0.conv1.parametrizations.weight.0._u', 'linear.weight'], /spectral normalisation.*remove_parametrizations.*is its energy/s],
    ['a classifier', ['conv1.weight', 'layer1.0.conv1.weight', 'fc.weight', 'fc.bias'], /those of a classifier.*as logits/s],
    ['anything else', ['net.0.weight', 'net.2.weight'], /as logits .*as negative/s],
  ])('%s: which network that is, and the way through ONNX as a script', (_what, keys, words) => {
    const shapes = new Map(keys.map((key) => [key, { shape: key.includes('conv') ? [16, 1, 3, 3] : [10, 4] }]));
    expect(() => inferNetwork(shapes)).toThrow(words);
    const channels = keys.some((key) => key.includes('conv')) ? 1 : 3;
    expect(() => inferNetwork(shapes)).toThrow(`  torch.onnx.export(model, torch.zeros(2, ${channels}, 32, 32), "model.onnx"`);
    expect(() => inferNetwork(shapes)).toThrow('removeprefix("module.")');
  });
});
