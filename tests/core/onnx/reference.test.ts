import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { networkDescription } from '../../../core/contract/network.ts';
import type { Engine } from '../../../core/engines/engine.ts';
import { openEngine } from '../../../core/engines/open-engine.ts';
import { openNetwork } from '../../../core/networks/open-network.ts';
import { createPotential } from '../../../core/potentials/potential.ts';
import { createEvaluator } from '../../../core/potentials/create-evaluator.ts';
import { importFixture, referenceCases, referenceInput } from './reference-cases.ts';
import type { ReferenceCase } from './reference-cases.ts';

const energies = referenceCases.filter(({ refuse }) => refuse === undefined);
const refusals = referenceCases.filter(({ refuse }) => refuse !== undefined);

/** Energies and gradients of the case's input by way of the description as a record keeps it. A further input is one of a potential: row i has its own. */
async function evaluated(engine: Engine, one: ReferenceCase): Promise<{ energies: number[]; gradients: Float32Array[] }> {
  const [rows, ...rest] = one.shape;
  const size = rest.reduce((product, axis) => product * axis, 1);
  const x = referenceInput(one.shape, one.seed);
  const found = { energies: new Array<number>(rows).fill(NaN), gradients: new Array<Float32Array>(rows) };
  const further = Object.entries(one.extra_inputs ?? {});
  for (let round = 0; round < (further.length === 0 ? 1 : rows); round++) {
    const inputValues = Object.fromEntries(further.map(([name, values]) => [name, [values[round]!]]));
    const { description, weights } = await importFixture(one.file, { output: one.output_kind, inputValues });
    const network = openNetwork(networkDescription.parse(JSON.parse(JSON.stringify(description))));
    // A batch that is not the one the files were written for.
    const evaluator = createEvaluator(engine, createPotential(network, weights, 0), 3);
    const result = await evaluator.energiesAndGradients(x);
    await evaluator.close();
    for (let row = 0; row < rows; row++) {
      if (further.length > 0 && row !== round) continue;
      found.energies[row] = result.energies[row]!;
      found.gradients[row] = result.gradients.subarray(row * size, (row + 1) * size);
    }
  }
  return found;
}

// The measure of both: ten times what PyTorch's own float32 run is off its float64 run, and a floor of 1e-6 relative.
describe.each(['onnxruntime', 'tfjs'] as const)('files of PyTorch on %s', (name) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openEngine({ engine: name, device: 'cpu', threads: 1 });
  });
  afterAll(() => engine.close());

  it.each(energies.map((one) => [one.file, one] as const))('%s', async (_, one) => {
    const { energies: found, gradients } = await evaluated(engine, one);
    const scale = Math.max(...one.energy.map(Math.abs));
    const energyTolerance = Math.max(10 * one.torch_float32_energy_error, 1e-6 * scale);
    const gradientTolerance = Math.max(10 * one.torch_float32_grad_rel_error, 1e-6);
    const probe = referenceInput(one.shape, one.seed + 1);
    const largest = Math.max(...one.grad_norm);
    one.energy.forEach((energy, row) => {
      expect(Math.abs(found[row]! - energy)).toBeLessThan(energyTolerance);
      const gradient = gradients[row]!;
      const length = Math.sqrt(gradient.reduce((sum, value) => sum + value * value, 0));
      expect(Math.abs(length - one.grad_norm[row]!) / one.grad_norm[row]!).toBeLessThan(gradientTolerance);
      // A probe of n elements of variance 1/3 has length √(n/3).
      const along = gradient.reduce((sum, value, at) => sum + value * probe[row * gradient.length + at]!, 0);
      expect(Math.abs(along - one.grad_dot_probe[row]!) / (one.grad_norm[row]! * Math.sqrt(gradient.length / 3))).toBeLessThan(gradientTolerance);
    });
    // The head may reach into the second row where states are short.
    const flat = gradients.flatMap((row) => [...row.subarray(0, 8)]);
    one.grad_head.forEach((value, at) => expect(Math.abs(flat[at]! - value)).toBeLessThan(gradientTolerance * largest));
  });
});

describe('files that no energy can be read from', () => {
  it.each(refusals.map((one) => [one.file, one] as const))('%s: the message names node and op', async (_, one) => {
    const error = await importFixture(one.file).catch((thrown: unknown) => thrown as Error);
    expect(error).toMatchObject({ name: 'NetworkError' });
    expect((error as Error).message).toMatch(new RegExp(`node "/\\w+" \\(${one.refuse!}\\): `));
  });

  it('names all nodes that cannot be imported, not the first only', async () => {
    const error = await importFixture('refuse_int8.onnx').catch((thrown: unknown) => thrown as Error);
    expect((error as Error).message).toContain('2 nodes of the graph cannot be imported');
    expect((error as Error).message).toContain('(DequantizeLinear)');
  });

  it('asks for the value of a further input, by name', async () => {
    await expect(importFixture('time_conditioned.onnx')).rejects.toThrow('"t" (float32 [n])');
  });

  it('asks what many numbers a state are', async () => {
    await expect(importFixture('digit_classifier.onnx')).rejects.toThrow('The output has 10 numbers for each state');
  });
});

describe('what an import leaves of a graph', () => {
  it('computes spectral norms and sizes, and keeps weights under the names of their modules', async () => {
    const { description } = await importFixture('igebm_param_leaky.onnx');
    const ops = new Set(description.nodes.map(({ op }) => op));
    expect([...ops].sort()).toEqual(['Add', 'AveragePool', 'Conv', 'Gemm', 'LeakyRelu', 'ReduceSum']);
    expect(description.weights.map(({ name }) => name)).toContain('stem.bias');
  });

  it('takes batch normalisation behind a convolution into its weights', async () => {
    const { description } = await importFixture('jem_wrn_bn.onnx', { output: 'logits' });
    const { description: folded } = await importFixture('jem_wrn_bn_folded.onnx', { output: 'logits' });
    expect(description.nodes.map(({ op }) => op)).toEqual(folded.nodes.map(({ op }) => op));
    expect(description.nodes.map(({ op }) => op)).not.toContain('BatchNormalization');
  });

  it('lists layers with their shapes and parameters', async () => {
    const { description } = await importFixture('vanilla_conv.onnx');
    const network = openNetwork(description);
    expect(network.describe()[0]).toMatchObject({ type: 'Conv', shape: [8, 32, 32], parameters: 3 * 8 * 9 + 8 });
    expect(network.describe().reduce((sum, { parameters }) => sum + parameters, 0)).toBe(network.parameters);
  });
});
