import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../../../core/store/database.ts';
import { readLandscape } from '../../../../core/store/read-landscape.ts';
import { readRows } from '../../../../core/store/rescue/read-rows.ts';
import { reportText } from '../../../../core/store/rescue/report-text.ts';
import { rescueWorkspace } from '../../../../core/store/rescue/rescue-workspace.ts';
import { columnsOf } from '../../../../core/store/rescue/text-columns.ts';
import { StoreError } from '../../../../core/store/store-error.ts';
import { openWorkspace } from '../../../../core/store/workspace.ts';
import { fixture } from '../../formats/fixtures.ts';
import { damagedFolder, remove, rowsOf, wholeWorkspace } from './damaged-workspace.ts';
import type { Whole } from './damaged-workspace.ts';

let whole: Whole;
const made: string[] = [];
beforeAll(async () => {
  whole = await wholeWorkspace();
});
afterEach(() => remove(...made.splice(0)));
afterAll(() => remove(whole.folder));

const PAGE = 4096;
const file = (folder: string): string => join(folder, 'workspace.sqlite');
const day = new Date('2026-11-29T12:00:00Z');

function damaged(bytes: Buffer | null): string {
  const folder = damagedFolder(whole, bytes);
  made.push(folder);
  return folder;
}

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'basinscope-loose-'));
  made.push(folder);
  return folder;
}

function changed(change: (bytes: Buffer) => Buffer | void): Buffer {
  const copy = Buffer.from(whole.bytes);
  return change(copy) ?? copy;
}

/** Rescues it; the old file must be kept to the byte, and everything in the new one must be what was written once. */
async function rescued(folder: string): Promise<NonNullable<Awaited<ReturnType<typeof rescueWorkspace>>>> {
  const before = existsSync(file(folder)) ? readFileSync(file(folder)) : null;
  const report = await rescueWorkspace(folder, day);
  expect(report).not.toBeNull();
  if (before !== null) expect(readFileSync(report!.keptAs).equals(before)).toBe(true);
  expect(readFileSync(report!.keptAs.replace(/sqlite$/, 'txt'), 'utf8')).toBe(reportText(report!));
  expect(await rescueWorkspace(folder, day)).toBeNull();
  expect(readdirSync(folder).filter((name) => name.startsWith('.rescue'))).toEqual([]);
  return report!;
}

describe('a workspace that is whole', () => {
  it('is left as it is, and so are a new folder and one that died at its first start', async () => {
    const folder = damaged(whole.bytes);
    expect(await rescueWorkspace(folder)).toBeNull();
    expect(readFileSync(file(folder)).equals(whole.bytes)).toBe(true);
    const fresh = mkdtempSync(join(tmpdir(), 'basinscope-fresh-'));
    made.push(fresh);
    expect(await rescueWorkspace(fresh)).toBeNull();
    writeFileSync(file(fresh), '');
    mkdirSync(join(fresh, 'potentials'));
    expect(await rescueWorkspace(fresh)).toBeNull();
    expect(readdirSync(fresh).sort()).toEqual(['potentials', 'workspace.sqlite']);
  });

  it('of another program or of a newer Basinscope is refused when it is opened, not rescued', async () => {
    const newer = damaged(whole.bytes);
    for (const [folder, sql] of [[newer, 'PRAGMA user_version = 999'], [damaged(whole.bytes), 'PRAGMA application_id = 1']] as const) {
      const database = new Database(file(folder));
      database.exec(sql);
      database.close();
      const before = readFileSync(file(folder));
      expect(await rescueWorkspace(folder)).toBeNull();
      expect(() => openWorkspace(folder)).toThrow(/newer Basinscope|another program/);
      expect(readFileSync(file(folder)).equals(before)).toBe(true);
    }
  });
});

describe('of a damaged workspace', () => {
  it('with any page overwritten, every row that is in the new file is what was written once', async () => {
    const before = rowsOf(whole.folder);
    const pages = Math.floor(whole.bytes.length / PAGE);
    let most = 0;
    for (let page = 1; page < pages; page += 7) {
      const folder = damaged(changed((bytes) => void bytes.fill(0xab, page * PAGE, (page + 1) * PAGE)));
      const report = await rescueWorkspace(folder, day);
      // Nobody misses what was on a free page.
      if (report === null) continue;
      openWorkspace(folder).close();
      const after = rowsOf(folder);
      let rows = 0;
      for (const [table, kept] of after) {
        if (table === 'map' || table === 'potential') continue;
        expect(before.get(table)).toEqual(expect.arrayContaining(kept));
        rows += kept.length;
      }
      most = Math.max(most, rows);
      expect(readFileSync(report.keptAs).length).toBe(whole.bytes.length);
    }
    // Nearly all of some hundred rows where a page of one table is gone.
    expect(most).toBeGreaterThan(0.8 * [...before].reduce((sum, [table, rows]) => sum + (table === 'map' || table === 'potential' ? 0 : rows.length), 0));
  });

  it('with a broken header everything is rescued', async () => {
    const folder = damaged(changed((bytes) => void bytes.fill(0, 0, 60)));
    const report = await rescued(folder);
    expect(report).toMatchObject({ maps: [{ name: 'a map', states: 300, of: 300, complete: true }, { name: 'blocks', states: 60, complete: true }], potentials: 2, remade: [], lost: [] });
    const [after, before] = [rowsOf(folder), rowsOf(whole.folder)];
    expect(after).toEqual(before);
  });

  it.each([0.7, 0.85, 0.97])('that was cut at %f, maps are rescued as far as they go, and those with less say so', async (share) => {
    const folder = damaged(whole.bytes.subarray(0, Math.floor(whole.bytes.length * share)));
    const report = await rescued(folder);
    expect(report.lost.length).toBeGreaterThan(0);
    const [before, after] = [rowsOf(whole.folder), rowsOf(folder)];
    expect([...after].reduce((sum, [, rows]) => sum + rows.length, 0)).toBeGreaterThan(20);
    for (const [table, rows] of after) if (table !== 'map' && table !== 'potential') expect(before.get(table)).toEqual(expect.arrayContaining(rows));
    const workspace = openWorkspace(folder);
    try {
      expect(workspace.potentials.list()).toHaveLength(2);
      for (const { id, complete } of report.maps) {
        const { warnings, status } = workspace.maps.get(id);
        expect(warnings.some(({ message }) => message.includes('lost'))).toBe(!complete);
        if (complete) readLandscape(workspace, id);
        else expect(status).toBe('cancelled');
      }
    } finally {
      workspace.close();
    }
  });

  it.each([
    ['empty', Buffer.alloc(0), /it is empty/],
    ['of something else', Buffer.from('Dear diary, '.repeat(2000)), /does not begin as a workspace does/],
    ['cut to a few bytes', null, /pages do not fit/],
  ])('%s, potentials are made anew from their weights files', async (_, bytes, why) => {
    const folder = damaged(bytes ?? whole.bytes.subarray(0, 500));
    const report = await rescued(folder);
    expect(report).toMatchObject({ maps: [], potentials: 2 });
    expect(report.remade).toHaveLength(2);
    expect(reportText(report)).toMatch(why);
    const workspace = openWorkspace(folder);
    expect((await Promise.all(workspace.potentials.list().map(({ id }) => workspace.potentials.open(id)))).map(({ trainEpsilon }) => trainEpsilon)).toEqual([0.125, 0.125]);
    workspace.close();
  });

  it('of which only the log is left, everything that the log holds is rescued, and the log is kept', async () => {
    const folder = damaged(null);
    const log = gunzipSync(fixture('workspace/killed.sqlite-wal.gz'));
    writeFileSync(`${file(folder)}-wal`, log);
    const report = await rescued(folder);
    expect(report.maps.map(({ name, states, complete }) => [name, states, complete])).toEqual([['a map', 12, true], ['blocks', 24, true]]);
    expect(readFileSync(`${report.keptAs}-wal`).equals(log)).toBe(true);
    const workspace = openWorkspace(folder);
    expect(workspace.recentFiles.list()).toEqual(['weights.pth']);
    workspace.close();
  });

  it('the log of a killed program is read too', async () => {
    const folder = damaged(gunzipSync(fixture('workspace/killed.sqlite.gz')));
    const broken = readFileSync(file(folder));
    broken.fill(0, 0, 16);
    writeFileSync(file(folder), broken);
    writeFileSync(`${file(folder)}-wal`, gunzipSync(fixture('workspace/killed.sqlite-wal.gz')));
    expect((await rescued(folder)).maps.map(({ name, complete }) => [name, complete])).toEqual([['a map', true], ['blocks', true]]);
  });

  it('of which a text is no text any more, which would end the program that reads it, all is rescued; an entry that says nothing is lost alone', async () => {
    const name = damaged(changed((bytes) => void (bytes[bytes.indexOf('a map') + 2] = 0xff)));
    const report = await rescued(name);
    expect(report).toMatchObject({ why: 'some of its text is not text', potentials: 2, lost: [] });
    expect(report.maps.map(({ name: called, complete }) => [called, complete])).toEqual([['a \ufffdap', true], ['blocks', true]]);
    const settings = damaged(changed((bytes) => void (bytes[bytes.indexOf('{"method"') + 1] = 0xff)));
    const other = await rescued(settings);
    expect(other.maps).toHaveLength(1);
    expect(other.lost).toContain('maps');
  });

  it('of which bytes have become text by one bit, they are read as bytes; without a folder of weights all else is rescued', async () => {
    // Tables of a workspace are strict: only a damaged file has text there, of which reading as it is would end the program.
    const database = new Database(join(emptyFolder(), 'loose.sqlite'));
    database.exec("CREATE TABLE loose (x BLOB); INSERT INTO loose VALUES (CAST(x'80ff' AS TEXT))");
    const [rows] = readRows(database, 'loose', columnsOf(database, 'loose'));
    database.close();
    expect(new Uint8Array(rows![0]!['x'] as ArrayBuffer)).toEqual(Uint8Array.of(0x80, 0xff));
    const bare = damaged(changed((bytes) => void (bytes[bytes.indexOf('a map') + 2] = 0xff)));
    rmSync(join(bare, 'potentials'), { recursive: true });
    expect((await rescued(bare)).maps).toHaveLength(2);
  });

  it('two damages of a day have two names', async () => {
    const folder = damaged(Buffer.from('not one '.repeat(99)));
    const first = await rescued(folder);
    writeFileSync(file(folder), 'not one either');
    const second = await rescued(folder);
    expect([first, second].map(({ keptAs }) => keptAs.slice(folder.length + 1))).toEqual(['workspace-damaged-2026-11-29.sqlite', 'workspace-damaged-2026-11-29-2.sqlite']);
  });
});

describe('nothing is touched', () => {
  it('while another program has the file open', async () => {
    const folder = damaged(changed((bytes) => void bytes.fill(0xab, 52 * PAGE, 54 * PAGE)));
    const other = new Database(file(folder));
    other.get('SELECT count(*) FROM setting');
    const before = readdirSync(folder).sort();
    await expect(rescueWorkspace(folder)).rejects.toThrow(StoreError);
    other.close();
    expect(readdirSync(folder).sort()).toEqual(before);
  });

  it('where a newer Basinscope wrote it', async () => {
    const folder = damaged(changed((bytes) => {
      bytes.writeUInt32BE(999, 60);
      bytes.fill(0xab, 52 * PAGE, 54 * PAGE);
    }));
    const database = new Database(file(folder));
    database.exec('INSERT INTO migration (version, applied_at) VALUES (999, 0)');
    database.close();
    const before = readFileSync(file(folder));
    await expect(rescueWorkspace(folder)).rejects.toThrow(/newer Basinscope/);
    expect(readFileSync(file(folder)).equals(before)).toBe(true);
  });
});
