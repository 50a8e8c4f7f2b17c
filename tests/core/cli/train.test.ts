import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync, mkdirSync, copyFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { elementsOf } from '../pictures/well-formed.ts';
import { resources } from '../runs/small-runs.ts';
import { jsonOf, runCli } from './run-cli.ts';

let folder: string;
const at = (name: string): string => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'basinscope-train-cli-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const preset = (name: string): string => readFileSync(join(resources, 'presets', `${name}.json`), 'utf8');

/** A reference config with some of its values changed, its comments and its form as they were. */
function configFile(name: string, of: string, changes: Record<string, number | string>): string {
  let text = preset(of);
  for (const [key, value] of Object.entries(changes)) text = text.replace(new RegExp(`("${key}": )[^,\\n]+`), `$1${JSON.stringify(value)}`);
  writeFileSync(at(name), text);
  return at(name);
}

// Each test starts the program several times, which takes seconds on cores shared with other tests.
describe('train', () => {
  it('runs the reference’s toy config, stops at --steps, goes on with --resume and more of them', async () => {
    const config = configFile('gmm.json', 'gmm-convergent', { num_mcmc_steps: 20 });
    const run = ['train', config, '--out', at('gmm'), '--threads', '1', '--keep-every', '10', '--json'];
    const first = await runCli([...run, '--steps', '15', '--seed', '3']);
    const result = jsonOf(first);
    expect(Object.keys(result)).toEqual(['updates', 'd_s_mean', 'd_s_sd', 'r_s', 'verdict', 'checkpoint']);
    expect(result).toMatchObject({ updates: 15, verdict: 'warming-up', checkpoint: at('gmm/checkpoints/15.safetensors') });
    expect(first.stderr).toMatch(/Training gmm .*15 updates, seed 3/);
    expect(readdirSync(at('gmm')).sort()).toEqual(['checkpoints', 'diagnosis.svg', 'longrun', 'metrics.csv', 'newest.safetensors', 'run.json', 'shortrun', 'state']);
    expect(elementsOf(readFileSync(at('gmm/diagnosis.svg'), 'utf8')).length).toBeGreaterThan(20);

    const again = await runCli([...run, '--steps', '25']);
    expect(again).toMatchObject({ code: 1 });
    expect(again.stderr).toMatch(/already holds a run \(done, 15 updates\)\. Give --resume/);
    const other = await runCli([...run, '--resume', '--seed', '4']);
    expect(other.stderr).toMatch(/begun with --seed 3, not 4/);
    // On the engine, and the threads, that it was begun with: those of its numbers.
    const resumed = await runCli([...run.filter((word) => word !== '--threads' && word !== '1'), '--steps', '25', '--resume']);
    expect(jsonOf(resumed)).toMatchObject({ updates: 25 });
    expect(JSON.parse(readFileSync(at('gmm/run.json'), 'utf8'))).toMatchObject({ hardware: expect.stringMatching(/CPU, 1 thread$/) as unknown });
    expect(resumed.stderr).toMatch(/Going on after 15 updates/);
    const whole = await runCli(['train', config, '--out', at('whole'), '--threads', '1', '--steps', '25', '--seed', '3', '--json']);
    expect({ ...jsonOf(resumed), checkpoint: '' }).toEqual({ ...jsonOf(whole), checkpoint: '' });
    // The weights open as a potential.
    expect(jsonOf(await runCli(['info', at('gmm/checkpoints/25.safetensors'), '--json']))).toMatchObject({ net: 'toy', n_f: 32, parameters: 10593 });
  }, 240_000);

  it('runs the reference’s image config on the bundled digits, and on those of --data', async () => {
    const config = configFile('mnist.json', 'mnist-convergent', { net_type: 'vanilla', num_shortrun_steps: 1, batch_size: 2, log_freq: 1 });
    const bundled = jsonOf(await runCli(['train', config, '--out', at('digits'), '--threads', '1', '--steps', '1', '--json']));
    expect(bundled).toMatchObject({ updates: 1 });
    expect(readdirSync(at('digits/shortrun'))).toEqual(['1.png']);
    // A folder with the user's own sets: the one that the config names is found in it.
    mkdirSync(at('sets/mnist'), { recursive: true });
    copyFileSync(join(resources, 'data/mnist/t10k-images-idx3-ubyte.gz'), at('sets/mnist/t10k-images-idx3-ubyte.gz'));
    const own = await runCli(['train', config, '--data', at('sets'), '--out', at('own'), '--threads', '1', '--steps', '1', '--json']);
    expect(jsonOf(own)['d_s_mean']).toBe(bundled['d_s_mean']);
  }, 240_000);

  it('warns of what is known to fail before it begins', async () => {
    const config = configFile('noiseless.json', 'mnist-convergent', { net_type: 'vanilla', num_shortrun_steps: 1, batch_size: 2, data_epsilon: 0 });
    const { stderr, code } = await runCli(['train', config, '--out', at('noiseless'), '--threads', '1', '--steps', '1', '--json']);
    expect(code).toBe(0);
    expect(stderr).toMatch(/Note on dataEpsilon: ε_data is 0, and \d+ % of the pixels are the same in every image/);
  }, 240_000);

  it('says what is wrong, before anything is written', async () => {
    const cifar = await runCli(['train', join(resources, 'presets/cifar10-nonconvergent.json'), '--out', at('no-cifar')]);
    expect(cifar.code).toBe(1);
    expect(cifar.stderr).toMatch(/data is "cifar10", which is no path.*"mnist", "fashion-mnist".*--data FOLDER/s);
    writeFileSync(at('other.json'), '{"a": 1}');
    expect((await runCli(['train', at('other.json'), '--out', at('no-other')])).stderr).toMatch(/is no training config/);
    const toy = configFile('gmm2.json', 'gmm-convergent', {});
    expect(await runCli(['train', toy, '--data', folder, '--out', at('no-data')])).toMatchObject({ code: 2 });
    expect((await runCli(['train', at('missing.json'), '--out', at('no-file')])).stderr).toMatch(/missing\.json: there is no such file/);
    expect(readdirSync(folder).filter((name) => name.startsWith('no-'))).toEqual([]);
  }, 240_000);

  it('stopped by Ctrl-C saves and says how to go on', async () => {
    const config = configFile('long.json', 'gmm-convergent', { num_mcmc_steps: 20 });
    let looking: NodeJS.Timeout | undefined;
    const { code, stderr } = await runCli(['train', config, '--out', at('long'), '--threads', '1', '--steps', '100000', '--checkpoint-seconds', '0.1'], (child, said) => {
      if (looking !== undefined || !said.includes('Training')) return;
      // Once its first updates are on disk.
      looking = setInterval(() => {
        const metrics = at('long/metrics.csv');
        if (!existsSync(metrics) || readFileSync(metrics, 'utf8').split('\n').length < 5) return;
        clearInterval(looking);
        child.kill('SIGINT');
      }, 50);
    });
    clearInterval(looking);
    expect(code).toBe(130);
    expect(stderr).toMatch(/Stopped and saved after [1-9]\d* updates\. The same command with --resume goes on/);
    expect(JSON.parse(readFileSync(at('long/run.json'), 'utf8'))).toMatchObject({ status: 'paused' });
  }, 240_000);
});
