import * as ort from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../core/engines/engine.ts';
import { openEngine } from '../../../core/engines/open-engine.ts';
import { evaluate } from '../../../core/graph/evaluate.ts';
import { lowerProgram } from '../../../core/engines/onnxruntime/lower-program.ts';
import { openNetwork } from '../../../core/networks/open-network.ts';
import { exportModel } from '../../../core/onnx/export-graph.ts';
import { defaultChoices } from '../../../core/onnx/import-choices.ts';
import { networkOf, readModel } from '../../../core/onnx/read-model.ts';
import { createEvaluator } from '../../../core/potentials/create-evaluator.ts';
import { energyProgram } from '../../../core/potentials/energy-program.ts';
import { createPotential } from '../../../core/potentials/potential.ts';
import type { Potential } from '../../../core/potentials/potential.ts';
import { sizeOf } from '../../../core/graph/program.ts';
import { testValues } from '../graph/test-values.ts';
import { loadFixture } from '../potentials/reference-fixtures.ts';
import { importFixture } from './reference-cases.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: 1 });
});
afterAll(() => engine.close());

async function evaluated(potential: Potential, states: Float32Array): Promise<{ energies: Float32Array; gradients: Float32Array }> {
  const evaluator = createEvaluator(engine, potential, 2);
  const result = await evaluator.energiesAndGradients(states);
  await evaluator.close();
  return result;
}

/** The file as any program runs it, with as many rows as there are. */
async function runByOnnxRuntime(bytes: Uint8Array, potential: Potential, states: Float32Array, rows: number): Promise<{ energy: Float32Array; gradient: Float32Array }> {
  const session = await ort.InferenceSession.create(bytes, { intraOpNumThreads: 1 });
  const { energy, gradient } = await session.run({ x: new ort.Tensor('float32', states, [rows, ...potential.network.inputShape]) });
  await session.release();
  return { energy: energy!.data as Float32Array, gradient: gradient!.data as Float32Array };
}

function relative(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  let error = found.length === expected.length ? 0 : Infinity;
  let scale = 0;
  for (let i = 0; i < expected.length; i++) {
    error = Math.max(error, Math.abs(found[i]! - expected[i]!));
    scale = Math.max(scale, Math.abs(expected[i]!));
  }
  return error / scale;
}

async function imported(file: string): Promise<Potential> {
  const { description, weights } = await importFixture(file, { output: file.startsWith('jem') ? 'logits' : null, inputValues: file.startsWith('time') ? { t: [0.3] } : {} });
  return createPotential(openNetwork(description), weights, 0);
}

// U of a trained net is a difference of large numbers: float32 leaves a few 1e-6 of it.
describe.each([
  ['toy', () => loadFixture('toy-gmm-trained.pth', 0.125)],
  ['vanilla', () => loadFixture('vanilla-mnist-trained.pth', 0.03)],
  ['nonlocal', () => loadFixture('nonlocal-gray-random.pth', 0)],
  ['an import with a further input', () => imported('time_conditioned.onnx')],
  ['an import with attention', () => imported('vit_legacy.onnx')],
  ['an import read by its logits', () => imported('jem_wrn_bn.onnx')],
  ['an import under spectral norms', () => imported('igebm_hook_swish.onnx')],
  ['an import with pools, pads and resizes', () => imported('spatial_ops.onnx')],
] as const)('%s, exported', (_, open) => {
  it('is run by ONNX Runtime with any number of rows, gives the same energies and gradients, and comes back', async () => {
    const potential = await open();
    const size = sizeOf(potential.network.inputShape);
    const states = testValues(3 * size, 5, [-0.9, 0.9]);
    const ours = await evaluated(potential, states);
    const bytes = exportModel(potential, { gradient: true });
    for (const rows of [1, 3]) {
      const theirs = await runByOnnxRuntime(bytes, potential, states.slice(0, rows * size), rows);
      expect(relative(theirs.energy, ours.energies.subarray(0, rows))).toBeLessThan(5e-6);
      expect(relative(theirs.gradient, ours.gradients.subarray(0, rows * size))).toBeLessThan(5e-6);
    }

    const { description, weights } = await networkOf(await readModel(bytes, 'exported.onnx'), defaultChoices, 'exported', 'exported.onnx');
    const back = createPotential(openNetwork(description), weights, 0);
    expect(back.network.inputShape).toEqual(potential.network.inputShape);
    const again = await evaluated(back, states);
    expect(relative(again.energies, ours.energies)).toBeLessThan(5e-6);
    expect(relative(again.gradients, ours.gradients)).toBeLessThan(5e-6);
  }, 60_000);

  it('has the gradient of its own energy: ONNX Runtime’s run of the file, and central differences of the file in float64', async () => {
    const potential = await open();
    const size = sizeOf(potential.network.inputShape);
    const bytes = exportModel(potential, { gradient: true });
    const x = testValues(size, 5, [-0.9, 0.9]);
    const { gradient } = await runByOnnxRuntime(bytes, potential, x, 1);
    const { description, weights } = await networkOf(await readModel(bytes, 'exported.onnx'), defaultChoices, 'exported', 'exported.onnx');
    const program = energyProgram({ network: openNetwork(description), trainEpsilon: 0 }, 1, { gradient: false });
    const energyAt = (state: Float64Array): number => evaluate(program, { x: state }, weights)['energy']![0]!;
    const norm = Math.hypot(...gradient);
    // Along the gradient itself, and along a direction of its own.
    for (const direction of [gradient.map((value) => value / norm), testValues(size, 9, [-1, 1]).map((value) => value / Math.sqrt(size / 3))]) {
      const h = 1e-5;
      const moved = (by: number): Float64Array => Float64Array.from(x, (value, at) => value + by * direction[at]!);
      const difference = (energyAt(moved(h)) - energyAt(moved(-h))) / (2 * h);
      const slope = gradient.reduce((sum, value, at) => sum + value * direction[at]!, 0);
      // Float32 leaves 1e-5 of a gradient; a kink between the two points as much again.
      expect(Math.abs(difference - slope) / norm).toBeLessThan(3e-5);
    }
  }, 60_000);
});

describe('a copy of vanilla that went out and came back', () => {
  it('is the same program, op for op, but for reshapes: it takes the same fusions and the same time', async () => {
    const potential = await loadFixture('vanilla-mnist-trained.pth', 0);
    const { description, weights } = await networkOf(await readModel(exportModel(potential, { gradient: false }), 'copy.onnx'), defaultChoices, 'copy', 'copy.onnx');
    const copy = createPotential(openNetwork(description), weights, 0);
    const [ours, theirs] = [potential, copy].map((of) => {
      const { graph } = lowerProgram(energyProgram(of, 16, { gradient: true }), of.weights, 'cpu', 8);
      return graph.nodes.map(({ type, domain }) => `${domain}.${type}`).filter((type) => type !== '.Reshape').sort();
    });
    expect(theirs).toEqual(ours);
  });
});

describe('a gradient that is exported', () => {
  it('is that of the exported energy, by finite differences', async () => {
    const potential = await imported('mlp_2d.onnx');
    const bytes = exportModel(potential, { gradient: true });
    const states = testValues(2, 3, [-0.9, 0.9]);
    const { gradient } = await runByOnnxRuntime(bytes, potential, states, 1);
    // Truncation is h²/6 of third derivatives, about 1e-4; float32 energies near 2 leave 2e-7/h of a difference, 1e-5.
    const h = 2 ** -6;
    for (let axis = 0; axis < 2; axis++) {
      const moved = (by: number): Float32Array => states.map((value, at) => (at === axis ? value + by : value));
      const pair = new Float32Array([...moved(h), ...moved(-h)]);
      const { energy } = await runByOnnxRuntime(bytes, potential, pair, 2);
      expect(Math.abs((energy[0]! - energy[1]!) / (2 * h) - gradient[axis]!)).toBeLessThan(2e-3);
    }
  });
});
