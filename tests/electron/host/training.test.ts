import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JobEvent } from '../../../core/contract/job-event.ts';
import { newRunPlan } from '../../../core/contract/training-run.ts';
import type { NewRunPlan, RunSummary } from '../../../core/contract/training-run.ts';
import type { TrainingConfig } from '../../../core/contract/training-config.ts';
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
import { openNetwork } from '../../../core/networks/open-network.ts';
import { RunStore } from '../../../core/runs/run-store.ts';
import { importPotential } from '../../../core/store/import-potential.ts';
import { openWorkspace } from '../../../core/store/workspace.ts';
import type { Workspace } from '../../../core/store/workspace.ts';
import { longRunHandlers } from '../../../electron/host/long-runs.ts';
import { trainingViewHandlers } from '../../../electron/host/training-views.ts';
import { trainingHandlers } from '../../../electron/host/training.ts';
import { referencePath } from '../../core/onnx/reference-cases.ts';
import { resources, smallImages, smallToy } from '../../core/runs/small-runs.ts';

/** The host's own parts, with jobs in this thread instead of one of their own. */
function host(workspace: Workspace) {
  const runs = new RunStore(workspace.folder);
  runs.recover();
  const longRuns = new LongRunBook();
  const events: JobEvent[] = [];
  const jobs = new JobQueue({
    book: jobBook({ map: mapBook(workspace), train: runBook(runs), 'long-run': longRuns, hold: holdBook(workspace), sweep: sweepBook(workspace) }),
    kinds: jobKinds,
    site: {
      send: (order, listener) => {
        const { tell, finished } = serveJob(order, { workspace: workspace.folder, resources }, jobKinds, (news) => listener.onNews(news));
        void finished.then(() => listener.onGone(null), (error: Error) => listener.onGone(error));
        return { tell, kill: () => Promise.resolve() };
      },
    },
    onEvent: (event) => events.push(event),
  });
  return { runs, jobs, events, handlers: { ...trainingHandlers(workspace, runs, jobs, resources), ...trainingViewHandlers(workspace, runs, resources), ...longRunHandlers(runs, jobs, longRuns) } };
}

let folder: string;
let workspace: Workspace;
let at: ReturnType<typeof host>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'basinscope-host-'));
  workspace = openWorkspace(folder);
  at = host(workspace);
});
afterEach(async () => {
  await at.jobs.close(10_000);
  workspace.close();
  rmSync(folder, { recursive: true, force: true });
});

const start = (config: TrainingConfig, name = 'a run', from: NewRunPlan['from'] = null): Promise<RunSummary> =>
  Promise.resolve(at.handlers['training.start'](newRunPlan.parse({ name, from, config, seed: 1, engine: { engine: 'onnxruntime', device: 'cpu', threads: 1 }, keeping: { every: 5 } })));

async function until(what: () => boolean): Promise<void> {
  while (!what()) await new Promise((resolve) => setTimeout(resolve, 10));
}
const ended = (job: string): Promise<void> => until(() => at.events.some((event) => 'job' in event && event.job === job && (event.type === 'done' || event.type === 'failed')));

describe('a training in the window', () => {
  it('runs to its end and shows series, verdict, densities, checkpoints, long runs and paths, all as the contract says', async () => {
    const { id, status } = await start(smallToy);
    expect(['queued', 'running']).toContain(status);
    await ended(id);
    const run = at.runs.get(id);
    expect(requests['training.start'].answer.parse(run)).toMatchObject({ status: 'done', updates: 20, totalUpdates: 20, failure: null, verdict: 'warming-up' });
    const series = requests['training.series'].answer.parse(await at.handlers['training.series']({ run: id, from: 5 }));
    expect(series.energyDifference).toHaveLength(15);
    expect(at.events.filter(({ type }) => type === 'metric')).toHaveLength(20);
    expect(at.events).toContainEqual(expect.objectContaining({ type: 'frame', name: 'samples' }));
    expect(requests['training.diagnosis'].answer.parse(await at.handlers['training.diagnosis']({ run: id })).verdict).toBe('warming-up');

    const toy = requests['training.toy'].answer.parse(await at.handlers['training.toy']({ run: id }));
    expect(toy.update).toBe(20);
    expect(toy.samples).toHaveLength(32);
    // The chains shown, walked again, end where learning's own ended.
    const { count, points } = toy.chains;
    for (let chain = 0; chain < count; chain++) {
      const end = 2 * (chain * 11 + 10);
      expect(points[end]).toBeCloseTo(toy.samples[2 * chain]!, 4);
      expect(points[end + 1]).toBeCloseTo(toy.samples[2 * chain + 1]!, 4);
    }

    const potential = await at.handlers['training.openCheckpoint']({ run: id, update: 20 });
    expect(potential).toMatchObject({ name: 'a run, update 20 (averaged weights)', trainEpsilon: 0.125 });
    expect((await at.handlers['training.openCheckpoint']({ run: id, update: 20 })).id).toBe(potential.id);
    await expect(at.handlers['training.openCheckpoint']({ run: id, update: 7 })).rejects.toThrow(/no checkpoint of update 7; it has those of updates 5, 10, 15, 20/);

    const { job } = await at.handlers['training.startLongRun']({ run: id, update: 20, steps: 40, chains: 4, starts: ['data', 'uniform', 'persistent'] });
    expect(job).toBe(`${id}/long-run`);
    await ended(job);
    const { tests } = requests['training.longRunTests'].answer.parse(await at.handlers['training.longRunTests']({ run: id }));
    expect(tests).toMatchObject([{ update: 20, totalSteps: 40, starts: [{ start: 'data', chains: 4 }, { start: 'uniform' }, { start: 'persistent' }] }]);
    const path = requests['training.samplingPath'].answer.parse(await at.handlers['training.samplingPath']({ run: id, update: 20, chain: 3 }));
    expect(path.energies).toHaveLength(11);
  }, 120_000);

  it('shows images of the data, of short runs, of the bank and of long runs', async () => {
    const { id } = await start(smallImages);
    expect(await at.handlers['training.images']({ run: id, kind: 'shortRun' })).toEqual({ update: 0, images: null });
    await ended(id);
    expect(at.runs.get(id).status).toBe('done');
    for (const [kind, update, count] of [['data', 4, 4], ['shortRun', 4, 4], ['bank', 4, 12], ['longRun', 3, 4]] as const) {
      const shown = requests['training.images'].answer.parse(await at.handlers['training.images']({ run: id, kind }));
      expect(shown).toMatchObject({ update, images: { width: 32, height: 32, channels: 1, count } });
      expect(new Set(shown.images!.pixels).size).toBeGreaterThan(10);
    }
  }, 120_000);

  it('pauses, keeps a checkpoint, is renamed, resumes, branches and is removed', async () => {
    const long = { ...smallToy, phases: [{ ...smallToy.phases[1]!, updates: 5000 }] };
    const { id } = await start(long);
    await until(() => at.events.some((event) => event.type === 'metric' && event.step >= 3));
    await at.handlers['training.checkpoint']({ run: id });
    expect(at.handlers['training.rename']({ run: id, name: 'renamed while it runs' })).toMatchObject({ name: 'renamed while it runs' });
    await until(() => at.runs.get(id).checkpoints.some(({ kept }) => kept.includes('asked')));
    await at.handlers['training.pause']({ run: id });
    expect(at.runs.get(id)).toMatchObject({ status: 'paused', name: 'renamed while it runs' });

    const { updates } = at.runs.get(id);
    // At rest too a checkpoint can be kept.
    await at.handlers['training.checkpoint']({ run: id });
    expect(at.runs.get(id).checkpoints.find(({ update }) => update === updates)?.kept).toContain('asked');
    at.handlers['training.rename']({ run: id, name: 'renamed at rest' });
    at.handlers['training.resume']({ run: id });
    await until(() => at.runs.get(id).updates > updates + 3);
    await at.handlers['training.cancel']({ run: id });
    expect(at.runs.get(id)).toMatchObject({ status: 'cancelled', name: 'renamed at rest' });
    expect(() => at.handlers['training.resume']({ run: id })).toThrow(/This training run is cancelled/);

    const branch = await at.handlers['training.branch']({ run: id, update: updates, name: 'branch', rateFactor: 0.1, seed: null, moreUpdates: 0 });
    expect(branch).toMatchObject({ name: 'branch', branchOf: { run: id, update: updates } });
    await until(() => at.runs.get(branch.id).updates > updates);
    await at.handlers['training.remove']({ run: branch.id });
    expect(at.runs.list().map((run) => run.id)).toEqual([id]);
  }, 120_000);

  it('cancelled at rest keeps what it had learned', async () => {
    const { id } = await start({ ...smallToy, phases: [{ ...smallToy.phases[1]!, updates: 5000 }] });
    await until(() => at.events.some((event) => event.type === 'metric' && event.step >= 3));
    await at.handlers['training.pause']({ run: id });
    await at.handlers['training.cancel']({ run: id });
    const { status, updates, checkpoints } = at.runs.get(id);
    expect(status).toBe('cancelled');
    expect(checkpoints.at(-1)?.update).toBe(updates);
  }, 120_000);

  it('left running by a program that ended is interrupted and taken up by the next', async () => {
    const { id } = await start({ ...smallToy, phases: [{ ...smallToy.phases[1]!, updates: 5000 }] });
    await until(() => at.events.some((event) => event.type === 'metric' && event.step >= 3));
    await at.jobs.close(10_000);
    expect(at.runs.get(id).status).toBe('interrupted');
    at = host(workspace);
    at.jobs.takeUp(true);
    await until(() => at.events.some((event) => event.type === 'metric'));
    const first = at.events.find((event) => event.type === 'metric');
    expect(first?.type === 'metric' && first.step).toBeGreaterThan(3);
  }, 120_000);

  it('learns on from a potential that was imported as a graph, and again from what a run started from', async () => {
    const { id: potential } = await importPotential(workspace, referencePath('mlp_2d.onnx'), { name: 'mlp', trainEpsilon: 0 });
    const prior = requests['training.from'].answer.parse(await at.handlers['training.from']({ of: { potential } }));
    expect(prior).toMatchObject({ name: 'mlp', trainEpsilon: 0, architecture: { kind: 'onnx', inputShape: [2, 1, 1] } });
    const trained = prior.weights.slice(-4).map(({ name }) => name);
    const from = { of: { potential }, trained };
    // The config's own network stands for nothing.
    const { warnings } = requests['training.check'].answer.parse(await at.handlers['training.check']({ config: smallToy, from }));
    expect(warnings.map(({ setting }) => setting)).toEqual(['phases']);
    await expect(start(smallImages, 'images', from)).rejects.toThrow('“mlp” takes points of the plane, and images have pixels');

    const { id } = await start(smallToy, 'on', from);
    await ended(id);
    const run = at.runs.get(id);
    expect(run).toMatchObject({ status: 'done', failure: null, config: { architecture: { kind: 'onnx' }, from: { name: 'mlp', trainEpsilon: 0, trained } } });
    const learnt = await at.handlers['training.openCheckpoint']({ run: id, update: 20 });
    expect(workspace.potentials.network(learnt.id).description).toEqual(run.config.architecture);
    expect(learnt.provenance).toContain('from mlp');

    // As in that run: the same numbers, though the potential is gone.
    await workspace.potentials.remove(potential);
    expect(requests['training.from'].answer.parse(await at.handlers['training.from']({ of: { run: id } }))).toMatchObject({ name: 'mlp', trainEpsilon: 0.125 });
    const again = await start(run.config, 'again', { of: { run: id }, trained });
    await ended(again.id);
    const series = (of: string): Float32Array => at.runs.metricsOf(of).series(0).energyDifference;
    expect(series(again.id)).toEqual(series(id));
    await expect(start(smallToy, 'none', { of: { run: (await start(smallToy)).id }, trained: null })).rejects.toThrow('started from random weights');
  }, 120_000);

  it('says what is wrong with a config before a run is made', async () => {
    const checked = await at.handlers['training.check']({ config: { ...smallImages, dataEpsilon: 0 }, from: null });
    expect(requests['training.check'].answer.parse(checked)).toMatchObject({
      images: 10_000, warnings: [{ setting: 'dataEpsilon' }, { setting: 'shortRun.steps' }], layers: openNetwork(smallImages.architecture).describe(),
    });
    await expect(start({ ...smallImages, data: { kind: 'images', source: '/no/such/folder', shape: [1, 32, 32] } })).rejects.toThrow(/"\/no\/such\/folder", which is no path/);
    expect(at.runs.list()).toEqual([]);
    const options = requests['training.options'].answer.parse(await at.handlers['training.options']({}));
    expect(options.datasets.map(({ name, count }) => [name, count])).toEqual([['mnist', 10_000], ['fashion-mnist', 10_000]]);
    expect(options.presets.length).toBeGreaterThanOrEqual(5);
  }, 120_000);
});
