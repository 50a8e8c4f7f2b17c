import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JobEvent } from '../../../core/contract/job-event.ts';
import { mapSettings } from '../../../core/contract/map-settings.ts';
import { requests } from '../../../core/contract/requests.ts';
import { sweepPlan } from '../../../core/contract/sweep.ts';
import type { SweepView } from '../../../core/contract/sweep.ts';
import { holdBook } from '../../../core/jobs/hold-kind.ts';
import { jobBook } from '../../../core/jobs/job-book.ts';
import { jobKinds } from '../../../core/jobs/job-kinds.ts';
import { JobQueue } from '../../../core/jobs/job-queue.ts';
import { LongRunBook } from '../../../core/jobs/long-run-kind.ts';
import { mapBook } from '../../../core/jobs/map-kind.ts';
import { serveJob } from '../../../core/jobs/serve-job.ts';
import { sweepBook } from '../../../core/jobs/sweep-kind.ts';
import { runBook } from '../../../core/jobs/train-kind.ts';
import { RunStore } from '../../../core/runs/run-store.ts';
import { importPotential } from '../../../core/store/import-potential.ts';
import { openWorkspace } from '../../../core/store/workspace.ts';
import type { Workspace } from '../../../core/store/workspace.ts';
import { mapHandlers } from '../../../electron/host/maps.ts';
import { sweepHandlers } from '../../../electron/host/sweeps.ts';
import { workspaceHandlers } from '../../../electron/host/workspace.ts';

const weights = fileURLToPath(new URL('../../fixtures/reference/toy-gmm-trained.pth', import.meta.url));

function host(workspace: Workspace, hear: (event: JobEvent) => void) {
  const runs = new RunStore(workspace.folder);
  const jobs: JobQueue = new JobQueue({
    book: jobBook({ map: mapBook(workspace), train: runBook(runs), 'long-run': new LongRunBook(), hold: holdBook(workspace), sweep: sweepBook(workspace) }),
    kinds: jobKinds,
    site: {
      send: (order, listener) => {
        const { tell, finished } = serveJob(order, { workspace: workspace.folder, resources: '' }, jobKinds, (news) => listener.onNews(news));
        void finished.then(() => listener.onGone(null), (error: Error) => listener.onGone(error));
        return { tell, kill: () => Promise.resolve() };
      },
    },
    onEvent: hear,
  });
  const handlers = {
    ...mapHandlers(workspace, jobs), ...sweepHandlers(workspace, runs, jobs),
    ...workspaceHandlers(workspace, runs, '', Promise.resolve([]), { takenUp: [], rescue: null }, () => null),
  };
  return { jobs, handlers };
}

let folder: string;
let workspace: Workspace;
let at: ReturnType<typeof host>;
let heard: JobEvent[];
let listeners: Set<(event: JobEvent) => void>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'basinscope-sweeps-'));
  workspace = openWorkspace(folder);
  heard = [];
  listeners = new Set();
  at = host(workspace, (event) => {
    heard.push(event);
    for (const listener of listeners) listener(event);
  });
});
afterEach(async () => {
  await at.jobs.close(10_000);
  workspace.close();
  rmSync(folder, { recursive: true, force: true });
});

async function plan(axes: unknown) {
  const { id } = await importPotential(workspace, weights, { name: 'toy', trainEpsilon: 0.125 });
  const settings = mapSettings.parse({ method: 'minimum', states: 6, burnIn: 3, alpha: 0.5, barrierNearest: 2, barrierRepeats: 1, refine: 'none', slots: 16, threads: 1 });
  return sweepPlan.parse({ kind: 'map', name: 'Sweep', potential: id, settings, axes });
}

const next = (is: (event: JobEvent) => boolean): Promise<void> => new Promise((resolve) => {
  const listener = (event: JobEvent): void => {
    if (!is(event)) return;
    listeners.delete(listener);
    resolve();
  };
  listeners.add(listener);
});

/** What the window gets: everything that crosses fits the contract. */
async function view(sweep: string): Promise<SweepView> {
  return requests['sweep.view'].answer.parse(await at.handlers['sweep.view']({ sweep }));
}

describe('the host', () => {
  it('runs a sweep, pauses it with the cell under way, goes on, and writes its picture', async () => {
    const asked = await plan([{ setting: 'temperature', values: [1, 2] }, { setting: 'seed', values: [1, 2] }]);
    expect(await at.handlers['sweep.check']({ plan: asked })).toEqual({ cells: 4 });
    const { id, jobs } = await at.handlers['sweep.start']({ plan: asked });
    expect(jobs).toEqual([]);
    await next((event) => event.type === 'frame' && event.job === id);
    await next((event) => event.type === 'checkpoint' && event.job !== id);

    // A cell under way is the sweep's: whoever wants to stop it has to stop that.
    const cell = (await view(id)).rows.find(({ status }) => status === 'running')!;
    await expect(at.handlers['map.pause']({ map: cell.job! })).rejects.toThrow(/a cell of the sweep “Sweep”, which is at work/);
    expect(() => at.handlers['map.resume']({ map: cell.job! })).toThrow(/pause the sweep first/);
    expect(() => at.handlers['sweep.retry']({ sweep: id })).toThrow(/is at work/);

    await at.handlers['sweep.pause']({ sweep: id });
    const paused = await view(id);
    expect(paused.status).toBe('paused');
    expect(paused.rows.filter(({ status }) => status === 'running')).toEqual([]);
    expect(paused.rows.find(({ job }) => job === cell.job)?.status).toMatch(/paused|done/);
    // Nothing of it starts by itself.
    expect(at.jobs.takeUp(true)).toEqual([]);

    await at.handlers['sweep.resume']({ sweep: id });
    await next((event) => event.type === 'done' && event.job === id);
    const { sweeps, maps } = requests['workspace.get'].answer.parse(await at.handlers['workspace.get']({}));
    expect(sweeps).toMatchObject([{ id, status: 'done', cells: 4, done: 4, failed: 0, subject: 'toy' }]);
    expect(new Set(sweeps[0]!.jobs)).toEqual(new Set(maps.map((map) => map.id)));
    const { path } = await at.handlers['sweep.export']({ sweep: id, format: 'svg', path: join(folder, 'diagram.svg') });
    expect(readFileSync(path, 'utf8')).toContain('Number of basins');

    await at.handlers['sweep.remove']({ sweep: id });
    expect(workspace.maps.list()).toEqual([]);
    expect(workspace.sweeps.list()).toEqual([]);
  });

  it('tries failed cells again, and keeps a new name', async () => {
    const { id } = await at.handlers['sweep.start']({ plan: await plan([{ setting: 'states', values: [2, 6] }]) });
    await next((event) => event.type === 'done' && event.job === id);
    expect((await view(id)).rows.map(({ status }) => status)).toEqual(['failed', 'done']);
    expect(await at.handlers['sweep.retry']({ sweep: id })).toEqual({ cells: 1 });
    await next((event) => event.type === 'done' && event.job === id);
    expect((await view(id)).failed).toBe(1);
    expect((await at.handlers['sweep.rename']({ sweep: id, name: 'Other' })).name).toBe('Other');
    // Tried again in vain once more: nothing else is left to do.
    expect(workspace.sweeps.get(id).status).toBe('done');
  });
});
