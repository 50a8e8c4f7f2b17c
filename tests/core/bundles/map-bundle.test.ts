import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeBundle } from '../../../core/bundles/bundle-file.ts';
import type { Bundle } from '../../../core/bundles/bundle-file.ts';
import { mapAgreement } from '../../../core/bundles/map-agreement.ts';
import { describeBundle } from '../../../core/bundles/describe-bundle.ts';
import { noData, readMapBundle, takeMap } from '../../../core/bundles/take-map.ts';
import { decodeTable, encodeTable } from '../../../core/bundles/table-codec.ts';
import { bundleSummary } from '../../../core/contract/bundle.ts';
import { openEngine } from '../../../core/engines/open-engine.ts';
import { decodeSafetensors, encodeSafetensors } from '../../../core/formats/safetensors.ts';
import { thisMachine } from '../../../core/jobs/machine.ts';
import { measurePair } from '../../../core/measurement/measure-pair.ts';
import { potentialHash } from '../../../core/pieces/potential-hash.ts';
import { MAP_TABLES } from '../../../core/store/map-tables.ts';
import { readKineticSets } from '../../../core/store/read-kinetic.ts';
import { recordDigest } from '../../../core/store/record-digest.ts';
import { openWorkspace } from '../../../core/store/workspace.ts';
import type { Workspace } from '../../../core/store/workspace.ts';
import { resources } from '../runs/small-runs.ts';
import { bundleOf, forged, makeMap, replayOf, someDigits } from './small-bundles.ts';
import type { SmallMap } from './small-bundles.ts';

let folder: string;
let workspace: Workspace;
let digits: string;
const maps = new Map<SmallMap, string>();
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'basinscope-bundle-'));
  workspace = openWorkspace(join(folder, 'made'));
  digits = await someDigits(join(folder, 'set'), 24);
  for (const which of ['minimum', 'placing', 'imported', 'kinetic'] as const) maps.set(which, await makeMap(workspace, which, which === 'kinetic' ? digits : null));
}, 60_000);
afterAll(() => {
  workspace.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Another workspace, for one test. */
async function elsewhere<T>(use: (other: Workspace) => Promise<T>): Promise<T> {
  const path = mkdtempSync(join(folder, 'other-'));
  const other = openWorkspace(path);
  try {
    return await use(other);
  } finally {
    other.close();
    rmSync(path, { recursive: true, force: true });
  }
}

describe('the bundle of a map', () => {
  it.each(['minimum', 'placing', 'imported', 'kinetic'] as const)('of a %s map gives every record, setting and weight back exactly, once', async (which) => {
    const id = maps.get(which)!;
    const { bytes, bundle } = await bundleOf(workspace, id);
    expect((await bundleOf(workspace, id)).bytes.equals(bytes)).toBe(true);
    await elsewhere(async (other) => {
      const content = await readMapBundle(bundle);
      expect(await takeMap(other, content, noData)).toEqual({ id, added: true });
      expect(recordDigest(other, id)).toEqual(recordDigest(workspace, id));
      for (const table of MAP_TABLES) expect(other.tables.read(id, table)).toEqual(workspace.tables.read(id, table));
      const [before, now] = [workspace.maps.get(id), other.maps.get(id)];
      expect({ ...now, potential: before.potential, dataset: before.dataset, warnings: before.warnings }).toEqual(before);
      expect(potentialHash(await other.potentials.open(now.potential))).toBe(potentialHash(await workspace.potentials.open(before.potential)));
      expect(other.potentials.get(now.potential)).toMatchObject({ ...workspace.potentials.get(before.potential), id: now.potential, addedAt: expect.any(String) as unknown });
      // Again: it is here.
      expect(await takeMap(other, content, noData)).toEqual({ id, added: false });
      expect(other.maps.list()).toHaveLength(1);
      // What is here is bundled to the same bytes again, but for the data, which did not come along.
      const again = await bundleOf(other, id);
      for (const [name, part] of again.bundle.parts) if (name !== 'map.json') expect(part.equals(bundle.parts.get(name)!)).toBe(true);
    });
    expect(bundleSummary.parse(await describeBundle(bundle))).toMatchObject({ kind: 'map', what: `${which === 'imported' ? 'minimum' : which} map`, name: `a ${which} map`, status: 'done' });
  });

  it.each(['minimum', 'placing', 'imported', 'kinetic'] as const)('of a %s map is computed again to the bit', async (which) => {
    const report = await replayOf((await bundleOf(workspace, maps.get(which)!)).bundle);
    expect(report).toMatchObject({ verdict: 'identical', sameMachine: true, measures: [] });
    expect(report.parts.filter(({ equal }) => !equal)).toEqual([]);
    expect(report.parts.map(({ name }) => name)).toEqual(expect.arrayContaining(which === 'kinetic' ? ['members', 'inherent', 'graph'] : ['minima', 'members', 'paths']));
  });

  it('is taken beside another map that has its id, under an id that it always gets', async () => {
    const { bundle } = await bundleOf(workspace, maps.get('minimum')!);
    const content = await readMapBundle(bundle);
    const other = await readMapBundle((await bundleOf(workspace, maps.get('placing')!)).bundle);
    await elsewhere(async (here) => {
      await takeMap(here, { ...other, part: { ...other.part, id: content.part.id } }, noData);
      const taken = await takeMap(here, content, noData);
      expect(taken).toMatchObject({ added: true });
      expect(taken.id).not.toBe(content.part.id);
      expect(recordDigest(here, taken.id)).toEqual(recordDigest(workspace, content.part.id));
      expect(await takeMap(here, content, noData)).toEqual({ id: taken.id, added: false });
      expect(here.maps.list()).toHaveLength(2);
    });
  });

  it('names the machine that computed it, also when it is bundled again elsewhere', async () => {
    const { bundle } = await bundleOf(workspace, maps.get('minimum')!);
    expect(bundle.manifest.machine).toEqual(thisMachine());
    const machine = { ...thisMachine(), processor: 'linux x64, another' };
    const changed = await decodeBundle(forged(bundle, { manifest: { machine } }, sha256), 'another.basinscope');
    await elsewhere(async (other) => {
      const { id } = await takeMap(other, await readMapBundle(changed), noData);
      const again = (await bundleOf(other, id)).bundle;
      expect(again.manifest.machine).toEqual(machine);
      expect(await replayOf(again)).toMatchObject({ verdict: 'identical', sameMachine: false });
    });
  });

  it('of a placing map whose samples are numbered otherwise is held against itself by where they lie', async () => {
    await elsewhere(async (other) => {
      const content = await readMapBundle((await bundleOf(workspace, maps.get('placing')!)).bundle);
      const { id: before } = await takeMap(other, content, noData);
      // Another, whose first sample has the number of the last of another basin, as if energies had come in another order.
      const members = workspace.members.all(before);
      const last = members.findLast(({ placedIn }) => placedIn !== members[0]!.placedIn)!;
      expect(mapAgreement(other, before, before)).toMatchObject([{ name: 'samples', value: 1 }, { name: 'sets', value: 1 }, {}]);
      const swapped = new Map([[members[0]!.state, last.state], [last.state, members[0]!.state]]);
      const tables = content.tables.map((rows) => {
        if (rows.table !== 'member') return rows;
        const states = rows.columns.get('state')! as { kind: 'number'; values: Float64Array };
        return { ...rows, columns: new Map([...rows.columns, ['state', { ...states, values: states.values.map((state) => swapped.get(state) ?? state) }]]) };
      });
      const { id: now } = await takeMap(other, { ...content, tables, part: { ...content.part, id: 'renumbered' } }, noData);
      expect(other.members.all(now)[0]!.placedIn).not.toBe(members[0]!.placedIn);
      expect(mapAgreement(other, before, now)).toMatchObject([{ name: 'samples', value: 1, holds: true }, { name: 'sets', value: 1, holds: true }, { name: 'barriers', value: 0 }]);
    });
  });

  it('takes along what was asked of it since, which its replay does not compare', async () => {
    const id = maps.get('kinetic')!;
    const { ids } = readKineticSets(workspace, id, 6)!.cut;
    const engine = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: 1 });
    const before = workspace.trials.count(id);
    for (const b of ids.slice(1)) await measurePair(workspace, engine, { map: id, sets: 6, a: ids[0]!, b });
    await engine.close();
    expect(workspace.trials.count(id)).toBeGreaterThan(before);
    const plan = { map: id, sets: 3, steps: 10, chains: 4, seed: 1 };
    workspace.holds.add(plan, { epsilon: 0.02, temperature: 1, quenchSteps: 5 }, 'a test');
    expect((await bundleOf(workspace, id)).bundle.parts.has('records/hold.safetensors')).toBe(false);
    workspace.holds.save(plan, { status: 'done', homes: Int32Array.of(0, 1, 2, 0), seen: Int32Array.of(0, 1, 2, 1), looked: 1, done: 10, seconds: 1, state: null });
    const { bundle } = await bundleOf(workspace, id);
    const report = await replayOf(bundle);
    expect(report).toMatchObject({ verdict: 'identical' });
    expect(report.notes).toEqual(expect.arrayContaining([expect.stringMatching(/^\d+ trials of the bundle are of pairs measured after the map was finished/)]));
    await elsewhere(async (other) => {
      const content = await readMapBundle(bundle);
      const taken = await takeMap(other, { ...content, part: { ...content.part, id: 'another' } }, noData);
      expect(other.holds.get({ map: taken.id, sets: 3 })).toEqual({ ...workspace.holds.get(plan), plan: { ...plan, map: 'another' } });
    });
  });

  it('takes small data along, and knows others by their fingerprint', async () => {
    const id = maps.get('kinetic')!;
    const { bundle } = await bundleOf(workspace, id);
    expect(bundle.manifest.data).toMatchObject({ name: 'set', count: 24, shape: [1, 32, 32], classes: 9, withProgram: null, included: true });
    const without = (await bundleOf(workspace, id, false)).bundle;
    expect(without.manifest.data).toEqual({ ...bundle.manifest.data!, included: false });
    await expect(replayOf(without)).rejects.toThrow(/made from the data set set \(24 images of 1 × 32 × 32, 9 classes\), which is not in it/);
    expect(await replayOf(without, { data: folder })).toMatchObject({ verdict: 'identical' });
    const others = await someDigits(join(folder, 'others'), 23);
    await expect(replayOf(without, { data: others })).rejects.toThrow(/holds other data .*expected set \(24 images.*found 23 images/);
    // Those that come with the program are not taken along.
    const { potential, settings } = workspace.maps.get(id);
    const waiting = workspace.maps.add({ name: 'w', potential, settings, warnings: [], dataset: join(resources, 'data', 'mnist'), labels: null, engine: 'none' });
    const own = (await bundleOf(workspace, waiting.id)).bundle;
    expect(own.manifest.data).toMatchObject({ name: 'mnist', withProgram: 'mnist', included: false, count: 10_000 });
  }, 20_000);

  it('whose data are to be scaled to another size than its potential takes is refused', async () => {
    const { bundle } = await bundleOf(workspace, maps.get('kinetic')!);
    const scaled = await decodeBundle(forged(bundle, { manifest: { data: { ...bundle.manifest.data, shape: [1, 512, 512] } } }, sha256), 'x.basinscope');
    await expect(readMapBundle(scaled)).rejects.toThrow(/expected data of 1 × 32 × 32, as its network takes them, found some of 1 × 512 × 512/);
  });

  it('says nothing of where things lay on the machine that made it', async () => {
    const id = maps.get('kinetic')!;
    workspace.maps.addWarning(id, { setting: 'skipBadImages', message: `2 images were left out: ${digits}/a.png and ${workspace.folder}/b.png` });
    const { bundle } = await bundleOf(workspace, id, false);
    expect((await readMapBundle(bundle)).part.map.warnings.at(-1)!.message).toBe('2 images were left out: set/a.png and the workspace/b.png');
    for (const text of [JSON.stringify(bundle.manifest), ...[...bundle.parts.values()].map((part) => part.toString('latin1'))]) {
      expect(text).not.toContain(folder);
    }
  });

  it('of a map that is not finished opens paused, and is not replayed', async () => {
    const id = maps.get('minimum')!;
    const { bundle } = await bundleOf(workspace, id);
    const part = JSON.parse(bundle.parts.get('map.json')!.toString()) as { map: object };
    const running = await decodeBundle(forged(bundle, { parts: { 'map.json': Buffer.from(JSON.stringify({ ...part, map: { ...part.map, status: 'running' } })) } }, sha256), 'r.basinscope');
    await elsewhere(async (other) => {
      await takeMap(other, await readMapBundle(running), noData);
      expect(other.maps.get(id).status).toBe('paused');
    });
    await expect(replayOf(running)).rejects.toThrow(/r\.basinscope is running: only a finished one/);
  });
});

describe('a bundle made to be believed', () => {
  const changed = async (name: string, change: (part: Buffer, bundle: Bundle) => Uint8Array): Promise<Bundle> => {
    const { bundle } = await bundleOf(workspace, maps.get('minimum')!);
    return decodeBundle(forged(bundle, { parts: { [name]: change(bundle.parts.get(name) ?? Buffer.alloc(0), bundle) } }, sha256), 'x.basinscope');
  };
  const others = (part: Buffer): Uint8Array => {
    const { tensors, metadata } = decodeSafetensors(part, 'x');
    const first = [...tensors.values()][0]!;
    first.values[0] = 0.125;
    return encodeSafetensors(tensors, metadata);
  };

  it('with other weights is refused by their hash, and by its replay where that is forged too', async () => {
    const weights = await changed('potential.safetensors', others);
    await expect(readMapBundle(weights)).rejects.toThrow(/expected the weights of its map, with the hash [0-9a-f]{64}, found [0-9a-f]{64}\. Its weights were changed/);
    const found = /found ([0-9a-f]{64})/.exec(await readMapBundle(weights).catch((error: Error) => error.message) as string)![1]!;
    const text = weights.parts.get('map.json')!.toString().replace(/"hash": "[0-9a-f]{64}"/, `"hash": "${found}"`);
    const both = await decodeBundle(forged(weights, { parts: { 'map.json': Buffer.from(text) } }, sha256), 'x.basinscope');
    const report = await replayOf(both);
    expect(report).toMatchObject({ verdict: 'differs', sameMachine: true });
    expect(report.text).toMatch(/another: on the same kind of machine .*minima/);
  });

  it('with another member or barrier is told by its replay, which names them', async () => {
    const moved = await changed('records/member.safetensors', (part) => {
      const rows = decodeTable('member', part, 'x');
      const { values } = rows.columns.get('energy') as { values: Float64Array };
      values[2]! += 0.5;
      return encodeTable(rows);
    });
    const report = await replayOf(moved);
    expect(report).toMatchObject({ verdict: 'differs' });
    expect(report.parts.find(({ name }) => name === 'members')).toMatchObject({ differing: 1, examples: [expect.stringMatching(/^state 2: energy -?[\d.]+, now -?[\d.]+$/)] });
    // The sets are the same all the same.
    expect(report.measures[0]).toMatchObject({ name: 'sets', value: 1, holds: true });
    const elsewherePlaced = await changed('records/member.safetensors', (part) => {
      const rows = decodeTable('member', part, 'x');
      const { values } = rows.columns.get('placed_in') as { values: Float64Array };
      const [basin] = new Set(values);
      values.fill(basin!, 0, 8);
      return encodeTable(rows);
    });
    const apart = await replayOf(elsewherePlaced);
    expect(apart.measures[0]).toMatchObject({ name: 'sets', bound: 0.9, holds: false });
    expect(apart.measures[0]!.value).toBeLessThan(0.9);
  });

  it.each([
    ['rows of another table', 'records/member.safetensors', (bundle: Bundle) => bundle.parts.get('records/trial.safetensors')!, /Records of the table member have columns/],
    ['no records at all', 'records/member.safetensors', () => Buffer.alloc(3), /x\.basinscope, records\/member/],
    ['a part nobody knows', '../../evil.sh', () => Buffer.from('#!/bin/sh'), /evil\.sh/],
    ['other settings', 'map.json', (bundle: Bundle) => Buffer.from(bundle.parts.get('map.json')!.toString().replace('"method": "minimum"', '"method": "other"')), /expected a part "map\.json" that this version/],
  ])('with %s is refused, and nothing of it stays', async (_, name, make, message) => {
    await elsewhere(async (other) => {
      await expect((async () => takeMap(other, await readMapBundle(await changed(name, (_part, bundle) => make(bundle))), noData))()).rejects.toThrow(message);
      expect(other.maps.list()).toEqual([]);
      expect(other.potentials.list()).toEqual([]);
    });
  });
});
