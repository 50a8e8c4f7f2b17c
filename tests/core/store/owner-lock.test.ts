import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Database } from '../../../core/store/database.ts';
import { lifeOf } from '../../../core/store/living-owner.ts';
import { OwnerLock } from '../../../core/store/owner-lock.ts';
import { openWorkspace } from '../../../core/store/workspace.ts';
import type { Workspace } from '../../../core/store/workspace.ts';
import { addSampleMap, noRecords } from './sample-map.ts';

let folder: string;
let workspace: Workspace;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'basinscope-lock-'));
  workspace = openWorkspace(folder);
});
afterEach(() => {
  workspace.close();
  rmSync(folder, { recursive: true, force: true });
});

const nothing = { status: 'running', state: null, records: [noRecords], metrics: [], counters: { basins: 0, states: 0, seconds: 0, chainSteps: 0, alpha: null, stage: null }, scores: null } as const;

/** Pretends that another process took the map. */
function ownedBy(map: string, pid: number, beat: number): void {
  const database = new Database(join(folder, 'workspace.sqlite'));
  database.run("UPDATE map SET owner = 'theirs', owner_pid = ?, owner_host = (SELECT owner_host FROM map WHERE id = ?), owner_beat = ?, status = 'running' WHERE id = ?", [pid, map, beat, map]);
  database.close();
}

async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  return child.pid ?? 0;
}

describe('who may run a map', () => {
  it('is one at a time; released, it is free', async () => {
    const map = await addSampleMap(workspace);
    const token = workspace.lock.claim(map.id);
    const other = openWorkspace(folder);
    expect(() => other.lock.claim(map.id)).toThrow(/is being run by another program \(process \d+/);
    workspace.lock.release(map.id, token);
    expect(other.lock.held(map.id)).toBe(false);
    expect(other.lock.claim(map.id)).not.toBe(token);
    other.close();
  });

  it('is freed when the owner\'s process is gone; the map is then interrupted', async () => {
    const map = await addSampleMap(workspace);
    workspace.lock.claim(map.id);
    ownedBy(map.id, await deadPid(), Date.now());
    expect(workspace.maps.get(map.id).status).toBe('running');
    const other = openWorkspace(folder);
    expect(other.maps.get(map.id).status).toBe('interrupted');
    expect(() => other.lock.claim(map.id)).not.toThrow();
    other.close();
  });

  it('stays with a living owner when the workspace is opened again', async () => {
    const map = await addSampleMap(workspace);
    const token = workspace.lock.claim(map.id);
    workspace.checkpoints.commit(map.id, token, nothing);
    openWorkspace(folder).close();
    expect(workspace.maps.get(map.id).status).toBe('running');
    expect(() => workspace.checkpoints.commit(map.id, token, nothing)).not.toThrow();
  });

  it('of another machine passes on after a minute of silence, and the old owner\'s next commit writes nothing', async () => {
    const map = await addSampleMap(workspace);
    const database = new Database(join(folder, 'workspace.sqlite'));
    let now = Date.now();
    const patient = new OwnerLock(database, 'map', () => now);
    const token = workspace.lock.claim(map.id);
    database.run("UPDATE map SET owner_host = 'elsewhere' WHERE id = ?", [map.id]);
    now += 30_000;
    expect(() => patient.claim(map.id)).toThrow(/another program/);
    now += 31_000;
    patient.claim(map.id);
    expect(() => workspace.checkpoints.commit(map.id, token, { ...nothing, state: new Uint8Array(4) })).toThrow(/taken this map over/);
    expect(workspace.checkpoints.state(map.id)).toBeNull();
    database.close();
  });

  it.skipIf(process.platform !== 'linux')('stays with a process that is there, whatever the clock says: after an hour of sleep, and where it was set back', async () => {
    const map = await addSampleMap(workspace);
    workspace.lock.claim(map.id);
    const other = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)']);
    await once(other, 'spawn');
    const database = new Database(join(folder, 'workspace.sqlite'));
    try {
      database.run('UPDATE map SET owner = ?, owner_pid = ? WHERE id = ?', [`theirs ${lifeOf(other.pid!)}`, other.pid!, map.id]);
      for (const shift of [3_600_000, -3_600_000, -400 * 86_400_000]) {
        const later = new OwnerLock(database, 'map', () => Date.now() + shift);
        expect(later.held(map.id)).toBe(true);
        expect(() => later.claim(map.id)).toThrow(/another program/);
        later.recover();
        expect(later.held(map.id)).toBe(true);
      }
      // Another program that was given the number of one that is gone: its own is another life.
      database.run("UPDATE map SET owner = 'theirs 0a1b2c3d-4e5f-1' WHERE id = ?", [map.id]);
      expect(workspace.lock.held(map.id)).toBe(false);
    } finally {
      other.kill('SIGKILL');
      database.close();
    }
  });

  it('of a machine whose clock is years ahead is not held for years', async () => {
    const map = await addSampleMap(workspace);
    workspace.lock.claim(map.id);
    const database = new Database(join(folder, 'workspace.sqlite'));
    database.run("UPDATE map SET owner_host = 'elsewhere', owner_beat = ? WHERE id = ?", [Date.now() + 5 * 60_000, map.id]);
    expect(workspace.lock.held(map.id)).toBe(true);
    database.run('UPDATE map SET owner_beat = ? WHERE id = ?', [Date.now() + 3 * 365 * 86_400_000, map.id]);
    expect(workspace.lock.held(map.id)).toBe(false);
    database.close();
  });
});

describe('maps and potentials that are made after the clock was set back', () => {
  it('stay the newest, by up to a day', async () => {
    const map = await addSampleMap(workspace);
    const database = new Database(join(folder, 'workspace.sqlite'));
    const ahead = new Date(Date.now() + 3_600_000).toISOString();
    database.run('UPDATE map SET created_at = ?', [ahead]);
    const { id: _, createdAt: __, ...like } = workspace.maps.get(map.id);
    const second = workspace.maps.add(like);
    const third = workspace.maps.add(like);
    expect(workspace.maps.list().map(({ id }) => id)).toEqual([map.id, second.id, third.id]);
    expect(Date.parse(third.createdAt) - Date.parse(ahead)).toBe(2);
    database.run('UPDATE map SET created_at = ?', [new Date(Date.now() + 3 * 86_400_000).toISOString()]);
    expect(Math.abs(Date.parse(workspace.maps.add(like).createdAt) - Date.now())).toBeLessThan(60_000);
    database.close();
  });
});
