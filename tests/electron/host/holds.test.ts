import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requests } from '../../../core/contract/requests.ts';
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
import { openWorkspace } from '../../../core/store/workspace.ts';
import type { Workspace } from '../../../core/store/workspace.ts';
import { holdHandlers } from '../../../electron/host/holds.ts';
import { mapHandlers } from '../../../electron/host/maps.ts';
import { addEightSets } from '../../core/jobs/eight-sets.ts';

function host(workspace: Workspace) {
  const jobs: JobQueue = new JobQueue({
    book: jobBook({ map: mapBook(workspace), train: runBook(new RunStore(workspace.folder)), 'long-run': new LongRunBook(), hold: holdBook(workspace), sweep: sweepBook(workspace) }),
    kinds: jobKinds,
    site: {
      send: (order, listener) => {
        const { tell, finished } = serveJob(order, { workspace: workspace.folder, resources: '' }, jobKinds, (news) => listener.onNews(news));
        void finished.then(() => listener.onGone(null), (error: Error) => listener.onGone(error));
        return { tell, kill: () => Promise.resolve() };
      },
    },
    onEvent: () => {},
  });
  return { jobs, handlers: { ...mapHandlers(workspace, jobs), ...holdHandlers(workspace, jobs) } };
}

let folder: string;
let workspace: Workspace;
let map: string;
let at: ReturnType<typeof host>;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'basinscope-holds-'));
  workspace = openWorkspace(folder);
  map = await addEightSets(workspace);
  at = host(workspace);
});
afterEach(async () => {
  await at.jobs.close(10_000);
  workspace.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What the window gets: everything that crosses fits the contract. */
async function ask(sets: number) {
  return requests['map.hold'].answer.parse(await at.handlers['map.hold']({ map, sets })).hold;
}

describe('the host', () => {
  it('starts chains in sets, says what they saw, and does not run the same again', async () => {
    expect(await ask(8)).toBeNull();
    const plan = requests['map.holdStart'].ask.parse({ map, sets: 8, steps: 300, chains: 40 });
    expect(await at.handlers['map.holdStart'](plan)).toEqual({ job: `${map}/hold-8` });
    expect(() => at.handlers['map.holdStart'](plan)).toThrow('already watched');
    // Chains in other sets of the same map wait for these.
    await at.handlers['map.holdStart']({ ...plan, sets: 4 });
    await expect.poll(() => workspace.holds.find({ map, sets: 4 })!.status, { timeout: 30_000 }).toBe('done');
    const view = (await ask(8))!;
    expect(view).toMatchObject({ plan, status: 'done', steps: 300, failure: null });
    expect(view.detail!.bySet).toHaveLength(8);
    expect((await ask(8))!.detail).toEqual(view.detail);
    await at.handlers['map.holdStart'](plan);
    expect(at.jobs.isRunning({ kind: 'hold', id: view.job })).toBe(false);
    expect(await ask(2)).toBeNull();
  }, 60_000);

  it('keeps the looks of chains that were cancelled, and lets them go with their map', async () => {
    const plan = requests['map.holdStart'].ask.parse({ map, sets: 8, steps: 1_000_000, chains: 20 });
    await at.handlers['map.holdStart'](plan);
    await expect.poll(async () => (await ask(8))!.detail?.all.length ?? 0, { timeout: 30_000 }).toBeGreaterThan(3);
    await at.handlers['map.holdCancel']({ map, sets: 8 });
    const view = (await ask(8))!;
    expect(view.status).toBe('cancelled');
    expect(view.detail!.all.length).toBeGreaterThan(3);
    // Started again they start anew.
    await at.handlers['map.holdStart'](plan);
    await at.handlers['map.remove']({ map });
    expect(at.jobs.isRunning({ kind: 'hold', id: view.job })).toBe(false);
    expect(await ask(8)).toBeNull();
  }, 60_000);
});
