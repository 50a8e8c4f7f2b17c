import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkpointKeeping } from '../../../core/contract/training-run.ts';
import type { LongRunTest } from '../../../core/contract/training-run.ts';
import { createRun } from '../../../core/jobs/new-run.ts';
import { longRunId, writeLongRunTest } from '../../../core/runs/long-run-files.ts';
import { appendMetrics } from '../../../core/runs/metrics-file.ts';
import { RunFolder } from '../../../core/runs/run-folder.ts';
import { recorded, toyConfig } from '../diagnosis/series-fixtures.ts';
import { countOf, elementsOf } from '../pictures/well-formed.ts';
import { jsonOf, runCli } from './run-cli.ts';

let base: string;
let run: RunFolder;

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'basinscope-diagnose-'));
  run = new RunFolder(join(base, 'run'));
  const engine = { engine: 'onnxruntime', device: 'cpu', threads: 1 } as const;
  await createRun(run, { start: { name: 'eight Gaussians', config: toyConfig, seed: 1, engine, keeping: checkpointKeeping.parse({}), skipBadImages: false }, resources: base });
  const { energyDifference, gradientNorm } = recorded('toy-gmm-convergent');
  appendMetrics(run.metricsFile, Array.from(energyDifference, (value, i) => ({ update: i + 1, energyDifference: value, gradientNorm: gradientNorm[i], learningRate: 0.1, seconds: i, acceptance: null })));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

describe('diagnose', () => {
  it('prints the verdict and why, and draws the figure', async () => {
    const { code, stdout } = await runCli(['diagnose', run.path, '--svg', join(base, 'd.svg'), '--png', join(base, 'd.png')]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^eight Gaussians, 3,000 updates: Stable, convergent\n/);
    expect(stdout).toMatch(/r_s settled at 0\.077/);
    expect(stdout).toMatch(/Mean energy difference d_s +0\.00653 +± 0\.009/);
    const svg = readFileSync(join(base, 'd.svg'), 'utf8');
    elementsOf(svg);
    expect(countOf(svg, 'class="panel"')).toBe(5);
    expect(existsSync(join(base, 'd.png'))).toBe(true);
  });

  it('as JSON: verdict, window and numbers by name; a long-run test of the run counts, a damaged one is told', async () => {
    const plain = jsonOf(await runCli(['diagnose', run.path, '--json']));
    expect(plain).toMatchObject({ verdict: 'convergent', updates: 3000, window: { first: 2001, last: 3000 }, long_run: null });
    expect((plain['numbers'] as Record<string, { value: number }>)['Mean gradient'].value).toBeCloseTo(0.0773, 3);
    const steps = [0, 10, 100, 300, 1000];
    const test: LongRunTest = {
      id: longRunId(3000), update: 3000, totalSteps: 1000, createdAt: '', findings: [], drift: null, gap: null,
      starts: [{ start: 'data', chains: 2, steps, energies: [0, 1, 0, 1, 0, 1, 0, 1, 0, 1], gradientNorms: [1, 1, 1, 1, 1], dataDistances: [0.1, 0.5], imageSteps: [0, 1000], images: null, positions: [[0, 0], [1, 1], [0, 0], [1, 1]], shown: 2 }],
    };
    await writeLongRunTest(run.longRunFolder, test);
    writeFileSync(join(run.longRunFolder, `${longRunId(1, new Date(0))}.json`), '{');
    const outcome = await runCli(['diagnose', run.path, '--json']);
    expect(jsonOf(outcome)).toMatchObject({ verdict: 'non-convergent', long_run: { update: 3000, steps: 1000 } });
    expect(outcome.stderr).toMatch(/Left out: .*00-?01-?01.*json|Left out: .*1970/);
  });

  it('makes a long-run test of a checkpoint and draws it', async () => {
    const config = { ...toyConfig, batchSize: 16, bankSize: 64, shortRun: { ...toyConfig.shortRun, steps: 5 }, phases: [{ ...toyConfig.phases[0], updates: 3 }] };
    writeFileSync(join(base, 'small.json'), JSON.stringify(config));
    const own = join(base, 'small');
    expect(await runCli(['train', join(base, 'small.json'), '--out', own, '--threads', '1', '--keep-every', '1'])).toMatchObject({ code: 0 });
    const outcome = await runCli(['diagnose', own, '--long-run', '60', '--chains', '4', '--starts', 'data,persistent', '--film', join(base, 'film.svg'), '--json', '--engine', 'tfjs']);
    expect(jsonOf(outcome)).toMatchObject({ verdict: 'warming-up', long_run: { update: 3, steps: 60, gap: null } });
    const film = readFileSync(join(base, 'film.svg'), 'utf8');
    elementsOf(film);
    expect(film).toMatch(/4 chains from data, 4 chains from the persistent bank/);
    expect((await runCli(['diagnose', own, '--starts', 'everywhere'])).stderr).toMatch(/list of data, uniform, gaussian, persistent/);
    expect((await runCli(['diagnose', own, '--long-run', '60', '--update', '77'])).stderr).toMatch(/no checkpoint of update 77/);
    // Another device than the run's own is taken where it is asked for, and never exchanged silently: TensorFlow.js has no WebGPU anywhere.
    const elsewhere = await runCli(['diagnose', own, '--long-run', '60', '--device', 'webgpu', '--engine', 'tfjs']);
    expect(elsewhere).toMatchObject({ code: 1, stdout: '' });
    expect(elsewhere.stderr).toMatch(/tfjs was asked to run on webgpu/);
  });

  it('says what is wrong with a folder that holds no run, or a damaged one', async () => {
    expect(await runCli(['diagnose', base])).toMatchObject({ code: 1, stdout: '' });
    expect((await runCli(['diagnose', base])).stderr).toMatch(/is not a training run/);
    appendFileSync(run.metricsFile, 'nonsense\n');
    expect((await runCli(['diagnose', run.path])).stderr).toMatch(/metrics\.csv is damaged: after update 3000/);
  });
});
