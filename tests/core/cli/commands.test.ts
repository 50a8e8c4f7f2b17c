import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { flagName } from '../../../core/cli/map-flags.ts';
import { settingsCatalog } from '../../../core/contract/map-setting-list.ts';
import { encodeNpy, readNpy } from '../../../core/formats/npy.ts';
import { countOf, elementsOf } from '../pictures/well-formed.ts';
import { fixture, jsonOf, runCli } from './run-cli.ts';

const toy = fixture('toy-gmm-trained.pth');
// Through every phase of a map in a few seconds.
const small = ['--states', '16', '--burn-in', '6', '--alpha', '0.08', '--barrier-nearest', '3', '--barrier-repeats', '2', '--slots', '16', '--threads', '1'];

let folder: string;
const at = (name: string): string => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'basinscope-cli-'));
  writeFileSync(at('plane.npy'), encodeNpy({ dtype: 'float32', shape: [2, 2], values: new Float32Array([1.04, 0.03, 0, 0]) }));
  writeFileSync(at('magnet.npy'), encodeNpy({ dtype: 'float32', shape: [2, 1, 1], values: new Float32Array([0.72, -0.74]) }));
  writeFileSync(at('bytes.npy'), encodeNpy({ dtype: 'uint8', shape: [1, 2, 1, 1], values: new Uint8Array([0, 255]) }));
  writeFileSync(at('wrong.npy'), encodeNpy({ dtype: 'float32', shape: [1, 3, 1, 1], values: new Float32Array(3) }));
  writeFileSync(at('empty.npy'), encodeNpy({ dtype: 'float32', shape: [0, 2, 1, 1], values: new Float32Array(0) }));
  writeFileSync(at('nan.npy'), encodeNpy({ dtype: 'float32', shape: [1, 2, 1, 1], values: new Float32Array([0, NaN]) }));
  writeFileSync(at('text.txt'), 'just a text');
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('info', () => {
  it('says what a file holds', async () => {
    expect(jsonOf(await runCli(['info', toy, '--json']))).toEqual({
      net: 'toy',
      in_channels: 2,
      n_f: 32,
      input_shape: [2, 1, 1],
      parameters: 10593,
      sha256: 'e4afc516484e950b4347ed24a5f8f18ccd95148e529e16c46e085b10a58be36d',
    });
    const plain = await runCli(['info', fixture('nonlocal-rgb-random.pth')]);
    expect(plain.stdout).toMatch(/net\s+nonlocal/);
    expect(plain.stdout).toMatch(/input\s+3 × 32 × 32/);
  });

  it('a device that is not there is an error, as for every command', async () => {
    const { code, stdout, stderr } = await runCli(['info', toy, '--engine', 'tfjs', '--device', 'cuda', '--json']);
    expect(code).not.toBe(0);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/cuda/i);
  });
});

describe('energy', () => {
  it('scales F by the ε of training and gives gradients', async () => {
    const plain = jsonOf(await runCli(['energy', toy, '--input', at('plane.npy'), '--json']));
    const scaled = jsonOf(await runCli(['energy', toy, '--input', at('plane.npy'), '--train-epsilon', '0.125', '--gradient', '--json']));
    expect(Object.keys(plain)).toEqual(['energy', 'gradient_norm']);
    const [f0, f1] = plain['energy'] as [number, number];
    const [u0, u1] = scaled['energy'] as [number, number];
    // The reference's deepest minimum, −3.057 near (1.04, 0.03); the middle of the ring is high.
    expect(u0).toBeCloseTo(-3.057, 1);
    expect(u1).toBeGreaterThan(2);
    expect([u0 / f0, u1 / f1].map((ratio) => Math.round(ratio * 1e3) / 1e3)).toEqual([128, 128]);
    const gradient = scaled['gradient'] as number[];
    expect(gradient).toHaveLength(4);
    expect(Math.hypot(gradient[2] ?? 0, gradient[3] ?? 0)).toBeCloseTo((scaled['gradient_norm'] as number[])[1] ?? 0, 3);
  });
});

describe('sample', () => {
  it('runs Langevin and MALA, the same chains whatever runs with them, and repeats itself', async () => {
    const sample = (out: string, more: string[]): Promise<Record<string, unknown>> =>
      runCli(['sample', toy, '--train-epsilon', '0.125', '--steps', '70', '--seed', '9', '--threads', '1', '--out', at(out), '--json', ...more]).then(jsonOf);
    const three = await sample('three', ['--chains', '3']);
    const again = await sample('again', ['--chains', '3']);
    expect(again['energies']).toEqual(three['energies']);
    expect(readFileSync(at('again/states.npy'))).toEqual(readFileSync(at('three/states.npy')));
    expect(three['acceptance']).toBeNull();
    expect(three['mean_gradient_norms']).toHaveLength(3);
    const states = await readNpy(at('three/states.npy'));
    expect([states.dtype, states.shape]).toEqual(['float32', [3, 2, 1, 1]]);
    // Three distinct chains that have left their starts: else it would say nothing that they are the same.
    expect(new Set(three['energies'] as number[]).size).toBe(3);

    const mala = await sample('mala', ['--chains', '4', '--sampler', 'mala', '--init', 'gaussian']);
    expect(mala['acceptance']).toBeGreaterThan(0.3);
    expect(mala['acceptance']).toBeLessThan(1);

    // A chain is decided by the seed and its place: more chains beside it change no bit of it, another seed all of them.
    const rows = (count: number, ofEach: number, values: ArrayLike<number | bigint>): unknown[] => Array.from(values).slice(0, count * ofEach);
    for (const [few, more, flags] of [['three', 'five', []], ['mala', 'more-mala', ['--sampler', 'mala', '--init', 'gaussian']]] as const) {
      const before = few === 'three' ? three : mala;
      const count = (before['energies'] as number[]).length;
      const beside = await sample(more, ['--chains', String(count + 2), ...flags]);
      for (const seen of ['energies', 'mean_gradient_norms']) expect(rows(count, 1, beside[seen] as number[])).toEqual(before[seen]);
      const [narrow, wide] = [await readNpy(at(`${few}/states.npy`)), await readNpy(at(`${more}/states.npy`))];
      expect(wide.shape).toEqual([count + 2, 2, 1, 1]);
      expect(rows(count, 2, wide.values)).toEqual(rows(count, 2, narrow.values));
    }
    const otherSeed = await sample('other-seed', ['--chains', '3', '--seed', '10']);
    for (const energy of otherSeed['energies'] as number[]) expect(three['energies']).not.toContain(energy);

    // A strong magnet holds chains at its target.
    await sample('magnet', ['--chains', '5', '--magnet', at('magnet.npy'), '--alpha', '400', '--epsilon', '0.02', '--steps', '400']);
    const held = await readNpy(at('magnet/states.npy'));
    for (let chain = 0; chain < 5; chain++) expect(Math.hypot(Number(held.values[2 * chain]) - 0.72, Number(held.values[2 * chain + 1]) + 0.74)).toBeLessThan(0.1);
  });

  it('starts from given states', async () => {
    const result = jsonOf(await runCli(['sample', toy, '--train-epsilon', '0.125', '--init', at('plane.npy'), '--steps', '0', '--out', at('start'), '--json']));
    expect(result['energies']).toHaveLength(2);
    expect((await readNpy(at('start/states.npy'))).values).toEqual(new Float32Array([1.04, 0.03, 0, 0]));
  });
});

describe('map and export', () => {
  it('write a map, its pictures and tables, and go on after Ctrl-C to the same end', async () => {
    // Seconds of work, so that it can be stopped in the midst of it.
    const long = small.with(small.indexOf('--states') + 1, '200');
    const args = (out: string, more: string[] = []): string[] => ['map', toy, '--train-epsilon', '0.125', '--seed', '4', '--out', at(out), ...long, ...more];
    const whole = jsonOf(await runCli(args('whole', ['--json'])));
    const basins = whole['basins'] as { id: number; energy: number; members: number; position: number[] }[];
    expect(basins.length).toBeGreaterThanOrEqual(4);
    for (const basin of basins) expect(Object.keys(basin)).toEqual(['id', 'energy', 'members', 'position']);
    expect(basins.reduce((sum, basin) => sum + basin.members, 0)).toBe(200);
    const barriers = whole['barriers'] as { a: number; b: number; barrier: number; refined: number | null; forward: number[]; backward: number[] }[];
    expect(barriers.length).toBeGreaterThan(0);
    for (const edge of barriers) {
      expect(edge.barrier).toBeGreaterThanOrEqual(edge.refined ?? -Infinity);
      expect((edge.forward[0] ?? 0) + (edge.backward[0] ?? 0)).toBeGreaterThan(0);
    }
    expect(whole['seconds']).toBeGreaterThan(0);
    expect(whole['chain_steps']).toBeGreaterThan(100);

    expect(readdirSync(at('whole')).sort()).toEqual(['about.json', 'barriers.csv', 'basins.csv', 'landscape.graphml', 'landscape.json', 'map.png', 'map.svg', 'members.csv', 'paths.csv', 'paths.npy', 'potentials', 'representatives.npy', 'tree.png', 'tree.svg', 'workspace.sqlite']);
    const tree = readFileSync(at('whole/tree.svg'), 'utf8');
    elementsOf(tree);
    expect(countOf(tree, 'class="leaf"')).toBe(basins.length);
    expect(decode(readFileSync(at('whole/tree.png'))).width).toBeGreaterThan(500);
    expect(countOf(readFileSync(at('whole/map.svg'), 'utf8'), 'class="basin"')).toBe(basins.length);
    // `export` makes what `map` wrote, to the byte.
    expect((await runCli(['export', at('whole'), '--format', 'all', '--out', at('exported')])).code).toBe(0);
    for (const name of readdirSync(at('exported'))) expect([name, readFileSync(at(`exported/${name}`)).equals(readFileSync(at(`whole/${name}`)))]).toEqual([name, true]);
    expect(readdirSync(at('exported'))).toHaveLength(13);
    expect((await runCli(['export', at('whole'), '--format', 'map-png', '--out', at('plane.png')])).code).toBe(0);
    expect(readFileSync(at('plane.png')).equals(readFileSync(at('whole/map.png')))).toBe(true);
    expect(readFileSync(at('whole/basins.csv'), 'utf8').split('\n')[0]).toBe('id,energy,members,merged,x,y');
    expect(readFileSync(at('whole/barriers.csv'), 'utf8').split('\n')[0]).toContain('barrier_ad,barrier_refined');

    // Stopped at its first word and again as soon as it says how far it is, saved each time, and gone on with.
    const early = await runCli(args('stopped'), (child, stderr) => {
      if (stderr.endsWith('Ctrl-C saves and stops.\n')) child.kill('SIGINT');
    });
    expect({ code: early.code, stdout: early.stdout }).toEqual({ code: 130, stdout: '' });
    expect(early.stderr).toMatch(/Stopped and saved after \d+ states?, \d+ basins?\./);
    let told = false;
    const stopped = await runCli(args('stopped', ['--resume']), (child, stderr) => {
      // Once: a second Ctrl-C ends the program without waiting.
      if (!told && /Burn-in|Place|Barriers/.test(stderr)) told = child.kill('SIGINT');
    });
    expect(told).toBe(true);
    expect({ code: stopped.code, stdout: stopped.stdout }).toEqual({ code: 130, stdout: '' });
    expect(stopped.stderr).toMatch(/Stopped and saved after \d+ states, [1-9]\d* basins?\. The same command with --resume goes on\./);
    const resumed = jsonOf(await runCli(args('stopped', ['--resume', '--json'])));
    expect({ ...resumed, seconds: 0, out: '', files: [] }).toEqual({ ...whole, seconds: 0, out: '', files: [] });

    // What must not be overwritten or mixed up.
    const twice = await runCli(args('whole'));
    expect([twice.code, twice.stdout]).toEqual([1, '']);
    expect(twice.stderr).toMatch(/already holds a map \(done\)\. Give --resume/);
    const other = await runCli(['map', toy, '--out', at('whole'), '--resume', '--delta', '0.5']);
    expect(other.code).toBe(1);
    expect(other.stderr).toMatch(/was begun with --delta .*, not 0\.5/);
    const foreign = await runCli(['map', fixture('toy-random.pth'), '--out', at('whole'), '--resume']);
    expect(foreign.stderr).toMatch(/its weights are others/);

    // One that could not even start stands in nobody's way.
    const never = ['map', toy, '--train-epsilon', '0.125', '--out', at('mended'), ...small];
    expect((await runCli([...never, '--dataset', at('nowhere')])).code).toBe(1);
    expect((await runCli([...never, '--json'])).code).toBe(0);

    for (const format of ['svg', 'png', 'csv', 'json', 'graphml']) {
      expect((await runCli(['export', at('whole'), '--format', format, '--out', at(`export.${format}`)])).code).toBe(0);
      expect(existsSync(at(`export.${format}`))).toBe(true);
    }
    expect(readFileSync(at('export-barriers.csv'), 'utf8')).toBe(readFileSync(at('whole/barriers.csv'), 'utf8'));
    expect((JSON.parse(readFileSync(at('export.json'), 'utf8')) as { basins: unknown[] }).basins).toHaveLength(basins.length);
    expect(countOf(readFileSync(at('export.graphml'), 'utf8'), '<node ')).toBe(basins.length);
  }, 300_000);
});

describe('bad input', () => {
  it.each([
    ['a missing file', () => ['info', at('nothing.pth')], 1, /nothing\.pth/],
    ['a file of another kind', () => ['info', at('text.txt')], 1, /text\.txt.*expected/],
    ['a wrong dtype', () => ['energy', toy, '--input', at('bytes.npy')], 1, /holds uint8; floats/],
    ['a wrong shape', () => ['energy', toy, '--input', at('wrong.npy')], 1, /has shape \[1, 3, 1, 1\]; states of shape \[n, 2, 1, 1\]/],
    ['a file with no state', () => ['energy', toy, '--input', at('empty.npy')], 1, /empty\.npy is empty: its shape is \[0, 2, 1, 1\]/],
    ['a value that is no number', () => ['energy', toy, '--input', at('nan.npy')], 1, /value 1 of state 0 is NaN/],
    ['an unknown command', () => ['mpa', toy], 2, /unknown command 'mpa'/],
    ['an unknown flag', () => ['info', toy, '--frobnicate'], 2, /unknown option '--frobnicate'/],
    ['a flag that is missing', () => ['sample', toy, '--train-epsilon', '0.1'], 2, /--out/],
    ['a number that is none', () => ['map', toy, '--train-epsilon', '0.1', '--states', 'many', '--out', at('never')], 2, /states.*whole number/],
    ['a number out of range', () => ['map', toy, '--train-epsilon', '0.1', '--temperature', '0', '--out', at('never')], 2, /above 0/],
    ['an unknown choice', () => ['energy', toy, '--input', at('plane.npy'), '--engine', 'abacus'], 2, /onnxruntime, tfjs/],
    ['an ε that nothing tells', () => ['map', toy, '--out', at('never')], 2, /give --train-epsilon/],
    ['a folder that cannot be made', () => ['map', toy, '--train-epsilon', '0.1', '--out', join(at('text.txt'), 'inside')], 1, /cannot be written/],
    ['a data set that is not there', () => ['map', toy, '--train-epsilon', '0.1', '--dataset', at('nowhere'), '--out', at('no-data')], 1, /nowhere/],
    ['a setting of another method', () => ['map', toy, '--train-epsilon', '0.1', '--sample-steps', '5', '--out', at('no-method')], 2, /--sample-steps belongs to the methods placing and kinetic, and this map is made by minimum/],
    ['a method under two names', () => ['map', toy, '--train-epsilon', '0.1', '--mode', 'sample', '--method', 'minimum', '--out', at('no-method')], 2, /--mode sample is the method placing, not minimum/],
    ['settings that do not go together', () => ['map', toy, '--train-epsilon', '0.1', '--start', 'data', '--out', at('no-data-2')], 1, /needs a data set/],
    ['an export of no map', () => ['export', folder, '--format', 'svg', '--out', at('x.svg')], 1, /is not a workspace/],
    ['a magnet without strength', () => ['sample', toy, '--train-epsilon', '0.1', '--magnet', at('magnet.npy'), '--out', at('never')], 2, /give --alpha/],
  ] as const)('%s gives one clear error', async (_, args, code, message) => {
    const outcome = await runCli(args());
    expect(outcome.stderr).toMatch(message);
    expect(outcome.stderr).toMatch(/^basinscope: /);
    expect(outcome.stderr).not.toContain('    at ');
    expect([outcome.code, outcome.stdout]).toEqual([code, '']);
    expect(existsSync(at('never'))).toBe(false);
  });
});

describe('help', () => {
  it('lists the commands, and every setting of a map', async () => {
    expect((await runCli(['--help'])).stdout).toMatch(/info[\s\S]*energy[\s\S]*sample[\s\S]*map[\s\S]*export/);
    const help = (await runCli(['map', '--help'])).stdout;
    for (const { key, flag, kind } of settingsCatalog) expect(help).toContain(kind === 'switch' ? `--${flagName(key)} ` : `--${flagName(key)} <${flag}>`);
    for (const flag of ['--burn-in', '--max-steps', '--consolidate-nearest', '--refine-images', '--engine', '--device', '--threads']) expect(help).toContain(flag);
  });
});
