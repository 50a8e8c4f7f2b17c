import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { JobEvent } from '../../../core/contract/job-event.ts';
import { mapSettings } from '../../../core/contract/map-settings.ts';
import { holdBook } from '../../../core/jobs/hold-kind.ts';
import { jobBook } from '../../../core/jobs/job-book.ts';
import { LongRunBook } from '../../../core/jobs/long-run-kind.ts';
import type { JobRef } from '../../../core/jobs/job-ref.ts';
import { mapBook } from '../../../core/jobs/map-kind.ts';
import { OtherPrograms } from '../../../core/jobs/other-programs.ts';
import { sweepBook } from '../../../core/jobs/sweep-kind.ts';
import { runBook } from '../../../core/jobs/train-kind.ts';
import { RunStore } from '../../../core/runs/run-store.ts';
import { Database } from '../../../core/store/database.ts';
import { importPotential } from '../../../core/store/import-potential.ts';
import { openWorkspace } from '../../../core/store/workspace.ts';
import type { Workspace } from '../../../core/store/workspace.ts';

const toy = fileURLToPath(new URL('../../fixtures/reference/toy-gmm-trained.pth', import.meta.url));

let folder: string;
let workspace: Workspace;
let map: string;
let own: Set<string>;
let events: JobEvent[];
let others: OtherPrograms;

/** Writes a map down as run by process `pid`, as that process would. */
function runBy(pid: number, counters: { seconds: number; chainSteps: number; states: number }): void {
  const database = new Database(join(folder, 'workspace.sqlite'));
  database.run('UPDATE map SET status = ?, owner = ?, owner_pid = ?, owner_host = ?, owner_beat = ?, seconds = ?, chain_steps = ?, states = ? WHERE id = ?',
    ['running', 'theirs', pid, hostname(), Date.now(), counters.seconds, counters.chainSteps, counters.states, map]);
  database.close();
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'basinscope-others-'));
  workspace = openWorkspace(folder);
  const potential = await importPotential(workspace, toy, { name: 'toy', trainEpsilon: 0.125 });
  map = workspace.maps.add({ name: 'theirs', potential: potential.id, settings: mapSettings.parse({ states: 100 }), warnings: [], dataset: null, labels: null, engine: 'e' }).id;
  own = new Set();
  events = [];
  const book = jobBook({ map: mapBook(workspace), train: runBook(new RunStore(folder)), 'long-run': new LongRunBook(), hold: holdBook(workspace), sweep: sweepBook(workspace) });
  others = new OtherPrograms({ book, isOwn: ({ id }) => own.has(id), onEvent: (event) => events.push(event) });
});
afterEach(() => {
  workspace.close();
  rmSync(folder, { recursive: true, force: true });
});

it('a job of another program is told as theirs, live, and its end as well', () => {
  others.look();
  expect(events).toEqual([]);
  runBy(process.ppid, { seconds: 10, chainSteps: 1000, states: 20 });
  others.look();
  runBy(process.ppid, { seconds: 12, chainSteps: 3000, states: 30 });
  others.look();
  expect(events).toMatchObject([
    { type: 'progress', job: map, status: 'running', elsewhere: true, found: { statesPlaced: 20 } },
    { type: 'progress', job: map, status: 'running', elsewhere: true, found: { statesPlaced: 30 }, chainStepsPerSecond: 1000 },
    { type: 'frame', job: map },
  ]);
  events.length = 0;
  workspace.maps.setStatus(map, 'done');
  others.look();
  others.look();
  expect(events).toEqual([{ type: 'done', job: map }]);
});

it('own jobs are not', () => {
  runBy(process.pid, { seconds: 1, chainSteps: 1, states: 1 });
  own.add(map);
  others.look();
  expect(events).toEqual([]);
});

it('a job of this program that it does not work on any more is let go: it ended on a disk too full to say so', () => {
  runBy(process.pid, { seconds: 1, chainSteps: 1, states: 1 });
  others.look();
  expect(workspace.maps.get(map).status).toBe('interrupted');
  expect(events).toMatchObject([{ type: 'progress', job: map, status: 'interrupted' }]);
  expect(events[0]).not.toHaveProperty('elsewhere');
});

it('a job of this program whose failure could not be written has it written as soon as there is room', () => {
  runBy(process.pid, { seconds: 1, chainSteps: 1, states: 1 });
  const book = jobBook({ map: mapBook(workspace), train: runBook(new RunStore(folder)), 'long-run': new LongRunBook(), hold: holdBook(workspace), sweep: sweepBook(workspace) });
  let full = true;
  const release = (job: JobRef): void => {
    if (full) throw new Error('the disk is full');
    book.release(job);
  };
  const here = new OtherPrograms({ book: { ...book, release }, isOwn: () => false, failureOf: () => 'no room', onEvent: (event) => events.push(event) });
  expect(() => here.look()).toThrow('the disk is full');
  expect(events).toEqual([]);
  full = false;
  here.look();
  expect(workspace.maps.get(map)).toMatchObject({ status: 'failed', failure: 'no room' });
  expect(events).toEqual([{ type: 'failed', job: map, message: 'no room' }]);
});

it('a job whose program is gone does not stay running', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  runBy(child.pid!, { seconds: 10, chainSteps: 1000, states: 20 });
  others.look();
  expect(workspace.maps.get(map).status).toBe('interrupted');
  const [event] = events;
  expect(event).toMatchObject({ type: 'progress', job: map, status: 'interrupted' });
  expect(event).not.toHaveProperty('elsewhere');
});
