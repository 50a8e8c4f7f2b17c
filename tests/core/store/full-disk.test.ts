import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { mapSettings } from '../../../core/contract/map-settings.ts';
import { runMap } from '../../../core/jobs/map-runner.ts';
import { createMap } from '../../../core/jobs/new-map.ts';
import { Database } from '../../../core/store/database.ts';
import { importPotential } from '../../../core/store/import-potential.ts';
import { OwnerLock } from '../../../core/store/owner-lock.ts';
import { recordDigest } from '../../../core/store/record-digest.ts';
import { rescueWorkspace } from '../../../core/store/rescue/rescue-workspace.ts';
import { openWorkspace } from '../../../core/store/workspace.ts';
import { describeError } from '../../../electron/host/describe-error.ts';
import { installBundle } from '../../../electron/host/install-bundle.ts';
import { damagedFolder, remove, wholeWorkspace } from './rescue/damaged-workspace.ts';
import type { Whole } from './rescue/damaged-workspace.ts';
import { SmallDisk } from './small-disk.ts';

const toy = fileURLToPath(new URL('../../fixtures/reference/toy-gmm-trained.pth', import.meta.url));
const settings = mapSettings.parse({ states: 12, burnIn: 5, alpha: 0.08, barrierNearest: 2, barrierRepeats: 1, slots: 8, seed: 5, threads: 1 });

const disk: SmallDisk | null = SmallDisk.make(6);
let whole: Whole;
beforeAll(async () => {
  whole = await wholeWorkspace();
});
afterEach(() => {
  if (disk !== null) for (const name of readdirSync(disk.folder)) remove(join(disk.folder, name));
});
afterAll(() => {
  disk?.close();
  remove(whole.folder);
});

/** Whatever is in a folder, by name: to see that nothing of it was touched. */
function contents(folder: string): Map<string, Buffer | null> {
  return new Map(readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => !entry.name.endsWith('-shm'))
    .map((entry) => [join(entry.parentPath, entry.name), entry.isFile() ? readFileSync(join(entry.parentPath, entry.name)) : null] as const).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A workspace on the small disk, damaged or whole, without what another program left beside it. */
function onDisk(damaged: boolean): string {
  const bytes = Buffer.from(whole.bytes);
  if (damaged) bytes.fill(0xab, 52 * 4096, 54 * 4096);
  const folder = damagedFolder(whole, bytes);
  const there = join(disk!.folder, 'workspace');
  cpSync(folder, there, { recursive: true });
  remove(folder);
  return there;
}

async function newMap(folder: string): Promise<{ workspace: ReturnType<typeof openWorkspace>; map: string }> {
  const workspace = openWorkspace(folder);
  const potential = await importPotential(workspace, toy, { name: 'toy', trainEpsilon: 0.125 });
  return { workspace, map: (await createMap(workspace, { potential: potential.id, name: 'toy', settings, dataset: null, labels: null })).id };
}

describe.skipIf(disk === null)('a disk that is full', () => {
  it('fails a map in words; with room again it goes on to the records of one that never stopped', async () => {
    const roomy = await newMap(join(whole.folder, 'roomy'));
    expect((await (await runMap(roomy.workspace, roomy.map, { checkpointSeconds: 0, onEvent: () => undefined })).finished).outcome).toBe('done');
    const expected = recordDigest(roomy.workspace, roomy.map);
    roomy.workspace.close();

    const { workspace, map } = await newMap(join(disk!.folder, 'workspace'));
    let saved = 0;
    const job = await runMap(workspace, map, {
      checkpointSeconds: 0,
      onEvent: (event) => {
        if (event.type === 'checkpoint' && ++saved === 3) disk!.fill();
      },
    });
    const { outcome, message } = await job.finished;
    expect(outcome).toBe('failed');
    expect(message).toMatch(/could not be written .*the disk may be full\. What was saved before is intact/);
    workspace.close();

    disk!.free();
    const again = openWorkspace(join(disk!.folder, 'workspace'));
    // It could not even write that it failed, nor let the map go: a minute later it is free.
    const database = new Database(join(disk!.folder, 'workspace', 'workspace.sqlite'));
    new OwnerLock(database, 'map', () => Date.now() + 61_000).recover();
    database.close();
    expect(again.maps.get(map).status).toBe('interrupted');
    expect((await (await runMap(again, map, { onEvent: () => undefined })).finished).outcome).toBe('done');
    expect(recordDigest(again, map)).toEqual(expected);
    again.close();
  }, 120_000);

  it('lets a workspace be opened and looked at, or says why not, and changes nothing', async () => {
    const folder = onDisk(false);
    disk!.fill();
    const before = contents(folder);
    try {
      const workspace = openWorkspace(folder);
      expect(workspace.maps.list()).toHaveLength(2);
      expect(() => workspace.maps.rename(workspace.maps.list()[0]!.id, 'x')).toThrow(/disk may be full/);
      workspace.close();
    } catch (error) {
      expect(describeError(error).message).toMatch(/disk may be full/);
    }
    expect(contents(folder).get(join(folder, 'workspace.sqlite'))!.equals(before.get(join(folder, 'workspace.sqlite'))!)).toBe(true);
    disk!.free();
    const workspace = openWorkspace(folder);
    expect(workspace.maps.list()).toHaveLength(2);
    workspace.close();
  });

  it('leaves a damaged workspace as it is, in words, until there is room to rescue it', async () => {
    const folder = onDisk(true);
    disk!.fill(64 * 1024);
    const before = contents(folder);
    const error: unknown = await rescueWorkspace(folder).then(() => null, (reason: unknown) => reason);
    expect(describeError(error)).toMatchObject({ title: 'The workspace cannot do this', message: expect.stringMatching(/disk is full|disk may be full/) as string });
    expect(contents(folder)).toEqual(before);
    disk!.free();
    expect(await rescueWorkspace(folder)).toMatchObject({ potentials: 2 });
  });

  it('is named at the first start, and nothing half is left', () => {
    const bundle = join(whole.folder, 'bundle');
    mkdirSync(bundle, { recursive: true });
    writeFileSync(join(bundle, 'workspace.sqlite'), Buffer.alloc(2 ** 20));
    disk!.fill(256 * 1024);
    const folder = join(disk!.folder, 'new', 'workspace');
    let said = '';
    try {
      installBundle(bundle, folder);
    } catch (error) {
      said = describeError(error).message;
    }
    expect(said).toMatch(/the disk is full/);
    expect(readdirSync(join(disk!.folder, 'new'))).toEqual([]);
  });
});

describe.skipIf(disk === null)('a disk that can only be read', () => {
  it('is named when a workspace is opened, when a damaged one is to be rescued, and at the first start', async () => {
    onDisk(false);
    await disk!.readOnly(async (view) => {
      const folder = join(view, 'workspace');
      const before = contents(folder);
      await expect(rescueWorkspace(folder)).rejects.toThrow(/cannot be opened for writing .*Check the folder's permissions/);
      expect(() => openWorkspace(folder)).toThrow(/cannot be opened for writing/);
      expect(contents(folder)).toEqual(before);
    });
    remove(join(disk!.folder, 'workspace'));
    onDisk(true);
    const bundle = join(whole.folder, 'small-bundle');
    mkdirSync(bundle, { recursive: true });
    writeFileSync(join(bundle, 'x'), 'x');
    await disk!.readOnly(async (view) => {
      const folder = join(view, 'workspace');
      const before = contents(folder);
      await expect(rescueWorkspace(folder)).rejects.toThrow(/cannot be opened for writing|cannot be rescued yet: the folder cannot be written/);
      expect(contents(folder)).toEqual(before);
      let said = '';
      try {
        installBundle(bundle, join(view, 'deep', 'elsewhere'));
      } catch (error) {
        said = describeError(error).message;
      }
      expect(said).toMatch(/the disk cannot be written/);
    });
  });
});
