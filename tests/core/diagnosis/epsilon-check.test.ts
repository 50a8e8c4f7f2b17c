import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mapSettings } from '../../../core/contract/map-settings.ts';
import { judgeEpsilon, measureEpsilon } from '../../../core/diagnosis/epsilon-check.ts';
import type { Engine } from '../../../core/engines/engine.ts';
import { openEngine } from '../../../core/engines/open-engine.ts';
import { readPotentialFile } from '../../../core/potentials/potential-file.ts';
import { createPotential } from '../../../core/potentials/potential.ts';
import { importPotential } from '../../../core/store/import-potential.ts';
import { openWorkspace } from '../../../core/store/workspace.ts';

const resource = (path: string): string => fileURLToPath(new URL(`../../../resources/potentials/${path}`, import.meta.url));
const reference = (path: string): string => fileURLToPath(new URL(`../../fixtures/reference/${path}`, import.meta.url));

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: 1 });
});
afterAll(() => engine.close());

async function verdictOf(file: string, epsilon: number): Promise<string> {
  const { network, weights } = await readPotentialFile(file);
  return judgeEpsilon(await measureEpsilon(engine, createPotential(network, weights, epsilon)), epsilon).verdict;
}

describe('the check of an ε of training', () => {
  it.each([
    [resource('gmm-quick.safetensors'), 0.08], [resource('rings-quick.safetensors'), 0.2], [reference('toy-gmm-trained.pth'), 0.125],
    [resource('mnist-convergent-small.safetensors'), 0.02], [resource('fashion-convergent-small.safetensors'), 0.02],
  ])('%s fits at its own ε, and not at ten times or, of images, a tenth of it', async (file, epsilon) => {
    expect(await verdictOf(file, epsilon)).toBe('fits');
    expect(await verdictOf(file, epsilon * 10)).toBe('large');
    if (file.includes('small')) expect(await verdictOf(file, epsilon / 10)).not.toBe('fits');
  });

  it('finds the gradient too strong for a tenth of the ε', async () => {
    expect(await verdictOf(reference('toy-gmm-trained.pth'), 0.0125)).toBe('small');
    expect(await verdictOf(reference('vanilla-mnist-trained.pth'), 0.001)).toBe('small');
  });

  it('says that a potential may be non-convergent where its chains are not thermal', async () => {
    const { network, weights } = await readPotentialFile(resource('fashion-nonconvergent-small.safetensors'));
    const { verdict, text } = judgeEpsilon(await measureEpsilon(engine, createPotential(network, weights, 0.02)), 0.02);
    expect([verdict, text]).toEqual(['unclear', expect.stringMatching(/MALA accepts 0 %.*non-convergent/)]);
  });
});

describe('another ε of training', () => {
  const folder = mkdtempSync(join(tmpdir(), 'basinscope-epsilon-'));
  const workspace = openWorkspace(folder);
  afterAll(() => {
    workspace.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('can be given until a map depends on it, then to a potential of its own; nothing gets a twin', async () => {
    const file = reference('toy-gmm-trained.pth');
    const { potentials } = workspace;
    const wrong = await importPotential(workspace, file, { name: 'Gaussians', trainEpsilon: 1.25 });
    expect(potentials.changeEpsilon(wrong.id, 0.125)).toMatchObject({ id: wrong.id, trainEpsilon: 0.125 });
    expect((await potentials.open(wrong.id)).trainEpsilon).toBe(0.125);
    // Opened again it is the one that is there; with another ε its name says so.
    expect((await importPotential(workspace, file, { name: 'Gaussians', trainEpsilon: 0.125 })).id).toBe(wrong.id);
    expect((await importPotential(workspace, file, { name: 'Gaussians', trainEpsilon: 0.5 })).name).toBe('Gaussians (ε = 0.5)');
    expect(() => potentials.changeEpsilon(wrong.id, 0.5)).toThrow('already: “Gaussians (ε = 0.5)”');
    workspace.maps.add({ name: 'm', potential: wrong.id, settings: mapSettings.parse({}), warnings: [], dataset: null, labels: null, engine: '' });
    expect(() => potentials.changeEpsilon(wrong.id, 0.2)).toThrow('has 1 map, whose energies rest on its ε');
    const variant = await potentials.addVariant(wrong.id, 0.2, 'Gaussians, colder');
    expect(variant).toMatchObject({ name: 'Gaussians, colder', trainEpsilon: 0.2, sha256: wrong.sha256, bundled: false });
    expect((await potentials.open(variant.id)).trainEpsilon).toBe(0.2);
    await expect(potentials.addVariant(wrong.id, 0.2, 'again')).rejects.toThrow('already');
  });
});
