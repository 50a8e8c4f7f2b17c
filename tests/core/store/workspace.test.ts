import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readPotentialFile } from '../../../core/potentials/potential-file.ts';
import { Database } from '../../../core/store/database.ts';
import { histogram } from '../../../core/landscape/histogram.ts';
import { migrate } from '../../../core/store/migrate.ts';
import { readBasin, readLandscape, readMembers, readStates } from '../../../core/store/read-landscape.ts';
import { migrations } from '../../../core/store/schema.ts';
import { StoreError } from '../../../core/store/store-error.ts';
import { openWorkspace } from '../../../core/store/workspace.ts';
import type { Workspace } from '../../../core/store/workspace.ts';
import { addSampleMap, noRecords, recordsOf } from './sample-map.ts';

let folder: string;
const open: Workspace[] = [];

function workspaceAt(path: string, options?: { create?: boolean }): Workspace {
  const workspace = openWorkspace(path, options);
  open.push(workspace);
  return workspace;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'basinscope-store-'));
});
afterEach(() => {
  for (const workspace of open.splice(0)) workspace.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('opening a workspace', () => {
  it('makes one where nothing is, and opens it again', async () => {
    const map = await addSampleMap(workspaceAt(join(folder, 'new')));
    const again = workspaceAt(join(folder, 'new'), { create: false });
    expect(again.maps.get(map.id)).toEqual(map);
    const file = await readPotentialFile(again.potentials.fileOf(map.potential));
    expect(file.weights['f.0.weight']).toEqual(new Float32Array([1, 2]));
    expect([file.recordedEpsilon, file.provenance]).toEqual([0.125, 'made up for a test']);
  });

  it('does not make one where one was expected', () => {
    expect(() => openWorkspace(folder, { create: false })).toThrow(/is not a workspace: it holds no workspace\.sqlite/);
  });

  it('refuses a file, a foreign file and another program\'s database, and leaves them as they are', () => {
    const file = join(folder, 'file');
    writeFileSync(file, 'x');
    expect(() => openWorkspace(file)).toThrow(/is a file: a workspace is a folder/);

    const foreign = join(folder, 'foreign');
    mkdirSync(foreign);
    writeFileSync(join(foreign, 'workspace.sqlite'), 'not a database, just a text of some length '.repeat(40));
    expect(() => openWorkspace(foreign)).toThrow(/not a SQLite file/);

    const other = join(folder, 'other');
    mkdirSync(other);
    const database = new Database(join(other, 'workspace.sqlite'));
    database.exec('CREATE TABLE theirs (a); INSERT INTO theirs VALUES (7)');
    database.close();
    const before = readFileSync(join(other, 'workspace.sqlite'));
    expect(() => openWorkspace(other)).toThrow(/SQLite file of another program/);
    expect(readFileSync(join(other, 'workspace.sqlite')).equals(before)).toBe(true);
  });

  it('refuses a workspace of a newer version without touching it', () => {
    workspaceAt(folder).close();
    const database = new Database(join(folder, 'workspace.sqlite'));
    database.exec(`PRAGMA user_version = ${migrations.length + 1}`);
    database.close();
    expect(() => openWorkspace(folder)).toThrow(StoreError);
    expect(() => openWorkspace(folder)).toThrow(/written by a newer Basinscope/);
  });

  it.skipIf(process.getuid?.() === 0)('says so when the folder cannot be written', () => {
    chmodSync(folder, 0o500);
    expect(() => openWorkspace(join(folder, 'inside'))).toThrow(/cannot be written/);
    chmodSync(folder, 0o700);
  });

  it('says so when the folder cannot be made', () => {
    writeFileSync(join(folder, 'file'), 'x');
    expect(() => openWorkspace(join(folder, 'file', 'inside'))).toThrow(/cannot be written/);
  });
});

describe('migrations', () => {
  it('bring an old file forward, keep its rows, and run once', () => {
    const path = join(folder, 'old.sqlite');
    const first = ['CREATE TABLE thing (a INTEGER) STRICT'];
    const database = new Database(path);
    migrate(database, first);
    database.run('INSERT INTO thing (a) VALUES (?)', [5]);
    const second = [...first, 'ALTER TABLE thing ADD COLUMN b TEXT; UPDATE thing SET b = a || \'!\''];
    migrate(database, second);
    migrate(database, second);
    expect(database.all('SELECT a, b FROM thing')).toEqual([{ a: 5, b: '5!' }]);
    expect(database.all('SELECT version FROM migration ORDER BY version').map((row) => row['version'])).toEqual([1, 2]);
    database.close();
  });

  it('that fail leave the file at its old version', () => {
    const database = new Database(join(folder, 'old.sqlite'));
    migrate(database, ['CREATE TABLE thing (a INTEGER) STRICT']);
    expect(() => migrate(database, ['', 'CREATE TABLE more (a INTEGER) STRICT', 'ALTER TABLE nowhere ADD COLUMN b'])).toThrow(/nowhere/);
    expect(database.get('PRAGMA user_version')).toMatchObject({ user_version: 1 });
    expect(database.all("SELECT name FROM sqlite_schema WHERE name = 'more'")).toEqual([]);
    database.close();
  });
});

describe('what a map writes', () => {
  it('comes back exactly', async () => {
    const workspace = workspaceAt(folder);
    const map = await addSampleMap(workspace);
    const token = workspace.lock.claim(map.id);
    const records = recordsOf(0, 12);
    const path = { a: 0, b: 1, kind: 'diffusion' as const, barrier: -1.5, energies: new Float32Array([1, 2]), points: new Float32Array([1, 2, 3, 4]) };
    const odd = { ...records.trials[0]!, trial: 99, from: { basin: 1 }, to: { basin: 0 }, barrier: Infinity, closest: NaN };
    const all = { ...records, paths: [path], trials: [...records.trials, odd], sweep: [{ alpha: 3, basins: 4, states: 50 }] };
    workspace.checkpoints.commit(map.id, token, {
      status: 'running',
      state: new Uint8Array([9, 8, 7]),
      records: [all],
      metrics: [{ name: 'rate', step: 1, values: { accepted: 0.5, lost: NaN } }],
      counters: { basins: 3, states: 12, seconds: 1.5, chainSteps: 1e12, alpha: 41, stage: 'Place states' },
      scores: { purity: 0.5, nmi: 0.25, kmeansPurity: 0.4, kmeansNmi: 0.2, clusters: 3 },
    });

    const other = workspaceAt(folder);
    expect(other.members.all(map.id)).toEqual(records.members);
    expect(other.trials.all(map.id)).toEqual(all.trials);
    expect(other.minima.all(map.id)).toEqual(records.minima);
    // No merges: every basin stands.
    expect(readLandscape(other, map.id).basins.map(({ id }) => id)).toEqual(records.minima.map(({ basin }) => basin));
    expect(other.paths.between(map.id, 1, 0)).toEqual([path]);
    expect(other.curves.sweep(map.id)).toEqual(all.sweep);
    expect(other.curves.discovery(map.id)).toEqual(records.discovery);
    expect(other.metrics.all(map.id)).toEqual([{ name: 'rate', step: 1, values: { accepted: 0.5, lost: NaN } }]);
    expect(other.checkpoints.state(map.id)).toEqual(new Uint8Array([9, 8, 7]));
    expect(other.maps.get(map.id)).toMatchObject({ status: 'running', basins: 3, states: 12, seconds: 1.5, chainSteps: 1e12, alpha: 41, stage: 'Place states', scores: { purity: 0.5, clusters: 3 } });
  });

  it('is all or nothing: a record that does not fit takes the whole checkpoint back', async () => {
    const workspace = workspaceAt(folder);
    const map = await addSampleMap(workspace);
    const token = workspace.lock.claim(map.id);
    const commit = (records: Parameters<typeof workspace.checkpoints.commit>[2]['records'], state: number): void =>
      workspace.checkpoints.commit(map.id, token, {
        status: 'running',
        state: new Uint8Array([state]),
        records,
        metrics: [],
        counters: { basins: state, states: 0, seconds: 0, chainSteps: 0, alpha: null, stage: null }, scores: null,
      });
    commit([recordsOf(0, 4)], 1);
    expect(() => commit([recordsOf(4, 8), { ...noRecords, trials: recordsOf(0, 1).trials }], 2)).toThrow(/UNIQUE/);
    // A member of a basin that was never founded breaks a foreign key, checked when the transaction ends.
    expect(() => commit([{ ...noRecords, members: [{ ...recordsOf(0, 1).members[0]!, state: 50, placedIn: 50 }] }], 2)).toThrow(/FOREIGN KEY/);
    expect(workspace.members.all(map.id)).toHaveLength(4);
    expect(workspace.checkpoints.state(map.id)).toEqual(new Uint8Array([1]));
    expect(workspace.maps.get(map.id).basins).toBe(1);
    commit([recordsOf(4, 8)], 3);
    expect(workspace.members.all(map.id)).toHaveLength(8);
  });

  it('keeps one representative a basin, the newest, and one path a kind', async () => {
    const workspace = workspaceAt(folder);
    const map = await addSampleMap(workspace);
    workspace.minima.put(map.id, { basin: 0, state: 1, energy: -1, x: new Float32Array([1]) }, null);
    workspace.minima.put(map.id, { basin: 0, state: 7, energy: -3, x: new Float32Array([2]) }, null);
    expect(workspace.minima.all(map.id)).toEqual([{ basin: 0, state: 7, energy: -3, x: new Float32Array([2]) }]);
  });
});

describe('merged basins', () => {
  it('resolve their members and trials to the basin that stands, over chains of merges', async () => {
    const workspace = workspaceAt(folder);
    const map = await addSampleMap(workspace);
    const token = workspace.lock.claim(map.id);
    const trial = recordsOf(0, 1).trials[0]!;
    const between = (number: number, from: number, to: number, success: boolean, barrier: number): typeof trial => ({
      ...trial,
      trial: number,
      phase: 'barriers',
      from: { basin: from },
      to: { basin: to },
      success,
      barrier,
    });
    const records = {
      ...recordsOf(0, 16),
      trials: [between(100, 0, 3, true, 5), between(101, 1, 3, true, 4), between(102, 3, 2, false, 1), between(103, 1, 2, true, 0), between(104, 0, 3, false, -9)],
      // 1 into 0, then 0 (with 1) into 2: all of 0, 1, 2 are now 2.
      merges: [
        { from: 1, into: 0, phase: 'consolidate' as const, barrier: 1, refined: null, alternatives: [3] },
        { from: 0, into: 2, phase: 'consolidate' as const, barrier: 2, refined: 1.5, alternatives: [] },
      ],
    };
    workspace.checkpoints.commit(map.id, token, {
      status: 'running',
      state: null,
      records: [records],
      metrics: [],
      counters: { basins: 2, states: 16, seconds: 0, chainSteps: 0, alpha: null, stage: null }, scores: null,
    });
    const { basins, edges } = readLandscape(workspace, map.id);
    expect(basins.map(({ id, members }) => ({ basin: id, members }))).toEqual([
      { basin: 2, members: 12 },
      { basin: 3, members: 4 },
    ]);
    expect(basins[0]).toMatchObject({ merged: [1, 0], labelCounts: { odd: 6 } });
    const page = readMembers(workspace, map.id, 2, 0, 5);
    expect(page.total).toBe(12);
    // Energy falls with the state's number, so the page starts with the newest of the twelve.
    expect(page.members.map((member) => [member.state, member.placedIn])).toEqual([[11, 2], [10, 2], [9, 2], [8, 2], [7, 1]]);
    expect(page.members[0]?.position).toEqual([11, 22]);
    expect(readMembers(workspace, map.id, 2, 10, 5).members.map((member) => member.state)).toEqual([1, 0]);
    expect(readBasin(workspace, map.id, 3).histogram).toEqual(histogram([-14.75, -13.75, -12.75, -11.75]));
    const states = readStates(workspace, map.id);
    expect([states.state[5], states.placedIn[5], states.basin[5]]).toEqual([5, 1, 2]);
    // The successful trial inside what is now one basin (103) is no edge; lowest barrier of two successes wins, never below the minima.
    expect(edges).toEqual([{ a: 2, b: 3, status: 'joined', barrier: 4, refined: null, forward: [2, 3], backward: [0, 1] }]);
    expect(workspace.merges.all(map.id)).toEqual(records.merges);
  });
});

describe('removing', () => {
  it('takes everything of a map away, and a potential only without maps', async () => {
    const workspace = workspaceAt(folder);
    const map = await addSampleMap(workspace);
    const token = workspace.lock.claim(map.id);
    workspace.checkpoints.commit(map.id, token, {
      status: 'running',
      state: new Uint8Array(1),
      records: [recordsOf(0, 8)],
      metrics: [],
      counters: { basins: 2, states: 8, seconds: 0, chainSteps: 0, alpha: null, stage: null }, scores: null,
    });
    await expect(workspace.potentials.remove(map.potential)).rejects.toThrow(/has 1 map: remove it first/);
    workspace.maps.remove(map.id);
    expect(workspace.members.all(map.id)).toEqual([]);
    expect(workspace.checkpoints.state(map.id)).toBeNull();
    const file = workspace.potentials.fileOf(map.potential);
    await workspace.potentials.remove(map.potential);
    expect(workspace.potentials.list()).toEqual([]);
    expect(() => readFileSync(file)).toThrow(/ENOENT/);
    expect(() => workspace.maps.get(map.id)).toThrow(/no map/);
  });
});

describe('a reader beside a writer', () => {
  it('sees one moment as long as it looks, the next commit afterwards, and never waits', async () => {
    const writer = workspaceAt(folder);
    const map = await addSampleMap(writer);
    const token = writer.lock.claim(map.id);
    const reader = workspaceAt(folder);
    const commit = (from: number, to: number): void =>
      writer.checkpoints.commit(map.id, token, {
        status: 'running',
        state: new Uint8Array(3),
        records: [recordsOf(from, to)],
        metrics: [],
        counters: { basins: to / 4, states: to, seconds: 0, chainSteps: 0, alpha: null, stage: null }, scores: null,
      });
    commit(0, 4);
    reader.snapshot(() => {
      expect(readMembers(reader, map.id, 0, 0, 1).total).toBe(4);
      commit(4, 8);
      expect(reader.maps.get(map.id).states).toBe(4);
      expect(reader.members.all(map.id)).toHaveLength(4);
    });
    expect(reader.maps.get(map.id).states).toBe(8);
    expect(reader.members.all(map.id)).toHaveLength(8);
  });
});

describe('small things remembered', () => {
  it('keeps twelve recent files, newest first, each once', () => {
    const workspace = workspaceAt(folder);
    for (let index = 0; index < 15; index++) workspace.recentFiles.add(`/weights/${index}.pth`);
    workspace.recentFiles.add('/weights/9.pth');
    const list = workspace.recentFiles.list();
    expect(list.slice(0, 3)).toEqual(['/weights/9.pth', '/weights/14.pth', '/weights/13.pth']);
    expect(list).toHaveLength(12);
  });

  it('gives a setting back while it fits its schema', () => {
    const workspace = workspaceAt(folder);
    workspace.settings.set('panes', { left: 300 });
    expect(workspace.settings.get('panes', z.object({ left: z.number() }))).toEqual({ left: 300 });
    expect(workspace.settings.get('panes', z.object({ right: z.number() }))).toBeNull();
    expect(workspace.settings.get('nothing', z.number())).toBeNull();
  });

  it('never passes the driver a value that would end the process', () => {
    const database = new Database(join(folder, 'plain.sqlite'));
    // @ts-expect-error a boolean is not a column's value
    expect(() => database.get('SELECT ? AS x', [true])).toThrow(/boolean/);
    database.close();
  });
});
