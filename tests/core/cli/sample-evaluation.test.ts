import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readNpy } from '../../../core/formats/npy.ts';
import { fixture, jsonOf, runCli } from './run-cli.ts';

let folder: string;
const at = (name: string): string => join(folder, name);

/** As the reference's evaluation configs are written: headings as repeated keys, numbers with exponents. */
const config = (lines: Record<string, string>): string => {
  const all: Record<string, string> = {
    batch_size: '6', seed: '123', im_sz: '32', im_ch: '1', net_type: '"vanilla"', net_weight_path: '"./trained_nets/net.pth"', train_epsilon: '1.5e-2', temp_factor: '1',
    mcmc_init: '"uniform"', epsilon: '1.5e-2', num_mcmc_steps: '12', use_mh_langevin: 'false', log_freq: '5', ...lines,
  };
  return `{\n  "_comment": "===== EXPERIMENT PARAMETERS =====",\n${Object.entries(all).map(([key, value]) => `  "_comment": "about ${key}",\n  "${key}": ${value}`).join(',\n')}\n}\n`;
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'basinscope-eval-'));
  mkdirSync(at('trained_nets'));
  copyFileSync(fixture('vanilla-mnist-trained.pth'), at('trained_nets/net.pth'));
  copyFileSync(fixture('toy-gmm-trained.pth'), at('trained_nets/toy.pth'));
  mkdirSync(at('images'));
  copyFileSync(fixture('vanilla-mnist-trained.samples.npy'), at('images/mnist.npy'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (name: string, lines: Record<string, string>, more: string[] = []) => {
  writeFileSync(at(`${name}.json`), config(lines));
  return runCli(['sample', '--config', at(`${name}.json`), '--out', at(name), '--threads', '1', ...more]);
};
const rowsOf = (name: string): Record<string, number>[] => {
  const [head, ...lines] = readFileSync(at(`${name}/path.csv`), 'utf8').trim().split('\r\n').map((line) => line.split(','));
  return lines.map((line) => Object.fromEntries(head.map((key, i) => [key, Number(line[i])])));
};

describe('an evaluation config of the reference', () => {
  it('runs unmodified: path, pictures and states', async () => {
    const result = jsonOf(await run('plain', {}, ['--json']));
    expect(readdirSync(at('plain')).sort()).toEqual(['initial_states.png', 'path.csv', 'sample_states.png', 'states.npy']);
    expect(rowsOf('plain').map(({ step }) => step)).toEqual([1, 5, 10, 12]);
    expect(result['steps']).toEqual([1, 5, 10, 12]);
    expect(result['acceptance']).toBeNull();
    // Six images of 32 pixels, three across, with gaps of 2.
    expect(decode(readFileSync(at('plain/sample_states.png')))).toMatchObject({ width: 3 * 34 + 2, height: 2 * 34 + 2 });
    // The first row is of the states that the chains start from: as `sample` without a step and `energy` have it.
    const begin = jsonOf(await runCli(['sample', at('trained_nets/net.pth'), '--train-epsilon', '0.015', '--chains', '6', '--steps', '0', '--seed', '123', '--out', at('begin'), '--json']));
    const energies = begin['energies'] as number[];
    const mean = energies.reduce((sum, energy) => sum + energy, 0) / 6;
    expect(rowsOf('plain')[0]['energy'] / mean).toBeCloseTo(1, 5);
    const norms = jsonOf(await runCli(['energy', at('trained_nets/net.pth'), '--train-epsilon', '0.015', '--input', at('begin/states.npy'), '--gradient', '--json']))['gradient_norm'] as number[];
    expect(rowsOf('plain')[0]['gradient'] / ((norms.reduce((sum, norm) => sum + norm, 0) / 6) * 0.015 ** 2 / 2)).toBeCloseTo(1, 4);
    // Twelve steps of `sample` itself end in the same states.
    await runCli(['sample', at('trained_nets/net.pth'), '--train-epsilon', '0.015', '--chains', '6', '--steps', '12', '--seed', '123', '--out', at('same')]);
    expect((await readNpy(at('plain/states.npy'))).values).toEqual((await readNpy(at('same/states.npy'))).values);
  });

  it('temperature divides the energy, and MALA tells what it accepts', async () => {
    const result = jsonOf(await run('hot', { temp_factor: '10', use_mh_langevin: 'true', epsilon: '2e-3' }, ['--json']));
    expect(rowsOf('hot')[0]['energy'] * 10).toBeCloseTo(rowsOf('plain')[0]['energy'], 0);
    expect(result['acceptance']).toBeGreaterThan(0);
    expect(result['acceptance']).toBeLessThanOrEqual(1);
    expect(rowsOf('hot').every(({ acceptance }) => acceptance >= 0 && acceptance <= 1)).toBe(true);
  });

  it('starts from images of the set it names, and works for a 2D net', async () => {
    const images = await run('images', { mcmc_init: '"mnist"', num_mcmc_steps: '2' }, ['--data', at('images')]);
    expect(images.code).toBe(0);
    const drawn = (decode(readFileSync(at('images/initial_states.png'))).data as Uint8Array).filter((value) => value !== 0x80);
    // Samples of digits are mostly black, noise is not.
    expect(drawn.filter((value) => value < 60).length / drawn.length).toBeGreaterThan(0.5);
    const toy = await run('toy', { net_type: '"toy"', im_ch: '2', im_sz: '1', net_weight_path: '"trained_nets/toy.pth"', train_epsilon: '0.125', epsilon: '0.125', num_mcmc_steps: '50' });
    expect(toy.code).toBe(0);
    expect(readdirSync(at('toy')).sort()).toEqual(['path.csv', 'states.npy']);
    expect(rowsOf('toy').at(-1)!['energy']).toBeLessThan(rowsOf('toy')[0]['energy']);
  });

  it('yields to the command line', async () => {
    const result = jsonOf(await run('short', { net_weight_path: '"nowhere.pth"' }, ['--json', '--steps', '3', '--chains', '2', at('trained_nets/net.pth')]));
    expect(result['steps']).toEqual([1, 3]);
    expect(result['energies']).toHaveLength(2);
  });

  it.each([
    ['weights that are not there', { net_weight_path: '"nowhere.pth"' }, [], 1, /neither beside the config nor in this folder/],
    ['another net', { net_type: '"nonlocal"' }, [], 1, /holds a vanilla net of 1 × 32 × 32.*says nonlocal/],
    ['a set that is not there', { mcmc_init: '"cifar10"' }, [], 1, /cifar10/],
    ['a value out of range', { temp_factor: '0' }, [], 1, /temp_factor/],
    ['MALA without noise', { epsilon: '0', use_mh_langevin: 'true' }, [], 1, /needs noise/],
    ['a flag that it decides itself', {}, ['--init', 'gaussian'], 2, /--init and --config/],
  ] as const)('%s: says so', async (_, lines, more, code, message) => {
    const outcome = await run('bad', lines, [...more]);
    expect(outcome.code).toBe(code);
    expect(outcome.stderr).toMatch(message);
    expect(outcome.stdout).toBe('');
  });

  it('and without one, sample asks for what it needs', async () => {
    expect((await runCli(['sample', '--out', at('x')])).stderr).toMatch(/the weights to sample, or --config/);
    expect(await runCli(['sample', at('trained_nets/net.pth'), '--out', at('x')])).toMatchObject({ code: 2 });
  });
});
