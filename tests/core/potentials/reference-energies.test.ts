import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EngineName } from '../../../core/contract/engine.ts';
import type { Engine } from '../../../core/engines/engine.ts';
import { openEngine } from '../../../core/engines/open-engine.ts';
import { Builder } from '../../../core/graph/builder.ts';
import { evaluate } from '../../../core/graph/evaluate.ts';
import { gradient } from '../../../core/graph/gradient.ts';
import type { Program } from '../../../core/graph/program.ts';
import { declareWeights } from '../../../core/networks/energy-network.ts';
import type { EnergyNetwork } from '../../../core/networks/energy-network.ts';
import { createEvaluator } from '../../../core/potentials/create-evaluator.ts';
import { energyProgram } from '../../../core/potentials/energy-program.ts';
import { expectedFiles, expectedInput, loadFixture } from './reference-fixtures.ts';
import type { Expected } from './reference-fixtures.ts';

/** How far we may be from float64, in units of PyTorch's own float32 error on the same numbers. */
const TIMES = 5;

/**
 * PyTorch 1.13's own float32 error of the θ and φ weights' gradients (run for this test on the same files): they are small
 * differences of large terms, because softmax hardly feels them: 1e-5 relative to their norm.
 */
const ATTENTION_ERROR = 1e-5;
/** The bias of φ shifts all scores of a position alike, which softmax ignores: its gradient is 0, PyTorch gives 9e-11. */
const ZERO_ERROR = 1e-10;

/** ∂ mean F/∂θ, one output a parameter. */
function parameterGradients(network: EnergyNetwork, samples: number): Program {
  const builder = new Builder();
  const weights = declareWeights(builder, network);
  const energy = network.apply(builder, builder.input('x', [samples, ...network.inputShape]), weights);
  const mean = builder.apply('mul', [builder.apply('sum', [energy], { axes: [0], keep_dims: false }), builder.scalar(1 / samples)]);
  gradient(builder, mean, [...weights.values()]).forEach((node, i) => builder.output([...weights.keys()][i]!, node));
  return builder.build();
}

function norm(values: Float32Array | Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum);
}

/** ∂ΣF/∂x in float64 by the same program, once a file. */
const exactGradients = new Map<string, Float64Array>();
async function float64Gradient(expected: Expected): Promise<Float64Array> {
  const known = exactGradients.get(expected.file);
  if (known !== undefined) return known;
  const { network, weights } = await loadFixture(expected.file, 0);
  const program = energyProgram({ network, trainEpsilon: 0 }, expected.shape[0], { gradient: true });
  const { energy, gradient: force } = evaluate(program, { x: expectedInput(expected) }, weights);
  expected.energy_f64.forEach((value, i) => expect(Math.abs(energy![i]! - value)).toBeLessThan(1e-9));
  exactGradients.set(expected.file, force!);
  return force!;
}

// What is left in float64 is an input or two whose last float32 bit hangs on the last bit of sin: 6e-8 times a slope of 1e-3.
describe('the reference nets in float64', () => {
  test.each(expectedFiles.map((expected) => [expected.file, expected] as const))('%s: energies and gradients are PyTorch\'s to 1e-7', async (_file, expected) => {
    const exact = await float64Gradient(expected);
    const dimensions = exact.length / expected.shape[0];
    expected.grad_first8_f64.forEach((value, i) => expect(Math.abs(exact[i]! - value)).toBeLessThan(1e-7 * Math.abs(value)));
    expected.grad_norm_f64.forEach((value, i) => {
      expect(Math.abs(norm(exact.subarray(i * dimensions, (i + 1) * dimensions)) - value)).toBeLessThan(1e-7 * value);
    });
  });

  test.each(['toy-random.pth', 'nonlocal-gray-random.pth'])('%s: parameter gradients are PyTorch\'s to 1e-7', async (file) => {
    const expected = expectedFiles.find((entry) => entry.file === file)!;
    const { network, weights } = await loadFixture(file, 0);
    const gradients = evaluate(parameterGradients(network, expected.shape[0]), { x: expectedInput(expected) }, weights);
    for (const [key, value] of Object.entries(expected.param_grad_norm_f64)) {
      expect(Math.abs(norm(gradients[key]!) - value), key).toBeLessThan(1e-7 * value + 1e-17);
    }
  });
});

const engines: EngineName[] = ['onnxruntime', 'tfjs'];

describe.each(engines)('the reference nets on %s', (name) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openEngine({ engine: name, device: 'cpu', threads: 2 });
  });
  afterAll(() => engine.close());

  test.each(expectedFiles.map((expected) => [expected.file, expected] as const))('%s: energies and gradients are PyTorch\'s', async (_file, expected) => {
    const potential = await loadFixture(expected.file, 0);
    const [samples] = expected.shape;
    const evaluator = createEvaluator(engine, potential, samples);
    const { energies, gradients } = await evaluator.energiesAndGradients(expectedInput(expected));
    await evaluator.close();

    const energyError = Math.max(...expected.energy_f64.map((value, i) => Math.abs(energies[i]! - value)));
    expect(energyError).toBeLessThan(TIMES * expected.energy_f32_maxerr);

    // grad_f32_relerr is ‖error‖/‖gradient‖ over the whole batch; the float64 gradient is ours, itself checked against PyTorch's above.
    const exact = await float64Gradient(expected);
    expect(norm(exact.map((value, i) => gradients[i]! - value)) / norm(exact)).toBeLessThan(TIMES * expected.grad_f32_relerr);
  });

  // Plain TensorFlow.js takes 10 s for the widest net's; the narrower vanilla net has the same layers.
  const affordable = expectedFiles.filter(({ file }) => name !== 'tfjs' || file !== 'vanilla-rgb-random.pth');
  test.each(affordable.map((expected) => [expected.file, expected] as const))('%s: gradients in the parameters are PyTorch\'s', async (_file, expected) => {
    const potential = await loadFixture(expected.file, 0);
    const executable = await engine.compile(parameterGradients(potential.network, expected.shape[0]), potential.weights);
    const gradients = await executable.run({ x: expectedInput(expected) });
    await executable.dispose();
    expect(Object.keys(gradients).sort()).toEqual(Object.keys(expected.param_grad_norm_f64).sort());
    for (const [key, value] of Object.entries(expected.param_grad_norm_f64)) {
      const error = Math.abs(norm(gradients[key]!) - value);
      if (key.endsWith('.phi.0.bias')) expect(error, key).toBeLessThan(TIMES * ZERO_ERROR);
      else expect(error / value, key).toBeLessThan(TIMES * (/\.(theta|phi)\b/.test(key) ? ATTENTION_ERROR : expected.grad_f32_relerr));
    }
  });
});
