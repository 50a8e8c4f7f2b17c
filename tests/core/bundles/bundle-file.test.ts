import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromBufferPromise } from 'yauzl';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeBundle, encodeBundle } from '../../../core/bundles/bundle-file.ts';
import type { Bundle } from '../../../core/bundles/bundle-file.ts';
import { thisMachine } from '../../../core/jobs/machine.ts';
import { readMapBundle } from '../../../core/bundles/take-map.ts';
import { decodeTable, encodeTable } from '../../../core/bundles/table-codec.ts';
import { bundleMachine } from '../../../core/contract/bundle.ts';
import { readWeights } from '../../../core/formats/read-weights.ts';
import { encodeStoredZip } from '../../../core/formats/stored-zip.ts';
import type { MapRows } from '../../../core/store/map-tables.ts';
import { MAP_TABLES } from '../../../core/store/map-tables.ts';
import { Database } from '../../../core/store/database.ts';
import { openWorkspace } from '../../../core/store/workspace.ts';
import { fixturePath } from '../formats/fixtures.ts';
import { bundleOf, forged, makeMap } from './small-bundles.ts';

let folder: string;
let bytes: Buffer;
let bundle: Bundle;
const sha256 = (part: Uint8Array): string => createHash('sha256').update(part).digest('hex');

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'basinscope-bundle-file-'));
  const workspace = openWorkspace(folder);
  ({ bytes, bundle } = await bundleOf(workspace, await makeMap(workspace, 'placing')));
  workspace.close();
}, 30_000);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const read = async (damaged: Buffer): Promise<unknown> => readMapBundle(await decodeBundle(damaged, 'b.basinscope'));

describe('a bundle’s file', () => {
  it('is a zip that any program opens, its manifest first', async () => {
    await expect(readWeights(fixturePath('bundles/run.basinscope'))).rejects.toThrow(/expected a PyTorch \.pth state dict or a safetensors file, found a bundle of Basinscope\. It holds a whole map or training/);
    const zip = await fromBufferPromise(bytes, { lazyEntries: true });
    const names: string[] = [];
    for await (const entry of zip.eachEntry()) names.push(entry.fileName);
    expect(names).toEqual(['basinscope.json', ...bundle.manifest.parts.map(({ name }) => name)]);
    expect(bundleMachine.parse(thisMachine())).toEqual(bundle.manifest.machine);
    const empty = encodeBundle({ kind: 'map', machine: thisMachine(), data: null }, []);
    expect((await decodeBundle(empty, 'e')).parts.size).toBe(0);
  });

  it('cut at any place is refused in words', async () => {
    const step = Math.ceil(bytes.length / 60);
    for (let length = 0; length < bytes.length; length += step) await expect(read(bytes.subarray(0, length))).rejects.toThrow(/b\.basinscope.*: expected .*, found/);
    await expect(read(bytes.subarray(0, bytes.length - 1))).rejects.toThrow(/expected/);
  });

  it('with one byte changed anywhere in what it holds is refused, with the hash that was expected', async () => {
    let start = 0;
    for (const part of bundle.manifest.parts) {
      start = bytes.indexOf(bundle.parts.get(part.name)!, start);
      for (const at of [0, part.bytes >> 1, part.bytes - 1]) {
        const damaged = Buffer.from(bytes);
        damaged[start + at]! ^= 1;
        await expect(read(damaged)).rejects.toThrow(/expected checksum/);
      }
      // As who also mends the zip's own checksums would have it.
      const other = Buffer.from(bundle.parts.get(part.name)!);
      other[other.length >> 1]! ^= 1;
      const mended = encodeStoredZip([['basinscope.json', Buffer.from(JSON.stringify(bundle.manifest))] as const, ...bundle.parts].map(([name, content]) => ({ name, bytes: name === part.name ? other : content })));
      await expect(read(mended)).rejects.toThrow(new RegExp(`expected its part "${part.name}" with the SHA-256 ${part.sha256}, found [0-9a-f]{64}\\. It was changed`));
    }
  });

  it.each([
    ['of a newer version', { version: 2 }, /expected a bundle of version 1 or older, found version 2\. It was written by a newer Basinscope/],
    ['of another program', { format: 'other' }, /expected the manifest of a bundle/],
    ['of an unknown kind', { kind: 'sweep' }, /kind/],
    ['with more than its format has', { extra: 1 }, /extra/],
    ['whose data are called like a path', { data: { name: '../x', kind: null, count: 1, shape: [1, 1, 2], classes: null, sha256: null, withProgram: null, included: false } }, /no plain name/],
    ['without a part', { parts: [] }, /only parts that its manifest names/],
  ])('%s is refused', async (_, manifest, message) => {
    await expect(read(forged(bundle, { manifest }, sha256))).rejects.toThrow(message);
  });

  it('with a part too many, too few, twice or of another length is refused', async () => {
    const parts = [...bundle.parts].map(([name, content]) => ({ name, bytes: content }));
    const manifest = { name: 'basinscope.json', bytes: Buffer.from(JSON.stringify(bundle.manifest)) };
    await expect(read(encodeStoredZip([manifest, ...parts, { name: 'more', bytes: Buffer.of(1) }]))).rejects.toThrow(/expected only parts that its manifest names, found "more"/);
    await expect(read(encodeStoredZip([manifest, ...parts.slice(1)]))).rejects.toThrow(/expected one part "map\.json", as its manifest says, found none/);
    await expect(read(encodeStoredZip(parts))).rejects.toThrow(/with a part basinscope\.json/);
    const list = bundle.manifest.parts.map((part, i) => (i === 1 ? { ...part, bytes: part.bytes + 1 } : part));
    await expect(read(forged(bundle, { manifest: { parts: list } }, sha256))).rejects.toThrow(new RegExp(`expected ${list[1]!.bytes} bytes in its part "${list[1]!.name}", found ${list[1]!.bytes - 1}`));
    await expect(read(forged(bundle, { manifest: { parts: [...bundle.manifest.parts, bundle.manifest.parts[0]] } }, sha256))).rejects.toThrow(/found another of that name/);
  });
});

describe('rows of a map', () => {
  it('are of every table that maps have rows in', () => {
    const database = new Database(join(folder, 'workspace.sqlite'));
    const tables = database.all("SELECT name FROM sqlite_schema WHERE type = 'table'").map((row) => String(row['name']));
    const ofMaps = tables.filter((table) => database.all(`SELECT name FROM pragma_table_info('${table}')`).some((row) => row['name'] === 'map'));
    database.close();
    expect(ofMaps.sort()).toEqual([...MAP_TABLES].sort());
  });

  it('come back as they were, what SQL and JSON have no word for too', () => {
    const rows: MapRows = {
      table: 'member', rows: 3,
      columns: new Map([
        ['numbers', { kind: 'number', values: Float64Array.of(1 / 3, NaN, -0) }],
        ['texts', { kind: 'text', values: ['', null, 'Ω “x” \u0000'] }],
        ['bytes', { kind: 'bytes', values: [Uint8Array.of(1, 2), null, new Uint8Array()] }],
      ]),
    };
    const back = decodeTable('member', Buffer.from(encodeTable(rows)), 'x');
    expect(new Map([...back.columns].sort())).toEqual(new Map([...rows.columns].sort()));
    expect(back.rows).toBe(3);
  });
});
