import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LayerList } from '../../../core/contract/network.ts';
import { writeSafetensors } from '../../../core/formats/safetensors.ts';
import { initialWeights } from '../../../core/networks/initial-weights.ts';
import { openNetwork } from '../../../core/networks/open-network.ts';
import { readPotentialFile, writePotentialFile } from '../../../core/potentials/potential-file.ts';
import { createPotential } from '../../../core/potentials/potential.ts';
import { streamKey } from '../../../core/random/stream-key.ts';
import { loadFixture } from './reference-fixtures.ts';

/** Not one of the reference's: residual block, SiLU, average pool, another size. */
const own: LayerList = {
  net: 'mine',
  inputShape: [2, 8, 6],
  layers: [
    { type: 'conv2d', key: 'stem', out: 4, kernel: 3, stride: 1, padding: 1 },
    { type: 'residual', layers: [{ type: 'silu' }, { type: 'conv2d', key: 'block.0', out: 4, kernel: 3, stride: 1, padding: 1 }] },
    { type: 'average_pool', size: 2 },
    { type: 'flatten' },
    { type: 'linear', key: 'head', out: 5 },
    { type: 'softplus' },
  ],
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'basinscope-potentials-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('potential files', () => {
  test('a reference net comes back as it was, with ε and provenance', async () => {
    const potential = await loadFixture('toy-gmm-trained.pth', 0.125);
    const path = join(folder, 'toy.safetensors');
    await writePotentialFile(path, potential, 'trained by the reference');
    const read = await readPotentialFile(path);
    expect(read).toMatchObject({ recordedEpsilon: 0.125, provenance: 'trained by the reference', network: { description: potential.network.description, parameters: 10593 } });
    expect(read.weights).toEqual(potential.weights);
    await writePotentialFile(join(folder, 'again.safetensors'), potential, 'trained by the reference');
    expect(await readFile(join(folder, 'again.safetensors'))).toEqual(await readFile(path));
  });

  test("a user's own architecture travels with the file", async () => {
    const potential = createPotential(openNetwork(own), initialWeights(openNetwork(own), streamKey(1)), 0);
    const path = join(folder, 'own.safetensors');
    await writePotentialFile(path, potential, '');
    const read = await readPotentialFile(path);
    expect(read.network.description).toEqual(own);
    expect(read.weights).toEqual(potential.weights);
    expect(read.recordedEpsilon).toBe(0);
  });

  const weight = new Map([['f.0.weight', { dtype: 'float32', shape: [1], values: new Float32Array(1) } as const]]);
  test.each<[string, Record<string, string>, RegExp]>([
    ['no JSON', { architecture: '{' }, /not a layer list in JSON/],
    ['no layers', { architecture: '{"net":"x","inputShape":[1,2,3]}' }, /not a layer list at layers/],
    ['an unknown layer', { architecture: JSON.stringify({ ...own, layers: [{ type: 'attention' }] }) }, /not a layer list at layers\.0/],
    ['deep nesting', { architecture: '{"net":"x","inputShape":[1,1,1],"layers":' + '[{"type":"residual","layers":'.repeat(20_000) + '1' + '}]'.repeat(20_000) + '}' }, /layer list/],
    ['layers that do not fit', { architecture: JSON.stringify({ ...own, layers: [{ type: 'linear', key: 'a', out: 1 }] }) }, /layer 1 \(linear "a"\) needs a flat vector; it is given \[2, 8, 6\]/],
    ['other weights', { architecture: JSON.stringify(own) }, /mine net: missing: stem\.weight, .* unexpected: f\.0\.weight/],
  ])('%s in the architecture is one clear error that names the file', async (name, metadata, message) => {
    const path = join(folder, `bad ${name}.safetensors`);
    await writeSafetensors(path, weight, metadata);
    await expect(readPotentialFile(path)).rejects.toThrow(message);
    await expect(readPotentialFile(path)).rejects.toThrow(path);
  });

  test.each(['-1', 'abc', '', 'NaN', '1e999'])('ε recorded as %j is refused', async (text) => {
    const potential = await loadFixture('toy-random.pth', 0);
    const tensors = new Map(Object.entries(potential.weights).map(([key, values]) => [key, { dtype: 'float32', shape: key.endsWith('bias') ? [values.length] : shapeOf(key, values.length), values } as const]));
    const path = join(folder, 'epsilon.safetensors');
    await writeSafetensors(path, tensors, { train_epsilon: text });
    await expect(readPotentialFile(path)).rejects.toThrow(/train_epsilon.*0 or a positive number/);
  });

  test('weights that are not finite are refused by name', async () => {
    const potential = await loadFixture('toy-random.pth', 0);
    const broken = { ...potential.weights, 'f.2.bias': potential.weights['f.2.bias']!.map(() => Number.NaN) };
    expect(() => createPotential(potential.network, broken, 0)).toThrow(/not finite: f\.2\.bias/);
    expect(() => createPotential(potential.network, potential.weights, -0.1)).toThrow(/ε of training/);
  });
});

/** The toy net's weight shapes, n_f = 32. */
function shapeOf(key: string, length: number): number[] {
  const out = key === 'f.0.weight' ? 32 : key === 'f.8.weight' ? 1 : 64;
  return [out, length / out, 1, 1];
}
