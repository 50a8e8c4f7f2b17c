import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeBundle } from '../../../core/bundles/bundle-file.ts';
import type { Bundle } from '../../../core/bundles/bundle-file.ts';
import { describeBundle } from '../../../core/bundles/describe-bundle.ts';
import { openBundled } from '../../../core/bundles/open-bundled.ts';
import { bundleRun } from '../../../core/bundles/run-bundle.ts';
import type { RunBundleOptions } from '../../../core/bundles/run-bundle.ts';
import { noData } from '../../../core/bundles/take-map.ts';
import { readRunBundle, takeRun } from '../../../core/bundles/take-run.ts';
import { bundleSummary } from '../../../core/contract/bundle.ts';
import { thisMachine } from '../../../core/jobs/machine.ts';
import { branchRun } from '../../../core/jobs/new-run.ts';
import { extendRun } from '../../../core/jobs/extend-run.ts';
import { RunFolder } from '../../../core/runs/run-folder.ts';
import { RunLock } from '../../../core/runs/run-lock.ts';
import { RunStore } from '../../../core/runs/run-store.ts';
import { openWorkspace } from '../../../core/store/workspace.ts';
import { withUpdates } from '../../../core/training/config-length.ts';
import { learned, makeRun, resources, smallGraph, smallImages, smallToy, train } from '../runs/small-runs.ts';
import { forged, replayOf, someDigits } from './small-bundles.ts';

let folder: string;
let toy: RunFolder;
let graph: RunFolder;
let images: RunFolder;
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'basinscope-bundle-run-'));
  toy = await makeRun(join(folder, 'toy'), smallToy, { keeping: { every: 5, newest: 5 } });
  const { config, initial } = await smallGraph();
  graph = await makeRun(join(folder, 'graph'), config, { initial });
  const digits = await someDigits(join(folder, 'somewhere', 'digits'), 30);
  images = await makeRun(join(folder, 'images'), { ...smallImages, data: { ...smallImages.data, source: digits } as typeof smallImages.data });
  for (const run of [toy, graph, images]) expect(await train(run)).toMatchObject({ outcome: 'done' });
}, 60_000);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function bundleOf(run: RunFolder, options: Partial<RunBundleOptions> = {}): Promise<{ bytes: Buffer; bundle: Bundle }> {
  const bytes = await bundleRun(run, { resources, withData: null, allCheckpoints: false, ...options });
  return { bytes, bundle: await decodeBundle(bytes, 'a.basinscope') };
}

/** Another place for runs. */
const elsewhere = (): RunStore => new RunStore(mkdtempSync(join(folder, 'other-')));

describe('the bundle of a training', () => {
  it.each(['toy', 'graph', 'images'] as const)('(%s) gives what was learned back exactly, once, to be gone on with', async (which) => {
    const run = { toy, graph, images }[which];
    const { bytes, bundle } = await bundleOf(run);
    expect((await bundleOf(run)).bytes.equals(bytes)).toBe(true);
    const content = await readRunBundle(bundle);
    const runs = elsewhere();
    const { id } = run.read();
    expect(await takeRun(runs, content, noData)).toEqual({ id, added: true });
    expect(await takeRun(runs, content, noData)).toEqual({ id, added: false });
    expect(runs.list()).toHaveLength(1);
    const taken = runs.folderOf(id);
    const [before, now] = [await learned(run), await learned(taken)] as [{ checkpoints: number[] }, { checkpoints: number[] }];
    expect({ ...now, checkpoints: [] }).toEqual({ ...before, checkpoints: [] });
    // Seconds too, in the file itself.
    expect(readFileSync(taken.metricsFile, 'utf8')).toBe(readFileSync(run.metricsFile, 'utf8'));
    expect(now.checkpoints).toEqual(before.checkpoints.slice(-1));
    if (which !== 'images') {
      await extendRun(taken, withUpdates(run.read().config, run.read().updates + 2));
      expect(await train(taken)).toMatchObject({ outcome: 'done' });
      expect(taken.read().updates).toBe(run.read().updates + 2);
    }
    expect(bundleSummary.parse(await describeBundle(bundle))).toMatchObject({ kind: 'run', status: 'done', seed: 7 });
  });

  it.each(['toy', 'graph', 'images'] as const)('(%s) is computed again to the bit', async (which) => {
    const report = await replayOf((await bundleOf({ toy, graph, images }[which])).bundle);
    expect(report).toMatchObject({ kind: 'run', verdict: 'identical', sameMachine: true, measures: [], notes: [] });
    // The plane's runs end with SGD, which keeps nothing.
    expect(report.parts.map(({ name }) => name)).toEqual(which === 'images' ? ['updates', 'weights', 'optimizer', 'bank'] : ['updates', 'weights', 'bank']);
    expect(report.parts.every(({ equal }) => equal)).toBe(true);
  });

  it('names the machine that computed it, also when it is bundled again elsewhere', async () => {
    const { bundle } = await bundleOf(toy);
    expect(bundle.manifest.machine).toEqual(thisMachine());
    const machine = { ...thisMachine(), processor: 'linux x64, another' };
    const runs = elsewhere();
    const { id } = await takeRun(runs, await readRunBundle(await decodeBundle(forged(bundle, { manifest: { machine } }, sha256), 'another.basinscope')), noData);
    expect((await bundleOf(runs.folderOf(id))).bundle.manifest.machine).toEqual(machine);
  });

  it('is computed again from one of its checkpoints, or only so far', async () => {
    const { bundle } = await bundleOf(toy, { allCheckpoints: true });
    expect([...bundle.parts.keys()].filter((name) => name.startsWith('checkpoints/'))).toEqual([5, 10, 15, 20].map((update) => `checkpoints/${update}.safetensors`));
    expect(await replayOf(bundle, { from: 10 })).toMatchObject({ verdict: 'identical', notes: ['Updates 11 to 20 of 20 were computed again.'] });
    expect(await replayOf(bundle, { updates: 5 })).toMatchObject({ verdict: 'identical', notes: ['Updates 1 to 5 of 20 were computed again.'] });
    expect((await replayOf(bundle, { updates: 7 })).notes[1]).toMatch(/no checkpoint of update 7/);
    await expect(replayOf(bundle, { from: 7 })).rejects.toThrow(/no checkpoint of update 7 to begin from; it has 5, 10, 15/);
    await expect(replayOf(bundle, { from: 10, updates: 10 })).rejects.toThrow(/nothing to compute again after update 10/);
  });

  it('of a branch is computed again from the first checkpoint of its own', async () => {
    const branch = new RunFolder(join(folder, 'branch'));
    await branchRun(toy, branch, { update: 5, name: 'a branch', rateFactor: 0.5, seed: 9, moreUpdates: 0 }, resources);
    expect(await train(branch)).toMatchObject({ outcome: 'done' });
    await expect(replayOf((await bundleOf(branch)).bundle, { from: 0 })).rejects.toThrow(/is a branch of another from update 5 on/);
    expect(await replayOf((await bundleOf(branch)).bundle)).toMatchObject({ verdict: 'identical', notes: ['Updates 6 to 20 of 20 were computed again.'] });
  });

  it('of one that was left half-way goes on elsewhere to what the whole would have been', async () => {
    const half = await makeRun(join(folder, 'half'), smallToy);
    let left: Promise<void> | null = null;
    await train(half, (event, job) => {
      if (event.type === 'metric' && left === null) left = job.leave('paused');
    });
    expect(half.read().status).toBe('paused');
    const { bundle } = await bundleOf(half);
    const runs = elsewhere();
    const { id } = await takeRun(runs, await readRunBundle(bundle), noData);
    const taken = runs.folderOf(id);
    expect(await train(taken)).toMatchObject({ outcome: 'done' });
    expect({ ...(await learned(taken)), checkpoints: [] }).toEqual({ ...(await learned(toy)), checkpoints: [] });
  });

  it('says nothing of where things lay, and takes small data along or asks for them', async () => {
    const { bundle } = await bundleOf(images);
    for (const text of [JSON.stringify(bundle.manifest), ...[...bundle.parts.values()].map((part) => part.toString('latin1'))]) expect(text).not.toContain(folder);
    expect(bundle.manifest.data).toMatchObject({ name: 'digits', count: 30, included: true });
    const without = (await bundleOf(images, { withData: false })).bundle;
    await expect(replayOf(without)).rejects.toThrow(/made from the data set digits \(30 images/);
    expect(await replayOf(without, { data: join(folder, 'somewhere') })).toMatchObject({ verdict: 'identical' });
  });

  it('brings its data into the workspace that opens it, once, and goes on from there; not others than it names', async () => {
    const workspace = openWorkspace(join(folder, 'opened'));
    const place = { workspace, runs: new RunStore(workspace.folder), resources };
    const file = join(folder, 'images.basinscope');
    const { bytes, bundle } = await bundleOf(images);
    try {
      const other = Buffer.from(bundle.parts.get('data/images.npy')!);
      other[other.length - 1]! ^= 1;
      writeFileSync(file, forged(bundle, { parts: { 'data/images.npy': other } }, sha256));
      await expect(openBundled(file, place)).rejects.toThrow(/expected data with the fingerprint [0-9a-f]{64}, found [0-9a-f]{64}/);
      expect(place.runs.list()).toEqual([]);
      writeFileSync(file, bytes);
      const opened = await openBundled(file, place);
      expect(opened).toEqual({ kind: 'run', id: images.read().id, name: 'small images', added: true });
      expect(await openBundled(file, place)).toEqual({ ...opened, added: false });
      const taken = place.runs.folderOf(opened.id);
      const { data } = taken.read().config;
      expect(data).toMatchObject({ kind: 'images', source: join(workspace.folder, 'data', bundle.manifest.data!.sha256!.slice(0, 16)) });
      await extendRun(taken, withUpdates(taken.read().config, 6));
      expect(await train(taken)).toMatchObject({ outcome: 'done' });
    } finally {
      workspace.close();
    }
  });

  it('replaces data that were cut off before, and leaves nothing beside them', async () => {
    const workspace = openWorkspace(join(folder, 'cut'));
    const { bytes, bundle } = await bundleOf(images);
    const file = join(folder, 'cut.basinscope');
    writeFileSync(file, bytes);
    const place = join(workspace.folder, 'data', bundle.manifest.data!.sha256!.slice(0, 16));
    const part = bundle.parts.get('data/images.npy')!;
    for (const at of [place, `${place}.part`]) {
      mkdirSync(at, { recursive: true });
      writeFileSync(join(at, 'images.npy'), part.subarray(0, part.length - 1000));
    }
    try {
      await openBundled(file, { workspace, runs: new RunStore(workspace.folder), resources });
      expect(readFileSync(join(place, 'images.npy')).equals(part)).toBe(true);
      expect(readdirSync(join(workspace.folder, 'data'))).toEqual([place.split(/[/\\]/).at(-1)]);
    } finally {
      workspace.close();
    }
  });

  it('whose data are to be scaled to another size than its network takes is refused before they are read', async () => {
    const { bundle } = await bundleOf(images);
    const scaled = (shape: number[]) => decodeBundle(forged(bundle, { manifest: { data: { ...bundle.manifest.data, shape } } }, sha256), 'x.basinscope');
    await expect(scaled([1, 10_000, 10_000])).rejects.toThrow(/images of more than 1048576 values/);
    const { shape } = images.read().config.data as { shape: number[] };
    await expect(replayOf(await scaled([1, 512, 512]))).rejects.toThrow(`expected data of ${shape.join(' × ')}, as its network takes them, found some of 1 × 512 × 512`);
    await expect(readRunBundle(await decodeBundle(forged((await bundleOf(toy)).bundle, { manifest: { data: bundle.manifest.data } }, sha256), 'x.basinscope'))).rejects.toThrow(/expected no data, as its run was made from none/);
  });

  it('is refused while it is being trained', async () => {
    const lock = new RunLock(toy.path);
    const token = lock.claim();
    await expect(bundleOf(toy)).rejects.toThrow(/is being trained: pause it first/);
    lock.release(token);
  });

  it('with a changed number is refused or told by its replay', async () => {
    const { bundle } = await bundleOf(toy);
    const changed = (name: string, change: (text: string) => string): Promise<Bundle> => decodeBundle(forged(bundle, { parts: { [name]: Buffer.from(change(bundle.parts.get(name)!.toString())) } }, sha256), 'x.basinscope');
    const row = await changed('metrics.csv', (text) => text.replace(/^7,[^,]+/m, '7,0.5'));
    const report = await replayOf(row);
    expect(report).toMatchObject({ verdict: 'differs' });
    expect(report.parts[0]).toMatchObject({ name: 'updates', differing: 1, examples: [expect.stringMatching(/^update 7: d_s 0\.5, .*; now d_s/)] });
    await expect(changed('metrics.csv', (text) => text.slice(0, -5)).then(readRunBundle)).rejects.toThrow(/metrics\.csv is damaged: it ends within a line/);
    await expect(changed('metrics.csv', (text) => text.slice(0, text.lastIndexOf('\n20,') + 1)).then(readRunBundle)).rejects.toThrow(/expected metrics of 20 updates, of 20 in all, found 19/);
    await expect(changed('run.json', (text) => text.replace('"seed": 7', '"seed": -7')).then(readRunBundle)).rejects.toThrow(/run\.json/);
    expect(await replayOf(await changed('run.json', (text) => text.replace('"seed": 7', '"seed": 8')))).toMatchObject({ verdict: 'differs' });
  });
});
