import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { location as locationSchema } from '../../../core/contract/location.ts';
import type { GivenImage, Location } from '../../../core/contract/location.ts';
import { mapSettings } from '../../../core/contract/map-settings.ts';
import { recordedDataPath } from '../../../core/data/bundled-data.ts';
import { openDataset } from '../../../core/data/open-dataset.ts';
import type { Dataset } from '../../../core/data/dataset.ts';
import { openEngine } from '../../../core/engines/open-engine.ts';
import type { Engine } from '../../../core/engines/engine.ts';
import { encodeNpy } from '../../../core/formats/npy.ts';
import { encodePng } from '../../../core/formats/png.ts';
import { runMap } from '../../../core/jobs/map-runner.ts';
import { createMap } from '../../../core/jobs/new-map.ts';
import { locateImage } from '../../../core/location/locate-image.ts';
import { uniformAt } from '../../../core/random/draw.ts';
import { streamKey } from '../../../core/random/stream-key.ts';
import { importPotential } from '../../../core/store/import-potential.ts';
import { readLandscape, readStates } from '../../../core/store/read-landscape.ts';
import { recordDigest } from '../../../core/store/record-digest.ts';
import { openWorkspace } from '../../../core/store/workspace.ts';
import type { Workspace } from '../../../core/store/workspace.ts';
import { addSampleMap } from '../store/sample-map.ts';
import { jsonOf, runCli } from '../cli/run-cli.ts';

const resource = (path: string): string => fileURLToPath(new URL(`../../../resources/${path}`, import.meta.url));
const SIZE: [number, number, number] = [1, 32, 32];
const SETS = 12;

let folder: string;
let workspace: Workspace;
let engine: Engine;
let map: string;
let placed: string;
let digits: Dataset;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'basinscope-locate-'));
  workspace = openWorkspace(folder);
  placed = (await addSampleMap(workspace)).id;
  const potential = await importPotential(workspace, resource('potentials/mnist-convergent-small.safetensors'), { name: 'digits', trainEpsilon: 0.02 });
  const settings = mapSettings.parse({ method: 'kinetic', states: 300, sampleSteps: 40, rampRepeats: 0, refine: 'none', seed: 5, threads: 1 });
  map = (await createMap(workspace, { potential: potential.id, name: 'digits', settings, dataset: resource('data/mnist'), labels: null })).id;
  expect(await (await runMap(workspace, map, { onEvent: () => undefined })).finished).toEqual({ outcome: 'done', message: null });
  engine = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: 1 });
  digits = await openDataset(resource('data/mnist'), { size: SIZE });
}, 60_000);
afterAll(async () => {
  await engine.close();
  workspace.close();
  rmSync(folder, { recursive: true, force: true });
});

const npy = (x: Float32Array, shape: readonly number[] = SIZE): GivenImage => ({ kind: 'bytes', name: 'x.npy', bytes: Uint8Array.from(encodeNpy({ dtype: 'float32', shape: [...shape], values: x })) });
const locate = (image: GivenImage, sets: number | null = SETS): Promise<Location> => locateImage(workspace, engine, { map, sets, image, resources: resource('.') });

/** Digits of the data set that are none of the map's states. */
function heldOut(count: number): number[] {
  const used = new Set(readStates(workspace, map, SETS).source);
  return Array.from({ length: digits.count }, (_, index) => index).filter((index) => !used.has(index)).slice(0, count);
}

describe('an image on a kinetic map', () => {
  it('is in its own set, deep in itself, where it is a state of the map', async () => {
    const { state, basin } = readStates(workspace, map, SETS);
    const points = workspace.members.pictures(map, [...state]);
    for (const at of [0, 50, 100, 150, 200, 250]) {
      const found = await locate(npy(points.get(state[at]!)!.x));
      expect(found.basin).toBe(basin[at]);
      expect(found.nearest[0]).toMatchObject({ state: state[at], basin: basin[at] });
      expect(found.nearest[0]!.distance).toBeLessThan(0.05);
      expect(found.far.isFar).toBe(false);
    }
  });

  it('falls among its like where it is a digit that the map has not seen, and is not far', async () => {
    const { basins } = readLandscape(workspace, map, SETS);
    const main = new Map(basins.map(({ id, labelCounts }) => [id, Object.entries(labelCounts!).sort((p, q) => q[1] - p[1])[0]![0]]));
    const indices = heldOut(30);
    const found = await Promise.all(indices.map((index) => locate({ kind: 'data', index })));
    const right = found.filter(({ basin }, at) => main.get(basin) === digits.labelOf(indices[at]!)).length;
    // Of the map's own 300 states, by the labels of their sets, some 70 %.
    const own = basins.reduce((sum, { labelCounts }) => sum + Math.max(...Object.values(labelCounts!)), 0) / 300;
    expect(right / 30).toBeGreaterThan(own - 0.15);
    expect(found.filter(({ far }) => far.isFar).length).toBeLessThanOrEqual(2);
    for (const one of found) {
      locationSchema.parse(one);
      expect(one.memberships.reduce((sum, { part }) => sum + part, 0)).toBeCloseTo(1, 1);
      expect(one.membership).toBe(Math.max(...one.memberships.map(({ part }) => part)));
      expect(one.nearest.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 9);
      expect(one.inherentEnergy).toBeLessThan(one.energy);
      expect(one.images!.count).toBe(2);
      expect(one.nearestImages!.count).toBe(one.nearest.length);
      expect(one.next!.basin).not.toBe(one.basin);
    }
  });

  it('has ways to the representatives of its set and of the next that begin at its inherent structure, and a barrier above both ends', async () => {
    const [index] = heldOut(1);
    const found = await locate({ kind: 'data', index: index! });
    const landscape = readLandscape(workspace, map, SETS);
    const energies = workspace.inherent.energies(map);
    for (const [way, set] of [[found.toRepresentative!, found.basin], [found.toNext!, found.next!.basin]] as const) {
      const { representative } = landscape.basins.find(({ id }) => id === set)!;
      expect([way.a, way.b, way.kind]).toEqual([found.basin, set, 'graph']);
      expect([way.along[0], way.along.at(-1), way.energies[0]]).toEqual([0, 1, found.inherentEnergy]);
      expect(way.energies.at(-1)).toBe(energies[representative!]);
      expect(way.barrier).toBe(Math.max(...way.energies));
      expect(way.images!.count).toBe(way.imageAt.length);
    }
    expect(found.next!.graph).toBe(found.toNext!.barrier);
  });

  it('is said to be far where the map knows nothing like it: noise, garments, a digit turned inside out', async () => {
    const key = streamKey(7);
    const noise = Float32Array.from({ length: 1024 }, (_, at) => 2 * uniformAt(key, 0, at) - 1);
    const negative = (await digits.read([3])).map((value) => -value);
    const garments = await openDataset(resource('data/fashion-mnist'), { size: SIZE });
    for (const x of [noise, negative, await garments.read([0])]) {
      const { far } = await locate(npy(x));
      expect(far.isFar).toBe(true);
      expect(far.text).toContain('far from everything this map knows');
    }
  });

  it('may be a picture of another size, and is then brought to that of the states', async () => {
    const [index] = heldOut(1);
    const raw = (await openDataset(resource('data/mnist'))).read([index!]);
    const pixels = Uint8Array.from(await raw, (value) => Math.round(((value + 1) * 255) / 2));
    const fromPng = await locate({ kind: 'bytes', name: 'digit.png', bytes: Uint8Array.from(encodePng({ width: 28, height: 28, channels: 1, pixels })) });
    const fromData = await locate({ kind: 'data', index: index! });
    expect(fromPng.inherentEnergy).toBeCloseTo(fromData.inherentEnergy, 3);
    expect(fromPng.basin).toBe(fromData.basin);
  });

  it('is looked for in any number of sets, and changes nothing', async () => {
    const before = recordDigest(workspace, map);
    const [index] = heldOut(1);
    const image: GivenImage = { kind: 'data', index: index! };
    const whole = await locate(image, 1);
    expect([whole.membership, whole.next]).toEqual([expect.closeTo(1, 9), null]);
    const [fine, coarse] = [await locate(image, 40), await locate(image, 4)];
    expect(coarse.membership).toBeGreaterThanOrEqual(fine.membership);
    expect((await locate(image, null)).memberships.length).toBeGreaterThan(0);
    expect(recordDigest(workspace, map)).toEqual(before);
  });

  it('is found by its number in the data of the maps that come with the program, whose records name no path', async () => {
    cpSync(resource('workspace'), join(folder, 'bundle'), { recursive: true });
    const bundle = openWorkspace(join(folder, 'bundle'));
    try {
      const maps = bundle.maps.list().filter(({ dataset }) => dataset !== null);
      expect(maps.map(({ dataset }) => dataset).filter((dataset) => existsSync(dataset!))).toEqual([]);
      for (const { dataset } of maps) expect(existsSync(recordedDataPath(dataset!, resource('.')))).toBe(true);
      const [index] = [...readStates(bundle, maps[0]!.id, null).source!];
      const found = await locateImage(bundle, engine, { map: maps[0]!.id, sets: null, image: { kind: 'data', index: index! }, resources: resource('.') });
      expect(found.far.isFar).toBe(false);
    } finally {
      bundle.close();
    }
  });

  it('is refused in words where it is none, or the map has no graph', async () => {
    const bytes = (text: string): GivenImage => ({ kind: 'bytes', name: 'note.txt', bytes: new TextEncoder().encode(text) });
    await expect(locate(bytes('a note'))).rejects.toThrow(/note\.txt: expected a PNG or JPEG picture/);
    await expect(locate(npy(new Float32Array(20), [20]))).rejects.toThrow(/x\.npy.*found shape/);
    await expect(locate(npy(new Float32Array(2048), [2, 1, 32, 32]))).rejects.toThrow(/one image was expected, found 2/);
    await expect(locate(npy(Float32Array.from({ length: 3072 }, (_, at) => (at < 1024 ? 1 : 0)), [3, 32, 32]))).rejects.toThrow(/in colour/);
    await expect(locate(npy(new Float32Array(1024).fill(NaN)))).rejects.toThrow(/holds NaN/);
    await expect(locate({ kind: 'data', index: 10_000 })).rejects.toThrow(/no image 10000.*it has 10000/);
    await expect(locate({ kind: 'file', path: join(folder, 'nothing.png') })).rejects.toThrow(/nothing\.png/);
    await expect(locateImage(workspace, engine, { map: placed, sets: null, image: bytes(''), resources: resource('.') })).rejects.toThrow(/located on the graph of a kinetic map.*was made by/);
    await expect(locate({ kind: 'data', index: 0 }, 400)).rejects.toThrow(/up to 64 sets; 400/);
  });

  it('is located by the command line, from a file or by its number in the data', async () => {
    const [index] = heldOut(1);
    const path = join(folder, 'x.npy');
    writeFileSync(path, encodeNpy({ dtype: 'float32', shape: SIZE, values: await digits.read([index!]) }));
    const byFile = jsonOf(await runCli(['locate', folder, '--input', path, '--sets', String(SETS), '--json']));
    const byIndex = jsonOf(await runCli(['locate', folder, '--index', String(index), '--sets', String(SETS), '--json']));
    expect(byFile).toEqual(byIndex);
    expect(Object.keys(byFile)).toEqual(['set', 'membership', 'memberships', 'energy', 'inherent_energy', 'far', 'nearest', 'next', 'position', 'to_representative', 'to_next']);
    expect(byFile).toMatchObject({ far: { is_far: false }, next: { graph: expect.any(Number), free_energy: expect.any(Number) } });
    const words = await runCli(['locate', folder, '--input', path]);
    expect([words.code, words.stdout]).toEqual([0, expect.stringMatching(/^Set \d+, membership/)]);
    expect((await runCli(['locate', folder])).code).toBe(2);
    expect(await runCli(['locate', folder, '--input', join(folder, 'none.png')])).toMatchObject({ code: 1, stderr: expect.stringContaining('none.png') });
  });
});
