import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { Database } from '../../../core/store/database.ts';
import { OwnerLock } from '../../../core/store/owner-lock.ts';
import { recordDigest } from '../../../core/store/record-digest.ts';
import type { RecordDigest } from '../../../core/store/record-digest.ts';
import { openWorkspace } from '../../../core/store/workspace.ts';
import type { Workspace } from '../../../core/store/workspace.ts';

const child = join(inject('programs'), 'map-child.js');
// Small enough to take a few seconds, large enough to pass through every phase. One thread: the numbers of a run are those of its thread count.
const settings = JSON.stringify({ states: 20, burnIn: 8, alpha: 0.08, barrierNearest: 3, barrierRepeats: 2, slots: 16, seed: 5, threads: 1 });

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'basinscope-kill-'));
});
const stopped: ChildProcess[] = [];
afterAll(() => {
  // One that a failed test left asleep.
  for (const one of stopped) one.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

interface Sitting {
  readonly said: string[];
  readonly signal: NodeJS.Signals | null;
  readonly code: number | null;
}

/** Runs the child, which kills itself at its first checkpoint with so many chain steps, where a number is given. */
async function sit(workspace: string, killAt: number | null): Promise<Sitting> {
  const running = spawn(process.execPath, [child, workspace, settings, ...(killAt === null ? [] : [String(killAt)])], { stdio: ['ignore', 'pipe', 'inherit'] });
  const said: string[] = [];
  running.stdout.on('data', (data: Buffer) => {
    said.push(...data.toString().trimEnd().split('\n'));
  });
  const [code, signal] = (await once(running, 'close')) as [number | null, NodeJS.Signals | null];
  return { said, code, signal };
}

function digestOf(workspaceFolder: string): { status: string; basins: number; digest: RecordDigest } {
  const workspace = openWorkspace(workspaceFolder, { create: false });
  try {
    const map = workspace.maps.list()[0];
    if (map === undefined) throw new Error('a map was expected');
    return { status: map.status, basins: map.basins, digest: recordDigest(workspace, map.id) };
  } finally {
    workspace.close();
  }
}

/** What an unbroken run ends with, and how many chain steps it takes. */
async function unbroken(): Promise<{ expected: ReturnType<typeof digestOf>; steps: number }> {
  const place = join(folder, 'whole');
  const whole = await sit(place, null);
  expect(whole.said.at(-1)).toBe('done');
  const expected = digestOf(place);
  expect(expected).toMatchObject({ status: 'done' });
  return { expected, steps: Math.max(...whole.said.filter((line) => line.startsWith('saved ')).map((line) => Number(line.slice(6)))) };
}
let whole: ReturnType<typeof unbroken>;
beforeAll(() => {
  whole = unbroken();
  return whole;
}, 180_000);

describe('a map killed with SIGKILL', () => {
  it('is readable at once, and resumed ends with exactly the records of an unbroken run', async () => {
    const { expected, steps } = await whole;

    // As shares of the whole map's chain steps: before anything is found and again later; and in the midst.
    // scripts/kill-test.mjs does it at 20 random moments.
    for (const kills of [[0, 0.3], [0.6]]) {
      const place = join(folder, `killed-${kills.join('-')}`);
      for (const share of kills) {
        const sitting = await sit(place, share * steps);
        expect(sitting.signal).toBe('SIGKILL');
        // Opening it takes the dead owner's lock away and finds a consistent map.
        expect(digestOf(place).status).toBe('interrupted');
      }
      const last = await sit(place, null);
      expect(last.said[0]).toBe('interrupted');
      expect(last.said.at(-1)).toBe('done');
      expect(digestOf(place)).toEqual(expected);
    }
    // Six programs one after the other, on cores shared with other tests.
  }, 180_000);
});

function isWriting(place: string): boolean {
  const database = new Database(join(place, 'workspace.sqlite'));
  try {
    database.exec('PRAGMA busy_timeout = 0');
    database.exec('BEGIN IMMEDIATE');
    database.exec('ROLLBACK');
    return false;
  } catch {
    return true;
  } finally {
    database.close();
  }
}

/** Starts the child and stops it, as a laptop that sleeps does, once it has saved so many chain steps. */
async function sleepAt(place: string, steps: number): Promise<{ wake(): void; ended: Promise<Sitting>; errors: () => string }> {
  const running = spawn(process.execPath, [child, place, settings], { stdio: ['ignore', 'pipe', 'pipe'] });
  stopped.push(running);
  const said: string[] = [];
  let errors = '';
  running.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  const ended = once(running, 'close').then(([code, signal]) => ({ said, code: code as number | null, signal: signal as NodeJS.Signals | null }));
  await new Promise<void>((resolve) => running.stdout.on('data', (data: Buffer) => {
    said.push(...data.toString().trimEnd().split('\n'));
    if (said.some((line) => line.startsWith('saved ') && Number(line.slice(6)) >= steps)) resolve();
  }));
  running.kill('SIGSTOP');
  // Not in the midst of a commit, which would have everybody wait.
  while (isWriting(place)) {
    running.kill('SIGCONT');
    await new Promise((done) => setTimeout(done, 3));
    running.kill('SIGSTOP');
  }
  return { wake: () => void running.kill('SIGCONT'), ended, errors: () => errors };
}

/** Looks at a map as a program does that was started `later` milliseconds from now. */
function lookLater<T>(place: string, later: number, look: (lock: OwnerLock, workspace: Workspace, map: string, database: Database) => T): T {
  const workspace = openWorkspace(place, { create: false });
  const database = new Database(join(place, 'workspace.sqlite'));
  try {
    return look(new OwnerLock(database, 'map', () => Date.now() + later), workspace, workspace.maps.list()[0]!.id, database);
  } finally {
    database.close();
    workspace.close();
  }
}

describe.skipIf(process.platform !== 'linux')('a map whose program sleeps for an hour', () => {
  it('is taken by nobody, and ends with exactly the records of one that did not sleep', async () => {
    const { expected, steps } = await whole;
    const place = join(folder, 'asleep');
    const { wake, ended } = await sleepAt(place, 0.3 * steps);
    lookLater(place, 3_600_000, (lock, workspace, map) => {
      expect(workspace.maps.get(map).status).toBe('running');
      lock.recover();
      expect(workspace.maps.get(map).status).toBe('running');
      expect(() => lock.claim(map)).toThrow(/being run by another program/);
    });
    wake();
    expect((await ended).said.at(-1)).toBe('done');
    expect(digestOf(place)).toEqual(expected);
  }, 180_000);

  it('of which only its beats are known is taken after a minute; woken it writes nothing more and says so', async () => {
    const { expected, steps } = await whole;
    const place = join(folder, 'taken');
    const { wake, ended, errors } = await sleepAt(place, 0.3 * steps);
    lookLater(place, 61_000, (lock, _, map, database) => {
      database.run("UPDATE map SET owner_host = 'elsewhere' WHERE id = ?", [map]);
      lock.claim(map);
    });
    wake();
    expect((await ended).code).not.toBe(0);
    expect(errors()).toMatch(/Another program has taken this map over/);
    lookLater(place, 0, (_, workspace, map) => workspace.lock.interrupt(map));
    expect((await sit(place, null)).said.at(-1)).toBe('done');
    expect(digestOf(place)).toEqual(expected);
  }, 180_000);
});
