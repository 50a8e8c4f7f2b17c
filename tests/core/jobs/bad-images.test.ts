import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mapSettings } from '../../../core/contract/map-settings.ts';
import { encodePng } from '../../../core/formats/png.ts';
import { runMap } from '../../../core/jobs/map-runner.ts';
import { createMap, planSettings } from '../../../core/jobs/new-map.ts';
import { openDataset } from '../../../core/data/open-dataset.ts';
import { importPotential } from '../../../core/store/import-potential.ts';
import { openWorkspace } from '../../../core/store/workspace.ts';
import type { Workspace } from '../../../core/store/workspace.ts';
import { checkConfig, dataFacts } from '../../../core/training/check-config.ts';
import { readTrainingConfig } from '../../../core/training/reference-config.ts';
import { datasetHandlers } from '../../../electron/host/datasets.ts';

const resource = (path: string): string => fileURLToPath(new URL(`../../../resources/${path}`, import.meta.url));

let place: string;
let workspace: Workspace;
let potential: string;
let images: string;

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'basinscope-bad-images-'));
  images = join(place, 'images');
  mkdirSync(images);
  const png = (shade: number): Uint8Array => encodePng({ width: 32, height: 32, channels: 1, pixels: Uint8Array.from({ length: 1024 }, (_, i) => (i * shade) % 256) });
  for (let i = 0; i < 6; i++) writeFileSync(join(images, `good-${i}.png`), png(i + 1));
  writeFileSync(join(images, 'bad-1.png'), 'no picture');
  writeFileSync(join(images, 'bad-2.png'), '');
  mkdirSync(join(place, 'colour'));
  writeFileSync(join(place, 'colour/one.png'), encodePng({ width: 32, height: 32, channels: 3, pixels: Uint8Array.from({ length: 3072 }, (_, i) => (i * 7) % 256) }));
  workspace = openWorkspace(join(place, 'workspace'));
  potential = (await importPotential(workspace, resource('potentials/mnist-convergent-small.safetensors'), { name: 'digits', trainEpsilon: 0.02 })).id;
});
afterAll(() => {
  workspace.close();
  rmSync(place, { recursive: true, force: true });
});

const inspect = datasetHandlers()['dataset.inspect'];
const plan = (settings: object) => ({ potential, name: 'm', settings: mapSettings.parse({ method: 'placing', states: 6, burnIn: 0, sampleSteps: 2, alpha: 900, maxSteps: 5, barrierNearest: 0, threads: 1, ...settings }), dataset: images, labels: null });

describe('a data set with bad images', () => {
  it('is refused, and mapped without them where its owner says so; what was left out is listed', async () => {
    await expect(createMap(workspace, plan({}))).rejects.toThrow(/2 of its images cannot be used: .*bad-1\.png/);
    const { warnings } = await planSettings(workspace, plan({ skipBadImages: true }));
    expect(warnings.find(({ setting }) => setting === 'skipBadImages')?.message).toMatch(/^2 images cannot be used and are left out: bad-2\.png is empty; bad-1\.png expected a PNG/);
    const map = await createMap(workspace, plan({ skipBadImages: true }));
    expect(map.warnings).toEqual(expect.arrayContaining(warnings));
    const job = await runMap(workspace, map.id, { onEvent: () => undefined });
    expect(await job.finished).toEqual({ outcome: 'done', message: null });
    expect(new Set(workspace.members.all(map.id).map(({ source }) => source)).size).toBe(6);
  });

  it('is looked at in the form in the same way', async () => {
    const asked = { path: images, labels: null, prefer: 'test', fit: [1, 32, 32] } as const;
    await expect(inspect({ ...asked, fit: [1, 32, 32], skipBad: false })).rejects.toThrow('choose to skip bad images');
    expect(await inspect({ ...asked, fit: [1, 32, 32], skipBad: true })).toMatchObject({ count: 6, shape: [1, 32, 32] });
  });

  it('is listed by training as well', async () => {
    const config = readTrainingConfig(readFileSync(resource('presets/mnist-convergent-small.json'), 'utf8'), 'preset');
    const facts = await dataFacts(await openDataset(images, { size: [1, 32, 32], skipBad: true }));
    expect(checkConfig(config, { ...facts, count: 600 }).filter(({ setting }) => setting === 'data').map(({ message }) => message)).toEqual([expect.stringMatching(/2 images cannot be used and are left out/)]);
  });
});

it('images in colour are not called fine for a gray net', async () => {
  await expect(inspect({ path: join(place, 'colour'), labels: null, prefer: 'test', fit: [1, 32, 32], skipBad: false })).rejects.toThrow('a gray image is wanted and this one is in colour');
  expect(await inspect({ path: join(place, 'colour'), labels: null, prefer: 'test', skipBad: false })).toMatchObject({ shape: [3, 32, 32] });
});
