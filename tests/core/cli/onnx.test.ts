import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeNpy } from '../../../core/formats/npy.ts';
import { writeSafetensors } from '../../../core/formats/safetensors.ts';
import { readModelFacts } from '../../../core/potentials/potential-file.ts';
import { openWorkspace } from '../../../core/store/workspace.ts';
import { referenceCases, referenceInput, referencePath } from '../onnx/reference-cases.ts';
import { jsonOf, runCli } from './run-cli.ts';

let folder: string;
const at = (name: string): string => join(folder, name);

function caseOf(file: string): (typeof referenceCases)[number] {
  return referenceCases.find((one) => one.file === file)!;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'basinscope-onnx-'));
  for (const [name, file] of [['jem.npy', 'jem_wrn.onnx'], ['points.npy', 'mlp_2d.onnx'], ['timed.npy', 'time_conditioned.onnx']] as const) {
    const { shape, seed } = caseOf(file);
    writeFileSync(at(name), encodeNpy({ dtype: 'float32', shape: [...shape], values: referenceInput(shape, seed) }));
  }
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function energies(...args: string[]): Promise<number[]> {
  return jsonOf(await runCli(['energy', ...args, '--threads', '1', '--json']))['energy'] as number[];
}

/** Both lists agree to a part of the largest. */
function expectClose(found: readonly number[], expected: readonly number[], tolerance = 1e-5): void {
  const scale = Math.max(1, ...expected.map(Math.abs));
  expect(found).toHaveLength(expected.length);
  expected.forEach((value, i) => expect(Math.abs(found[i]! - value) / scale).toBeLessThan(tolerance));
}

describe('ONNX files on the command line', () => {
  it('info says what is in one, and what has to be chosen', async () => {
    const plain = jsonOf(await runCli(['info', referencePath('vanilla_conv.onnx'), '--json']));
    expect(plain).toMatchObject({ net: 'vanilla_conv', in_channels: 3, input_shape: [3, 32, 32], opset: 13, producer: 'pytorch 2.13.0', question: null });
    expect(plain['ops']).toContainEqual({ op: 'Conv', count: 5 });
    expect(plain).toMatchObject({ choices: { output: 'energy', layout: 'nchw', outputName: 'energy' }, guess: { layout: 'nchw' } });
    const asked = await runCli(['info', referencePath('jem_wrn.onnx')]);
    expect(asked.code).toBe(0);
    expect(asked.stdout).toContain('--output logits');
    // The window asks the same question, where a flag would tell nothing.
    expect((await readModelFacts(referencePath('jem_wrn.onnx')))).toMatchObject({ missing: 'output', question: expect.not.stringContaining('--') as string });
    const refused = await runCli(['energy', referencePath('time_conditioned.onnx'), '--input', 'x.npy']);
    expect(refused.stderr).toContain('--input-value NAME=…');
    const { stdout } = await runCli(['info', referencePath('jem_wrn.onnx'), '--output', 'logits', '--layers']);
    expect(stdout).toMatch(/Conv +3 × 3, stride 1, padding 1 +\S+ +\d+×32×32 +[\d,]+/);
    expect(stdout).toMatch(/Add .* of \d+, \d+$/m);
  });

  it('a file that cannot be imported is refused with node and op', async () => {
    const { code, stderr } = await runCli(['info', referencePath('refuse_loop.onnx')]);
    expect(code).toBe(1);
    expect(stderr).toContain('refuse_loop.onnx');
    expect(stderr).toContain('node "/Loop" (Loop)');
  });

  it('logits are −log Σ exp, or minus the one of a class', async () => {
    const file = referencePath('jem_wrn.onnx');
    expectClose(await energies(file, '--output', 'logits', '--input', at('jem.npy')), caseOf('jem_wrn.onnx').energy);
    const one = await energies(file, '--output', 'logits', '--class', '3', '--input', at('jem.npy'));
    // One class alone has a smaller sum than all.
    one.forEach((energy, row) => expect(energy).toBeGreaterThan(caseOf('jem_wrn.onnx').energy[row]!));
    const { code, stderr } = await runCli(['energy', file, '--input', at('jem.npy')]);
    expect([code, stderr.includes('10 numbers')]).toEqual([1, true]);
  });

  it('sign, scale, ε and a quadratic term are those that were chosen', async () => {
    const file = referencePath('mlp_2d.onnx');
    const { shape, seed, energy } = caseOf('mlp_2d.onnx');
    const x = referenceInput(shape, seed);
    const squares = energy.map((_, row) => x[2 * row]! ** 2 + x[2 * row + 1]! ** 2);
    expectClose(await energies(file, '--output', 'negative', '--scale', '0.5', '--input', at('points.npy')), energy.map((value) => -0.5 * value));
    expectClose(await energies(file, '--quadratic', '0.7', '--input', at('points.npy')), energy.map((value, row) => value + squares[row]! / (2 * 0.49)));
    expectClose(await energies(file, '--output', 'F', '--train-epsilon', '0.1', '--input', at('points.npy')), energy.map((value) => value * 200));
  });

  it('a range maps −1 and 1 of our states to what the graph takes', async () => {
    const file = referencePath('mlp_2d.onnx');
    const { shape, seed, energy } = caseOf('mlp_2d.onnx');
    // The graph sees 3x + 2 where the range is −1 to 5; what it saw before is (x − 2)/3 of that.
    writeFileSync(at('moved.npy'), encodeNpy({ dtype: 'float32', shape: [...shape], values: referenceInput(shape, seed).map((value) => (value - 2) / 3) }));
    expectClose(await energies(file, '--range', '-1,5', '--input', at('moved.npy')), energy);
    expectClose(await energies(file, '--range', '-1,5', '--mean', '4,4', '--std', '3,3', '--input', at('points.npy')), await energies(file, '--range', '-1.6666666667,0.3333333333', '--input', at('points.npy')));
  });

  it('further inputs have the value that was given', async () => {
    const { extra_inputs: extra, energy } = caseOf('time_conditioned.onnx');
    const found = await energies(referencePath('time_conditioned.onnx'), '--input-value', `t=${extra!['t']![2]}`, '--input', at('timed.npy'));
    expectClose([found[2]!], [energy[2]!]);
  });

  it('sample walks on one, without an ε of training', async () => {
    const out = jsonOf(await runCli(['sample', referencePath('mlp_2d.onnx'), '--output', 'negative', '--epsilon', '0.05', '--steps', '20', '--chains', '3', '--threads', '1', '--out', at('sampled'), '--json']));
    expect((out['energies'] as number[]).every(Number.isFinite)).toBe(true);
  });

  it('map keeps graph, weights and choices in its workspace', async () => {
    const made = await runCli(['map', referencePath('mlp_2d.onnx'), '--quadratic', '0.8', '--epsilon', '0.1', '--states', '8', '--threads', '1', '--out', at('map'), '--json']);
    expect(made.stderr).not.toContain('basinscope:');
    expect(made.code).toBe(0);
    const workspace = openWorkspace(at('map'), { create: false });
    try {
      const [summary] = workspace.potentials.list();
      expect(summary).toMatchObject({ name: 'mlp_2d', network: { name: 'mlp_2d', inputShape: [2, 1, 1] }, trainEpsilon: 0 });
      const kept = workspace.potentials.fileOf(summary!.id);
      expectClose(await energies(kept, '--input', at('points.npy')), await energies(referencePath('mlp_2d.onnx'), '--quadratic', '0.8', '--input', at('points.npy')), 1e-7);
      expect(workspace.potentials.layers(summary!.id).length).toBe(summary!.network.layers);
    } finally {
      workspace.close();
    }
  });

  it('export-potential writes a graph that gives the same energies here', async () => {
    const file = referencePath('../reference/toy-gmm-trained.pth');
    const made = jsonOf(await runCli(['export-potential', file, '--train-epsilon', '0.125', '--format', 'onnx', '--gradient', '--out', at('toy.onnx'), '--json']));
    expect(made).toMatchObject({ file: at('toy.onnx'), train_epsilon: 0.125 });
    expectClose(await energies(at('toy.onnx'), '--input', at('points.npy')), await energies(file, '--train-epsilon', '0.125', '--input', at('points.npy')));
    const { code, stderr } = await runCli(['export-potential', file, '--format', 'onnx', '--out', at('none.onnx')]);
    expect([code, stderr.includes('--train-epsilon')]).toEqual([2, true]);
  });

  it('choices belong to ONNX files', async () => {
    const { code, stderr } = await runCli(['energy', referencePath('../reference/toy-random.pth'), '--output', 'negative', '--input', at('points.npy')]);
    expect([code, stderr.includes('for ONNX files only')]).toEqual([1, true]);
  });

  it('weights without a graph are told the way through ONNX', async () => {
    await writeSafetensors(at('jem.safetensors'), new Map([['f.conv1.weight', { dtype: 'float32' as const, shape: [16, 1, 3, 3], values: new Float32Array(144) }]]), {});
    const { code, stderr } = await runCli(['info', at('jem.safetensors')]);
    expect(code).toBe(1);
    expect(stderr).toContain('torch.onnx.export(model, torch.zeros(2, 1, 32, 32), "model.onnx"');
  });

  it('train learns on from one; its checkpoints keep the graph, open, go on and leave as ONNX', async () => {
    const file = referencePath('digit_classifier.onnx');
    const shared = { batchSize: 4, epsilon: 0.03, dataEpsilon: 0.06, shortRun: { steps: 2, start: 'data' }, bankSize: null, longRun: null, logEvery: 10 };
    writeFileSync(at('on.json'), JSON.stringify({ ...shared, name: 'on', data: { kind: 'images', source: 'mnist', shape: [1, 28, 28] }, phases: [{ updates: 4, optimizer: 'adam', lrInit: 1e-3, lrMin: 1e-3, lrDecay: 1 }] }));
    const run = ['train', at('on.json'), '--from', file, '--output', 'logits', '--range', '0,1', '--only', 'body.8.*,body.11.*', '--out', at('on'), '--threads', '1', '--json'];
    const first = await runCli([...run, '--steps', '2']);
    expect(jsonOf(first)).toMatchObject({ updates: 2 });
    expect(first.stderr).toMatch(/From the weights of digit_classifier: learning changes 4 of its 8 tensors \([\d,]+ of 11,978 parameters\)\./);
    const [other, unsaid, alone] = await Promise.all([
      runCli([...run.map((word) => (word === 'body.8.*,body.11.*' ? 'body.11.*' : word)), '--resume']),
      runCli(['train', at('on.json'), '--only', 'body.*', '--out', at('no')]),
      runCli(['train', file, '--out', at('no')]),
    ]);
    expect(other.stderr).toContain('begun with another config');
    expect([unsaid.code, unsaid.stderr.includes('name it with --from')]).toEqual([2, true]);
    expect([alone.code, alone.stderr.includes(`train CONFIG.json --from ${file}`)]).toEqual([2, true]);
    const { checkpoint } = jsonOf(await runCli([...run, '--steps', '4', '--resume'])) as { checkpoint: string };
    expect(checkpoint).toBe(at('on/checkpoints/4.safetensors'));

    // U of the classifier at the beginning, another one after: F is U·ε²/2, which the checkpoint undoes.
    const { shape, seed, energy } = caseOf('digit_classifier.onnx');
    writeFileSync(at('digits.npy'), encodeNpy({ dtype: 'float32', shape: [...shape], values: Float32Array.from(referenceInput(shape, seed), (value) => 2 * value - 1) }));
    const [beginning, learnt, exported] = await Promise.all([
      energies(at('on/initial.safetensors'), '--train-epsilon', '0.03', '--input', at('digits.npy')),
      energies(checkpoint, '--train-epsilon', '0.03', '--input', at('digits.npy')),
      runCli(['export-potential', checkpoint, '--format', 'onnx', '--out', at('learnt.onnx')]),
    ]);
    expectClose(beginning, energy);
    expect(Math.max(...learnt.map((value, row) => Math.abs(value - energy[row]!)))).toBeGreaterThan(1e-4);
    expect(exported.code).toBe(0);
    expectClose(await energies(at('learnt.onnx'), '--input', at('digits.npy')), learnt);
  }, 120_000);
});
