import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jobEvent } from '../../../core/contract/job-event.ts';
import type { JobEvent } from '../../../core/contract/job-event.ts';
import { mapSettings } from '../../../core/contract/map-settings.ts';
import { sweepPlan, sweepView } from '../../../core/contract/sweep.ts';
import type { SweepPlan, SweepView } from '../../../core/contract/sweep.ts';
import { trainingConfig } from '../../../core/contract/training-config.ts';
import type { PiecesFor } from '../../../core/jobs/lifecycle.ts';
import { runMap } from '../../../core/jobs/map-runner.ts';
import { createMap } from '../../../core/jobs/new-map.ts';
import { createRun } from '../../../core/jobs/new-run.ts';
import { runSweep } from '../../../core/jobs/sweep-runner.ts';
import { runTraining } from '../../../core/jobs/train-runner.ts';
import { sharedThreads } from '../../../core/pieces/threads/shared-threads.ts';
import { RunStore } from '../../../core/runs/run-store.ts';
import { importPotential } from '../../../core/store/import-potential.ts';
import { recordDigest } from '../../../core/store/record-digest.ts';
import { openWorkspace } from '../../../core/store/workspace.ts';
import type { Workspace } from '../../../core/store/workspace.ts';
import { changePlan, createSweep, retryCells } from '../../../core/sweeps/put-sweep.ts';
import { composeSweep } from '../../../core/sweeps/sweep-view.ts';

const resources = fileURLToPath(new URL('../../../resources', import.meta.url));
const weights = fileURLToPath(new URL('../../fixtures/reference/toy-gmm-trained.pth', import.meta.url));
const settings = { method: 'minimum', states: 6, burnIn: 3, barrierNearest: 2, barrierRepeats: 1, refine: 'none', slots: 16, seed: 3, threads: 1 };

let folder: string;
let workspace: Workspace;
let runs: RunStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'basinscope-sweep-'));
  workspace = openWorkspace(folder);
  runs = new RunStore(folder);
});
afterEach(() => {
  workspace.close();
  rmSync(folder, { recursive: true, force: true });
});

async function mapPlan(axes: unknown, more: Record<string, unknown> = {}): Promise<SweepPlan> {
  const { id } = await importPotential(workspace, weights, { name: 'toy', trainEpsilon: 0.125 });
  return sweepPlan.parse({ kind: 'map', name: 'sweep', potential: id, settings: mapSettings.parse(settings), axes, ...more });
}

function trainPlan(axes: unknown): SweepPlan {
  const preset: unknown = JSON.parse(readFileSync(join(resources, 'presets', 'gmm-quick.json'), 'utf8'));
  const config = trainingConfig.parse(preset);
  return sweepPlan.parse({
    kind: 'train', name: 'trainings', axes, engine: { threads: 1 }, keeping: { every: 6 },
    config: { ...config, batchSize: 20, bankSize: 100, shortRun: { ...config.shortRun, steps: 4 }, phases: [{ ...config.phases[0]!, updates: 6 }] },
  });
}

const view = (id: string): SweepView => composeSweep(workspace, runs, id);
const stands = (id: string): string[] => view(id).rows.map(({ status }) => status);

/** Runs a sweep; `until`: leaves it once that many cells are over and the next is under way. */
async function run(id: string, until = Infinity, width = 1): Promise<{ outcome: string; message: string | null; events: JobEvent[]; cellEvents: JobEvent[] }> {
  const events: JobEvent[] = [];
  const cellEvents: JobEvent[] = [];
  let over = 0;
  const job = await runSweep(workspace, id, {
    resources, width,
    onEvent: (event) => {
      events.push(event);
      if (event.type === 'frame') over++;
    },
    onCellEvent: (event) => {
      cellEvents.push(event);
      if (event.type === 'checkpoint' && over >= until) void job.leave('paused');
    },
  });
  return { ...(await job.finished), events, cellEvents };
}

const axes = [{ setting: 'temperature', values: [1, 2] }, { setting: 'alpha', values: [0.05, 1] }];

describe('a sweep of maps', () => {
  it('makes every cell to the bit as the same map alone', async () => {
    const { id } = createSweep(workspace, await mapPlan(axes));
    const { outcome, events, cellEvents } = await run(id);
    expect(outcome).toBe('done');
    for (const event of [...events, ...cellEvents]) expect(jobEvent.parse(event)).toEqual(event);
    expect(events.every(({ job }) => job === id)).toBe(true);
    expect(new Set(cellEvents.map(({ job }) => job)).size).toBe(4);

    const { rows, ...rest } = view(id);
    expect(sweepView.parse({ rows, ...rest })).toEqual({ rows, ...rest });
    expect(rest).toMatchObject({ status: 'done', cells: 4, done: 4, failed: 0, subject: 'toy' });
    for (const { job, values: [temperature, alpha], outcome: found } of [rows[0]!, rows[3]!]) {
      const alone = await createMap(workspace, { potential: workspace.potentials.list()[0]!.id, name: 'alone', settings: mapSettings.parse({ ...settings, temperature, alpha }), dataset: null, labels: null });
      await (await runMap(workspace, alone.id, { onEvent: () => {} })).finished;
      expect(recordDigest(workspace, job!)).toEqual(recordDigest(workspace, alone.id));
      const { states, basins, chainSteps } = workspace.maps.get(alone.id);
      expect(found).toMatchObject({ kind: 'map', states, basins, chainSteps });
    }
    // Another strength of the magnet is another map.
    expect(recordDigest(workspace, rows[0]!.job!).trials).not.toBe(recordDigest(workspace, rows[2]!.job!).trials);
  });

  it('goes on where it was left, and takes finished cells as they are; several at once give the same', async () => {
    // The second takes many steps of a sweep: a small one would have ended before the sweep heard that it is left.
    const plan = await mapPlan([{ setting: 'states', values: [6, 500, 7, 8] }]);
    const { id } = createSweep(workspace, plan);
    expect((await run(id, 1)).outcome).toBe('paused');
    const before = view(id);
    expect(before.status).toBe('paused');
    expect(before.done).toBe(1);
    expect(stands(id)).toEqual(['done', 'paused', 'queued', 'queued']);
    const { outcome, cellEvents } = await run(id, Infinity, 3);
    expect(outcome).toBe('done');
    expect(stands(id)).toEqual(['done', 'done', 'done', 'done']);
    const after = view(id);
    // The one that was done was not touched, the one under way went on.
    expect(cellEvents.some(({ job }) => job === before.rows[0]!.job)).toBe(false);
    expect(after.rows.slice(0, 2).map(({ job }) => job)).toEqual(before.rows.slice(0, 2).map(({ job }) => job));
    const straight = createSweep(workspace, { ...plan, name: 'straight' });
    await run(straight.id);
    const digests = (sweep: string) => view(sweep).rows.map(({ job }) => recordDigest(workspace, job!));
    expect(digests(id)).toEqual(digests(straight.id));
    expect(after.seconds).toBeGreaterThan(before.seconds);
  });

  it('notes why a cell failed and goes on with the others; tried again, it is the same map', async () => {
    // A burn-in longer than all states is refused where the map is made.
    const { id } = createSweep(workspace, await mapPlan([{ setting: 'states', values: [2, 6] }]));
    expect((await run(id)).outcome).toBe('done');
    const [bad, good] = view(id).rows;
    expect(bad).toMatchObject({ status: 'failed', job: null, outcome: null });
    expect(bad!.failure).toMatch(/burn-?in/i);
    expect(good).toMatchObject({ status: 'done', failure: null });
    // Without being asked for, nothing is tried again.
    expect((await run(id)).cellEvents).toEqual([]);
    expect(retryCells(workspace, id)).toBe(1);
    expect(stands(id)).toEqual(['queued', 'done']);
    await run(id);
    expect(stands(id)).toEqual(['failed', 'done']);
  });

  it('keeps the cells that a changed plan still has, and finds those again that come back', async () => {
    const plan = await mapPlan([{ setting: 'seed', values: [1, 2] }]);
    const { id } = createSweep(workspace, plan);
    await run(id);
    const [first, second] = view(id).rows;
    expect(changePlan(workspace, id, plan)).toBeNull();
    expect(changePlan(workspace, id, await mapPlan([{ setting: 'seed', values: [3, 2] }]))).toEqual({ kept: 1, added: 1, dropped: 1 });
    expect(stands(id)).toEqual(['queued', 'done']);
    expect(view(id).rows[1]!.job).toBe(second!.job);
    expect(changePlan(workspace, id, plan)).toEqual({ kept: 1, added: 1, dropped: 1 });
    expect(view(id).rows).toEqual([first, second]);
    expect(() => changePlan(workspace, id, trainPlan([{ setting: 'seed', values: [1] }]))).toThrow(/is one of maps/);
  });

  it('maps several potentials along an axis, and makes a map anew that was removed', async () => {
    const other = await importPotential(workspace, weights, { name: 'toy', trainEpsilon: 0.25 });
    const { id: own } = await importPotential(workspace, weights, { name: 'toy', trainEpsilon: 0.125 });
    const plan = await mapPlan([{ setting: 'potential', values: [own, other.id] }]);
    const { id } = createSweep(workspace, plan);
    await run(id);
    const { rows, axes: [axis] } = view(id);
    expect(axis!.words).toEqual(['toy (ε = 0.125)', 'toy']);
    expect(rows.map(({ job }) => workspace.maps.get(job!).potential)).toEqual(rows.map(({ values }) => values[0]));
    expect(workspace.sweeps.ownerOf(rows[0]!.job!)).toBe(id);
    workspace.maps.remove(rows[0]!.job!);
    // What it came to is still known; there is nothing to open.
    expect(view(id).rows[0]).toMatchObject({ status: 'done', job: null, outcome: { kind: 'map' } });
  });

  it('is run by one program at a time', async () => {
    const { id } = createSweep(workspace, await mapPlan(axes));
    const job = await runSweep(workspace, id, { resources, onEvent: () => {} });
    await expect(runSweep(workspace, id, { resources, onEvent: () => {} })).rejects.toThrow(/The sweep sweep is being run by another program/);
    expect(() => changePlan(workspace, id, { ...workspace.sweeps.get(id).plan, repeats: 2 })).toThrow(/is at work in another program/);
    await job.leave('paused');
    expect(stands(id).filter((status) => status === 'running')).toEqual([]);
    expect(workspace.sweepLock.held(id)).toBe(false);
  });
});

describe('a sweep of trainings', () => {
  it('makes every cell to the bit as the same training alone, with one table of what they came to', async () => {
    const plan = trainPlan([{ setting: 'seed', values: [1, 2] }, { setting: 'phases.0.lrInit', values: [0.001, 0.01] }]);
    const { id } = createSweep(workspace, plan);
    expect((await run(id, 2)).outcome).toBe('paused');
    expect((await run(id)).outcome).toBe('done');
    const { rows } = view(id);
    expect(rows.map(({ outcome }) => outcome)).toEqual(rows.map(() => expect.objectContaining({ kind: 'train', updates: 6 }) as unknown));
    for (const { job, values: [seed, rate] } of [rows[1]!, rows[2]!]) {
      if (plan.kind !== 'train') throw new Error('a sweep of trainings was expected');
      const { id: alone, folder: place } = runs.newFolder();
      const config = { ...plan.config, phases: [{ ...plan.config.phases[0]!, lrInit: Number(rate) }] };
      await createRun(place, { start: { name: 'alone', config, seed: Number(seed), engine: plan.engine, keeping: plan.keeping, skipBadImages: false }, resources, id: alone });
      await (await runTraining(place, { resources, onEvent: () => {} })).finished;
      const [mine, theirs] = [runs.metricsOf(job!).series(0), runs.metricsOf(alone).series(0)];
      expect(mine.energyDifference).toEqual(theirs.energyDifference);
      expect(mine.gradientNorm).toEqual(theirs.gradientNorm);
      expect(weightsOf(runs.folderOf(job!).checkpointFile(6))).toBe(weightsOf(runs.folderOf(alone).checkpointFile(6)));
    }
  });

  it('side by side on threads is computed by them, to what it is one after the other', async () => {
    const plan = trainPlan([{ setting: 'seed', values: [1, 2] }]);
    const [straight, aside] = [createSweep(workspace, plan), createSweep(workspace, { ...plan, name: 'aside' })];
    await run(straight.id);
    const threads = sharedThreads(2);
    const computed: string[] = [];
    const piecesFor: PiecesFor = async (choice) => {
      const pieces = await threads.piecesFor(choice);
      return { ...pieces, run: (piece) => (computed.push(piece.program), pieces.run(piece)) };
    };
    const job = await runSweep(workspace, aside.id, { resources, width: 2, piecesFor, onEvent: () => {} });
    expect(await job.finished).toMatchObject({ outcome: 'done' });
    await threads.close();
    expect(computed.length).toBeGreaterThan(2 * 6 - 1);
    const weights = (sweep: string) => view(sweep).rows.map((row) => weightsOf(runs.folderOf(row.job!).checkpointFile(6)));
    expect(weights(aside.id)).toEqual(weights(straight.id));
  });
});

/** SHA-256 of the tensors of a safetensors file: its header says when it was made. */
function weightsOf(file: string): string {
  const bytes = readFileSync(file);
  return createHash('sha256').update(bytes.subarray(8 + Number(bytes.readBigUInt64LE(0)))).digest('hex');
}
