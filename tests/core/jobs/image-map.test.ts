import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JobEvent } from '../../../core/contract/job-event.ts';
import { landscape as landscapeSchema } from '../../../core/contract/landscape.ts';
import type { Landscape } from '../../../core/contract/landscape.ts';
import { mapSettings } from '../../../core/contract/map-settings.ts';
import { openEngine } from '../../../core/engines/open-engine.ts';
import { mapFiles } from '../../../core/jobs/map-files.ts';
import { runMap } from '../../../core/jobs/map-runner.ts';
import { createMap, openMapDataset } from '../../../core/jobs/new-map.ts';
import { exportFiles } from '../../../core/pictures/export-files.ts';
import type { LandscapeFormat } from '../../../core/pictures/export-files.ts';
import { createEvaluator } from '../../../core/potentials/create-evaluator.ts';
import { readPotentialFile } from '../../../core/potentials/potential-file.ts';
import { createPotential } from '../../../core/potentials/potential.ts';
import { importPotential } from '../../../core/store/import-potential.ts';
import { mapCaption } from '../../../core/store/map-caption.ts';
import { readLandscape, readMembers, readPaths } from '../../../core/store/read-landscape.ts';
import { openWorkspace } from '../../../core/store/workspace.ts';
import type { Workspace } from '../../../core/store/workspace.ts';
import { countOf, elementsOf } from '../pictures/well-formed.ts';

const resource = (path: string): string => fileURLToPath(new URL(`../../../resources/${path}`, import.meta.url));
const weights = resource('potentials/mnist-convergent-small.safetensors');
const digits = resource('data/mnist');
/** The ε that the bundled potential was trained with. */
const EPSILON = 0.02;
const STATES = 24;
/** Every phase of a map of images in a few seconds; α strong enough for some of the states to find together. */
const small = {
  method: 'placing', start: 'data', states: STATES, burnIn: 8, sampleSteps: 30, alpha: 900, maxSteps: 80, patience: 20,
  repeats: 1, nearest: 3, barrierNearest: 3, barrierRepeats: 1, slots: 16, seed: 3, threads: 1,
};

let folder: string;
let workspace: Workspace;
let map: string;
let landscape: Landscape;
const events: JobEvent[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'basinscope-digits-'));
  workspace = openWorkspace(folder);
  const potential = await importPotential(workspace, weights, { name: 'digits', trainEpsilon: EPSILON });
  const made = await createMap(workspace, { potential: potential.id, name: 'digits', settings: mapSettings.parse(small), dataset: digits, labels: null });
  map = made.id;
  const job = await runMap(workspace, map, { onEvent: (event) => events.push(event) });
  expect(await job.finished).toEqual({ outcome: 'done', message: null });
  landscape = readLandscape(workspace, map);
});
afterAll(() => {
  workspace.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Header and values of a float32 .npy. */
function parseNpy(bytes: Uint8Array): { shape: number[]; values: number[] } {
  const buffer = Buffer.from(bytes);
  const start = 10 + buffer.readUInt16LE(8);
  const header = buffer.toString('latin1', 10, start);
  expect(header).toContain("'descr': '<f4'");
  return { shape: [...header.matchAll(/\d+(?=[,)])/g)].map(([digits]) => Number(digits)), values: [...new Float32Array(buffer.buffer.slice(buffer.byteOffset + start, buffer.byteOffset + buffer.length))] };
}

const membersOf = (basin: number) => readMembers(workspace, map, basin, 0, STATES);

describe('a map of images, from a potential and a data set to its end', () => {
  it('keeps the contract: basins with images, labels, scores and barriers', () => {
    expect(landscapeSchema.parse(landscape)).toEqual(landscape);
    expect(workspace.maps.get(map)).toMatchObject({ status: 'done', states: STATES, failure: null, basins: landscape.basins.length });
    expect(landscape.basins.length).toBeGreaterThan(1);
    expect(landscape.basins.length).toBeLessThan(STATES);
    expect(landscape.images).toMatchObject({ width: 32, height: 32, channels: 1, count: landscape.basins.length });
    expect(landscape.edges.map(({ status }) => status)).toContain('joined');
    // Joined by a trial that arrived, with the lowest maximum over its path; refined only where there are minima.
    for (const { status, barrier, refined, forward, backward } of landscape.edges) {
      expect([status, refined]).toEqual([forward[0] + backward[0] > 0 ? 'joined' : forward[1] + backward[1] > 0 ? 'failed' : 'untested', null]);
      expect(barrier === null).toBe(status !== 'joined');
    }
    for (const { position, labelCounts, members } of landscape.basins) {
      expect(position).toBeNull();
      expect(Object.values(labelCounts!).reduce((sum, count) => sum + count, 0)).toBe(members);
    }
    expect(landscape.basins.reduce((sum, { members }) => sum + members, 0)).toBe(STATES);
    for (const score of ['purity', 'nmi', 'kmeansPurity', 'kmeansNmi'] as const) {
      expect(landscape.scores![score]).toBeGreaterThan(0);
      expect(landscape.scores![score]).toBeLessThanOrEqual(1);
    }
    expect(landscape.scores!.clusters).toBe(landscape.basins.length);
    const last = events.filter((event) => event.type === 'progress').at(-1)!;
    expect([last.task.done, last.task.total]).toEqual([last.task.total, last.task.total]);
    expect(last.task.parts.map(({ name, done, total }) => [name, done === total])).toEqual(last.task.parts.map(({ name }) => [name, true]));
  });

  it('members are states of that energy, with the label of the image they started from', async () => {
    const { network, weights: tensors } = await readPotentialFile(weights);
    const engine = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: 1 });
    const members = workspace.members.all(map);
    const states = new Float32Array(members.length * 1024);
    members.forEach(({ x }, i) => states.set(x, i * 1024));
    const energies = await createEvaluator(engine, createPotential(network, tensors, EPSILON), members.length).energies(states);
    await engine.close();
    members.forEach(({ energy }, i) => expect(Math.abs(energy - energies[i]!)).toBeLessThan(0.02));
    const dataset = (await openMapDataset({ network }, digits, null))!;
    for (const { source, label } of members) expect(label).toBe(dataset.labelOf(source!));
    expect(new Set(members.map(({ source }) => source)).size).toBe(STATES);
    // The picture of a basin is that of its representative, which founded it: 8-bit values of its pixels.
    const [basin] = landscape.basins;
    const founder = members.find(({ energy, placedIn }) => placedIn === basin!.id && energy === basin!.energy)!;
    const shown = [...founder.x].map((value) => Math.round(((Math.max(-1, Math.min(1, value)) + 1) / 2) * 255));
    expect(Math.max(...shown.map((value, i) => Math.abs(value - landscape.images!.pixels[i]!)))).toBeLessThanOrEqual(1);
  });

  it('pages of members and paths have their images', () => {
    for (const { id, members } of landscape.basins) {
      const page = membersOf(id);
      expect([page.total, page.members.length, page.images!.count]).toEqual([members, members, members]);
    }
    const joined = landscape.edges.find(({ status }) => status === 'joined')!;
    const [path] = readPaths(workspace, map, joined.a, joined.b);
    expect(path).toMatchObject({ kind: 'diffusion', barrier: joined.barrier, positions: null });
    expect(path!.images!.count).toBe(path!.imageAt.length);
    expect(Math.max(...path!.energies)).toBeLessThanOrEqual(path!.barrier + 0.02);
  });

  it('that is stopped on its way says at which task it stands, in the store and in its files', async () => {
    const { potential } = workspace.maps.get(map);
    const { id } = await createMap(workspace, { potential, name: 'stopped', settings: mapSettings.parse({ ...small, sampleSteps: 3000 }), dataset: digits, labels: null });
    expect(mapCaption(workspace, id)).toMatchObject({ status: 'queued', stage: null });
    const job = await runMap(workspace, id, { onEvent: () => undefined });
    await job.leave('paused');
    expect((await job.finished).outcome).toBe('paused');
    expect(workspace.maps.get(id)).toMatchObject({ status: 'paused', stage: 'Draw samples' });
    const [file] = exportFiles('json', readLandscape(workspace, id), mapCaption(workspace, id));
    expect(JSON.parse(file!.content as string)).toMatchObject({ status: 'paused', stage: 'Draw samples', trainEpsilon: EPSILON, weightsSha256: workspace.potentials.get(potential).sha256 });
    expect(workspace.maps.get(map)).toMatchObject({ status: 'done', stage: null });
    workspace.maps.remove(id);
  });

  it('tells which image is in which basin, and gives representatives and paths as arrays', async () => {
    const source = { workspace, map, sets: null, engine: { engine: 'onnxruntime', device: 'cpu', threads: 1 } } as const;
    const [members, about] = await mapFiles('members', source);
    const rows = String(members!.content).trim().split('\n').map((line) => line.split(','));
    expect(rows[0]).toEqual(['state', 'source', 'label', 'basin', 'energy']);
    expect(rows).toHaveLength(STATES + 1);
    expect(JSON.parse(String(about!.content))).toMatchObject({ status: 'done', dataset: digits });
    for (const { id } of landscape.basins) {
      const shown = membersOf(id).members;
      expect(rows.filter((row) => row[3] === String(id)).map((row) => Number(row[0])).sort((p, q) => p - q)).toEqual(shown.map(({ state }) => state).sort((p, q) => p - q));
      for (const { state, source: index } of shown) expect(rows[state + 1]![1]).toBe(String(index));
    }
    const tables = await mapFiles('csv', source);
    expect(tables.find(({ suffix }) => suffix === '-members')!.content).toBe(members!.content);

    const [npy] = await mapFiles('representatives', source);
    const array = parseNpy(npy!.content as Uint8Array);
    expect(array.shape).toEqual([landscape.basins.length, 1, 32, 32]);
    const founder = workspace.members.all(map).find(({ energy, placedIn }) => placedIn === landscape.basins[0]!.id && energy === landscape.basins[0]!.energy)!;
    expect(array.values.slice(0, 1024)).toEqual([...founder.x]);

    const [csv, points] = await mapFiles('paths', source);
    const [header, ...lines] = String(csv!.content).trim().split('\n').map((line) => line.split(','));
    expect(header).toEqual(['path', 'a', 'b', 'kind', 'point', 'along', 'energy']);
    expect([points!.ending, parseNpy(points!.content as Uint8Array).shape]).toEqual(['.npy', [lines.length, 1, 32, 32]]);
    const joined = landscape.edges.find(({ status }) => status === 'joined')!;
    const own = lines.filter((line) => line[1] === String(joined.a) && line[2] === String(joined.b));
    expect([own[0]![5], own.at(-1)![5]]).toEqual(['0', '1']);
    await expect(mapFiles('map-svg', source)).rejects.toThrow('Only a potential of the plane');
  });

  it('goes out in every format', () => {
    const files = (format: LandscapeFormat) => exportFiles(format, landscape, mapCaption(workspace, map)).map(({ content }) => content);
    const [svg] = files('svg') as [string];
    elementsOf(svg);
    expect(countOf(svg, 'class="leaf"')).toBe(landscape.basins.length);
    // Every leaf shows its image.
    expect(countOf(svg, 'data:image/png;base64,')).toBe(landscape.basins.length);
    expect(decode(files('png')[0] as Uint8Array).width).toBeGreaterThan(500);
    const [basins, barriers] = files('csv') as [string, string];
    expect(basins.trim().split('\n')).toHaveLength(landscape.basins.length + 1);
    expect(barriers.trim().split('\n')).toHaveLength(landscape.edges.length + 1);
    expect((JSON.parse(files('json')[0] as string) as { basins: unknown[] }).basins).toHaveLength(landscape.basins.length);
    const [graph] = files('graphml') as [string];
    elementsOf(graph);
    expect([countOf(graph, '<node '), countOf(graph, '<edge ')]).toEqual([landscape.basins.length, landscape.edges.length]);
  });
});
