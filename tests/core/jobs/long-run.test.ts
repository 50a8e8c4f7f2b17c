import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JobEvent } from '../../../core/contract/job-event.ts';
import { longRunTest } from '../../../core/contract/training-run.ts';
import type { LongRunStart } from '../../../core/contract/training-run.ts';
import { toyDensity } from '../../../core/data/toy-density.ts';
import type { Engine } from '../../../core/engines/engine.ts';
import { openEngine } from '../../../core/engines/open-engine.ts';
import { createLongRunJob } from '../../../core/jobs/long-run-job.ts';
import type { LongRunJob, LongRunOptions } from '../../../core/jobs/long-run-job.ts';
import type { LongRunState } from '../../../core/jobs/long-run-codec.ts';
import { longRunJobId, runLongRun } from '../../../core/jobs/long-run-runner.ts';
import { createRun } from '../../../core/jobs/new-run.ts';
import { runTraining } from '../../../core/jobs/train-runner.ts';
import { createEvaluator } from '../../../core/potentials/create-evaluator.ts';
import { readPotentialFile } from '../../../core/potentials/potential-file.ts';
import type { Potential } from '../../../core/potentials/potential.ts';
import { openNetwork } from '../../../core/networks/open-network.ts';
import { vanillaNet } from '../../../core/networks/reference-nets.ts';
import { initialWeights } from '../../../core/networks/initial-weights.ts';
import { streamKey } from '../../../core/random/stream-key.ts';
import { longRunId, readLongRunTests, removeLongRunTest, writeLongRunTest } from '../../../core/runs/long-run-files.ts';
import { RunFolder } from '../../../core/runs/run-folder.ts';
import { checkpointKeeping } from '../../../core/contract/training-run.ts';
import { densitySource } from '../../../core/training/positive-source.ts';
import { createStateBank } from '../../../core/training/state-bank.ts';
import { fixture } from '../cli/run-cli.ts';
import { imageConfig, toyConfig } from '../diagnosis/series-fixtures.ts';

let engine: Engine;
let potential: Potential;
let folder: string;
const density = toyDensity({ type: 'gmm', groups: 8, sd: 0.15, radius: 1 });
const stock = { config: toyConfig, source: densitySource(density), bank: createStateBank(50, 2, streamKey(4)) };

beforeAll(async () => {
  engine = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: 1 });
  const { network, weights } = await readPotentialFile(fixture('toy-gmm-trained.pth'));
  potential = { network, weights, trainEpsilon: 0.125 };
  folder = mkdtempSync(join(tmpdir(), 'basinscope-longrun-'));
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

const job = (change: Partial<LongRunOptions> = {}): LongRunJob =>
  createLongRunJob({ engine, potential, stock, steps: 1000, chains: 24, starts: ['data', 'uniform', 'persistent'], seed: 3, ...change });

async function toEnd(own: LongRunJob, from?: LongRunState): Promise<LongRunState> {
  let state = from ?? (await own.init());
  for (let done = false; !done; ) ({ state, done } = await own.step(state));
  return state;
}

describe('a long-run test as a job', () => {
  it('records what the potential itself says, at log-spaced steps', async () => {
    const own = job();
    const state = await toEnd(own);
    const starts = own.results(state);
    await own.close();
    expect(starts.map(({ start }) => start)).toEqual(['data', 'uniform', 'persistent']);
    const evaluator = createEvaluator(engine, potential, 24);
    for (const { steps, energies, gradientNorms, dataDistances, imageSteps, images, positions, shown, chains } of starts) {
      expect([steps[0], steps.at(-1), imageSteps[0], imageSteps.at(-1)]).toEqual([0, 1000, 0, 1000]);
      expect(energies).toHaveLength(chains * steps.length);
      expect(gradientNorms).toHaveLength(steps.length);
      expect(images).toBeNull();
      expect(positions).toHaveLength(shown * imageSteps.length);
      // First and last energy of each chain shown, recomputed from where it stood.
      for (const [at, row] of [[0, 0], [imageSteps.length - 1, steps.length - 1]] as const) {
        const places = Float32Array.from(Array.from({ length: shown }, (_, chain) => positions![chain * imageSteps.length + at]).flat());
        (await evaluator.energies(places)).forEach((energy, chain) => expect(energies[chain * steps.length + row]).toBeCloseTo(energy, 3));
      }
      expect(dataDistances!.every((distance) => distance > 0)).toBe(true);
    }
    await evaluator.close();
    // Uniform noise starts farther from the data than data do, and comes near.
    const [data, uniform] = starts;
    expect(uniform.dataDistances![0]).toBeGreaterThan(1.5 * data.dataDistances![0]);
    expect(uniform.dataDistances!.at(-1)!).toBeLessThan(uniform.dataDistances![0]);
  });

  it('stopped and saved, goes on to the same bits', async () => {
    const whole = job();
    const expected = whole.results(await toEnd(whole));
    await whole.close();
    // A clock that stands still: every step of the job is one call, so that stops come everywhere.
    let time = 0;
    const cut = job({ now: () => (time += 1000) });
    let state = await cut.init();
    for (let step = 0; step < 20; step++) ({ state } = await cut.step(state));
    const bytes = cut.encode(state);
    await cut.close();
    const resumed = job();
    const result = resumed.results(await toEnd(resumed, resumed.decode(bytes)));
    await resumed.close();
    expect(result).toEqual(expected);
    expect(() => job({ seed: 4 }).decode(bytes)).toThrow(/another one than was asked/);
  });

  it('begins a longer test with the same steps', async () => {
    const [short, long] = [job({ steps: 40 }), job({ steps: 100 })];
    const [a] = short.results(await toEnd(short));
    const [b] = long.results(await toEnd(long));
    for (const step of [0, 1, 10]) {
      expect(a.energies[a.steps.indexOf(step)]).toBe(b.energies[b.steps.indexOf(step)]);
    }
    await short.close();
    await long.close();
  });

  it('tells points as metrics, in order, with the mean of each start', async () => {
    const own = job({ steps: 50, starts: ['data', 'gaussian'] });
    let state = await own.init();
    const seen: number[] = [];
    for (let done = false; !done; ) {
      const result = await own.step(state);
      ({ state, done } = result);
      for (const { name, step, values } of own.report(state, result.info).metrics) {
        expect(name).toBe('long-run');
        expect(Object.keys(values)).toEqual(['data', 'gaussian']);
        seen.push(step);
      }
    }
    expect(seen).toEqual(own.results(state)[0].steps);
    await own.close();
  });

  it('of images gives film strips', async () => {
    const architecture = vanillaNet(1, 2);
    const network = openNetwork(architecture);
    const config = { ...imageConfig({ steps: 5, start: 'uniform', epsilon: 0.03 }), architecture };
    const images = { count: 40, draw: async (count: number) => Float32Array.from({ length: count * 1024 }, (_, i) => (i % 7 < 3 ? -1 : 1)) };
    const own = createLongRunJob({
      engine, potential: { network, weights: initialWeights(network, streamKey(1)), trainEpsilon: 0.03 },
      stock: { config, source: images, bank: null }, steps: 12, chains: 3, starts: ['data', 'uniform'], seed: 1,
    });
    const [data] = own.results(await toEnd(own));
    await own.close();
    expect(data.positions).toBeNull();
    expect(data.images).toMatchObject({ width: 32, height: 32, channels: 1, count: 3 * data.imageSteps.length });
  });

  it.each([
    [{ starts: ['persistent'] as LongRunStart[], stock: { ...stock, bank: null } }, /no persistent states/],
    [{ starts: ['persistent'] as LongRunStart[], chains: 51 }, /it holds 50/],
    [{ stock: { ...stock, source: { count: 10, draw: stock.source.draw } } }, /24 chains from data need 25 images/],
  ])('refuses starts that are not there', async (change, message) => {
    await expect(job(change).init()).rejects.toThrow(message);
  });

  it('chains that leave all bounds fail it, with the step', async () => {
    const wild = { ...potential, weights: Object.fromEntries(Object.entries(potential.weights).map(([key, values]) => [key, values.map((value) => value * 1e9)])) };
    const own = job({ potential: wild, steps: 500 });
    await expect(toEnd(own)).rejects.toThrow(/left all bounds at step \d+/);
    await own.close();
  });
});

describe('long-run tests of a run', () => {
  it('run on a checkpoint, are stored, read again and taken away', async () => {
    const run = new RunFolder(join(folder, 'run'));
    const config = { ...toyConfig, batchSize: 16, bankSize: 64, shortRun: { ...toyConfig.shortRun, steps: 5 }, phases: [{ ...toyConfig.phases[0], updates: 4 }] };
    const start = { name: 'toy', config, seed: 2, engine: { engine: 'onnxruntime', device: 'cpu', threads: 1 } as const, keeping: checkpointKeeping.parse({ every: 2 }), skipBadImages: false };
    const { id } = await createRun(run, { start, resources: folder });
    expect((await (await runTraining(run, { resources: folder, onEvent: () => undefined })).finished).outcome).toBe('done');

    const events: JobEvent[] = [];
    const ask = { update: 4, steps: 200, chains: 12, starts: ['data', 'uniform', 'persistent'] as const };
    const running = await runLongRun(run, ask, { resources: folder, onEvent: (event) => events.push(event) });
    expect(running.result()).toBeNull();
    expect((await running.finished).outcome).toBe('done');
    const made = running.result()!;
    expect(made.findings.length).toBeGreaterThanOrEqual(3);
    expect(events.every((event) => event.job === longRunJobId(id))).toBe(true);
    expect(events.map((event) => event.type)).toEqual(expect.arrayContaining(['metric', 'frame', 'done']));

    const { tests, problems } = await readLongRunTests(run.longRunFolder);
    expect(problems).toEqual([]);
    expect(tests).toEqual([made]);
    expect(readdirSync(run.longRunFolder)).not.toContain('part.safetensors');
    await expect(runLongRun(run, { ...ask, update: 3 }, { resources: folder, onEvent: () => undefined })).rejects.toThrow(/no checkpoint of update 3/);
    await removeLongRunTest(run.longRunFolder, made.id);
    expect((await readLongRunTests(run.longRunFolder)).tests).toEqual([]);
  });

  it('paused, go on from where they were saved', async () => {
    const run = new RunFolder(join(folder, 'run'));
    const ask = { update: 4, steps: 4000, chains: 8, starts: ['data', 'uniform'] as const };
    const options = { resources: folder, onEvent: () => undefined };
    const first = await runLongRun(run, ask, options);
    await first.leave('paused');
    expect((await first.finished).outcome).toBe('paused');
    const second = await runLongRun(run, ask, { ...options, resume: true });
    expect((await second.finished).outcome).toBe('done');
    const whole = await runLongRun(run, ask, options);
    await whole.finished;
    expect(second.result()!.starts).toEqual(whole.result()!.starts);
  });

  it('with images keep them in .npy files, and one that is damaged spoils no other', async () => {
    const own = join(folder, 'images');
    const strip = { width: 2, height: 2, channels: 1 as const, count: 2, pixels: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) };
    const chains = { chains: 1, steps: [0, 9], energies: [1, 2], gradientNorms: [1, 1], dataDistances: [1, 1], imageSteps: [0, 9], positions: null, shown: 1 };
    const test = longRunTest.parse({
      id: longRunId(7, new Date(1e12)), update: 7, totalSteps: 9, createdAt: 'now', findings: ['x'], drift: null, gap: null,
      starts: [{ ...chains, start: 'data', images: strip }, { ...chains, start: 'uniform', images: null }],
    });
    await writeLongRunTest(own, test);
    await writeLongRunTest(own, { ...test, id: longRunId(8, new Date(2e12)), update: 8 });
    writeFileSync(join(own, `${longRunId(7, new Date(1.5e12))}.json`), '{"id":');
    writeFileSync(join(own, 'notes.json'), 'mine');
    const { tests, problems } = await readLongRunTests(own);
    expect(tests.map(({ update }) => update)).toEqual([7, 8]);
    expect(tests[0]).toEqual(test);
    expect(problems).toHaveLength(1);
    expect((await readLongRunTests(join(folder, 'nowhere'))).tests).toEqual([]);
    await expect(removeLongRunTest(own, '../notes')).rejects.toThrow(/not the name/);
  });
});
