import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import type { JobEvent } from '../../../core/contract/job-event.ts';
import { planHold, runHold } from '../../../core/jobs/hold-runner.ts';
import { holdBook, holdJob } from '../../../core/jobs/hold-kind.ts';
import { readHold } from '../../../core/jobs/read-hold.ts';
import { holdLooks } from '../../../core/markov/hold-run.ts';
import { MarkovError } from '../../../core/markov/markov-error.ts';
import { openWorkspace } from '../../../core/store/workspace.ts';
import type { Workspace } from '../../../core/store/workspace.ts';
import { addSampleMap } from '../store/sample-map.ts';
import { addEightSets } from './eight-sets.ts';

let folder: string;
let workspace: Workspace;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'basinscope-hold-'));
  workspace = openWorkspace(join(folder, 'one'));
});
afterEach(() => {
  workspace.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('chains watched in the sets of a map', () => {
  it('leave the eight Gaussians at T = 1, with the report of all that was seen', async () => {
    const map = await addEightSets(workspace);
    const plan = { map, sets: 8, steps: 2000, chains: 160, seed: 1 };
    planHold(workspace, plan);
    const events: JobEvent[] = [];
    const job = await runHold(workspace, plan, { onEvent: (event) => events.push(event), checkpointSeconds: 0.1 });
    expect(job.id).toBe(holdJob(plan).id);
    expect((await job.finished).outcome).toBe('done');
    const { status, steps, detail, failure } = readHold(workspace, plan)!;
    expect([status, steps, failure]).toEqual(['done', 2000, null]);
    // Sets go by their nodes, as the landscape has them; chains are shared by the sets' sizes.
    expect(detail!.bySet.map(({ shares }) => shares[0]!.of)).toEqual(Array.from({ length: 8 }, () => 20));
    expect(detail!.bySet.every(({ set }) => set >= 96)).toBe(true);
    expect(detail!.all.map(({ step }) => step)).toEqual(holdLooks(2000));
    expect(detail!.vote).toMatchObject({ step: 0, share: 1 });
    expect(detail!.verdict.kind).toBe('leaves');
    expect(detail!.last.share!).toBeLessThan(detail!.settled.share! - 0.1);
    expect(detail!.models.map(({ lag }) => lag)).toEqual([100, 200, 300, 400, 600, 800]);
    for (const { matrix } of detail!.models) for (const row of matrix) expect(row.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1);
    // Tests at every lag that has a multiple among the others.
    expect(detail!.tests.map(({ lag }) => lag)).toEqual([100, 200, 300, 400]);
    expect(events.some((event) => event.type === 'frame' && event.name === 'hold')).toBe(true);
    expect(events.findLast((event) => event.type === 'progress')).toMatchObject({ status: 'done', found: { kind: 'hold', steps: 2000, looks: holdLooks(2000).length }, secondsLeft: 0 });
    // Other lags from the same looks, and nothing is run again.
    expect(readHold(workspace, plan, [100, 500])!.detail!.models.map(({ lag }) => lag)).toEqual([100, 500]);
    planHold(workspace, plan);
    expect(workspace.holds.get(plan).status).toBe('done');
    planHold(workspace, { ...plan, chains: 8 });
    expect(workspace.holds.get(plan)).toMatchObject({ status: 'queued', done: 0 });
  }, 60_000);

  it('stay in them at a low temperature', async () => {
    const map = await addEightSets(workspace, { epsilon: 0.05, temperature: 0.15 });
    const plan = { map, sets: 8, steps: 1000, chains: 160, seed: 1 };
    planHold(workspace, plan);
    expect((await (await runHold(workspace, plan, { onEvent: () => {} })).finished).outcome).toBe('done');
    const { detail } = readHold(workspace, plan)!;
    expect(detail!.verdict).toMatchObject({ kind: 'holds', since: null });
    expect(detail!.last.share).toBe(1);
    expect(detail!.stationarity).toMatch(/^Nothing is said of a stationary distribution/);
  }, 60_000);

  it('killed while they walk and at a look, end with what an unbroken run saw', async () => {
    const map = await addEightSets(workspace);
    workspace.close();
    cpSync(join(folder, 'one'), join(folder, 'two'), { recursive: true });
    const sit = async (place: string, killAt: number | null): Promise<NodeJS.Signals | null> => {
      const child = join(inject('programs'), 'hold-child.js');
      const running = spawn(process.execPath, [child, join(folder, place), ...(killAt === null ? [] : [String(killAt)])], { stdio: 'inherit' });
      return ((await once(running, 'close')) as [number, NodeJS.Signals | null])[1];
    };
    expect(await sit('one', null)).toBeNull();
    for (const killAt of [0, 110, 300]) {
      expect(await sit('two', killAt)).toBe('SIGKILL');
      const killed = openWorkspace(join(folder, 'two'));
      const { status, done } = killed.holds.get({ map, sets: 8 });
      expect(status).toBe('interrupted');
      expect(done).toBeGreaterThanOrEqual(killAt);
      expect(done).toBeLessThan(400);
      killed.close();
    }
    expect(await sit('two', null)).toBeNull();
    workspace = openWorkspace(join(folder, 'one'));
    const other = openWorkspace(join(folder, 'two'));
    const [whole, broken] = [workspace, other].map((one) => one.holds.get({ map, sets: 8 }));
    expect(whole!.status).toBe('done');
    expect(broken!.homes).toEqual(whole!.homes);
    expect(broken!.seen).toEqual(whole!.seen);
    other.close();
    // Five programs one after the other, on cores shared with other tests.
  }, 180_000);

  it('are refused where there are no sets of states, and while another program holds the map', async () => {
    const other = (await addSampleMap(workspace)).id;
    const plan = (map: string, sets = 8) => ({ map, sets, steps: 10, chains: 8, seed: 1 });
    expect(() => planHold(workspace, plan(other))).toThrow('is queued');
    workspace.maps.setStatus(other, 'done');
    expect(() => planHold(workspace, plan(other))).toThrow(MarkovError);
    const map = await addEightSets(workspace);
    expect(() => planHold(workspace, plan(map, 97))).toThrow('1 to 96 sets');
    planHold(workspace, plan(map));
    const token = workspace.lock.claim(map);
    await expect(runHold(workspace, plan(map), { onEvent: () => {} })).rejects.toThrow('another program');
    // Waiting for other chains of the map is no reason to be refused; those that run elsewhere are.
    const id = holdJob(plan(map)).id;
    expect(holdBook(workspace).heldElsewhere(id)).toBe(false);
    workspace.holds.setStatus(plan(map), 'running');
    expect(holdBook(workspace).heldElsewhere(id)).toBe(true);
    expect(() => planHold(workspace, { ...plan(map), chains: 9 })).toThrow('Another program');
    workspace.lock.release(map, token);
    workspace.maps.remove(map);
    expect(workspace.holds.list()).toEqual([]);
  });
});
