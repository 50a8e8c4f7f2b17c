import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../../core/engines/engine.ts';
import { openEngine } from '../../../core/engines/open-engine.ts';
import { createEvaluator } from '../../../core/potentials/create-evaluator.ts';
import { initialWeights } from '../../../core/networks/initial-weights.ts';
import { createPotential } from '../../../core/potentials/potential.ts';
import { openNetwork } from '../../../core/networks/open-network.ts';
import { nonlocalNet, vanillaNet } from '../../../core/networks/reference-nets.ts';
import { fillUniform } from '../../../core/random/fill-uniform.ts';
import { streamKey } from '../../../core/random/stream-key.ts';
import { loadFixture } from './reference-fixtures.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: 1 });
});
afterAll(() => engine.close());

function points(count: number, dimensions: number): Float32Array {
  const x = new Float32Array(count * dimensions);
  fillUniform(x, 0, x.length, streamKey(4), 0, -1, 1);
  return x;
}

describe('createEvaluator', () => {
  test('any number of states, in chunks: the same numbers', async () => {
    const potential = await loadFixture('toy-gmm-trained.pth', 0.125);
    const x = points(23, 2);
    const whole = createEvaluator(engine, potential, 23);
    const chunked = createEvaluator(engine, potential, 5);
    const expected = await whole.energiesAndGradients(x);
    // Different batch sizes may sum in another order: float32 tolerance on U of order 1 to 10 (F is U/128).
    const near = (a: Float32Array, b: Float32Array) => a.every((value, i) => Math.abs(value - b[i]!) < 1e-4);
    const [energies, both, none] = await Promise.all([chunked.energies(x), chunked.energiesAndGradients(x), chunked.energies(new Float32Array(0))]);
    expect(near(energies, expected.energies)).toBe(true);
    expect(near(both.energies, expected.energies)).toBe(true);
    expect(near(both.gradients, expected.gradients)).toBe(true);
    expect(none.length).toBe(0);
    await expect(chunked.energies(new Float32Array(3))).rejects.toThrow(/not a whole number of states/);
    // A failed call does not block the next.
    expect((await chunked.energies(x.subarray(0, 2))).length).toBe(1);
    await whole.close();
    await chunked.close();
  });

  test('U = F/(ε²/2), its gradient too; U = F where ε is 0', async () => {
    const x = points(3, 2);
    const [plain, scaled] = await Promise.all([0, 0.125].map(async (epsilon) => {
      const evaluator = createEvaluator(engine, await loadFixture('toy-gmm-trained.pth', epsilon), 3);
      const result = await evaluator.energiesAndGradients(x);
      await evaluator.close();
      return result;
    }));
    for (const key of ['energies', 'gradients'] as const) {
      scaled![key].forEach((value, i) => expect(Math.abs(value / plain![key][i]! - 128)).toBeLessThan(128 * 1e-5));
    }
  });

  test('every layer type: gradients match finite differences of the energy', async () => {
    const own = openNetwork({
      net: 'all layers',
      inputShape: [2, 9, 8],
      layers: [
        { type: 'conv2d', key: 'a', out: 4, kernel: 3, stride: 1, padding: 1 },
        { type: 'softplus' },
        { type: 'max_pool', size: 2 },
        { type: 'nonlocal', key: 'b', hidden: 2 },
        { type: 'residual', layers: [{ type: 'conv2d', key: 'c', out: 4, kernel: 3, stride: 1, padding: 1 }, { type: 'silu' }] },
        { type: 'average_pool', size: 2 },
        { type: 'relu' },
        { type: 'flatten' },
        { type: 'linear', key: 'd', out: 3 },
        { type: 'leaky_relu', slope: 0.2 },
      ],
    });
    const weights = initialWeights(own, streamKey(8));
    // The block's output convolution starts at zero: give it values, so that the block counts.
    fillUniform(weights['b.W.weight']!, 0, weights['b.W.weight']!.length, streamKey(9), 0, -1, 1);
    const evaluator = createEvaluator(engine, createPotential(own, weights, 0), 16);
    const x = points(1, 144);
    const { gradients } = await evaluator.energiesAndGradients(x);
    const h = 2 ** -6;
    const shifted = new Float32Array(2 * 144 * 144);
    for (let i = 0; i < 144; i++) {
      for (const [side, sign] of [[0, 1], [1, -1]] as const) {
        shifted.set(x, (2 * i + side) * 144);
        shifted[(2 * i + side) * 144 + i]! += sign * h;
      }
    }
    const energies = await evaluator.energies(shifted);
    const slopes = gradients.map((_, i) => (energies[2 * i]! - energies[2 * i + 1]!) / (2 * h));
    const size = Math.max(...gradients.map(Math.abs));
    expect(size).toBeGreaterThan(1e-3);
    // float32 energies of order 1 divided by 2h: 1e-7/0.03 = 4e-6; a few pixels may cross a kink of max or ReLU within ±h.
    const off = gradients.filter((value, i) => Math.abs(value - slopes[i]!) > 2e-5 + 0.02 * size);
    expect(off.length).toBeLessThan(8);
    await evaluator.close();
  });
});

describe('initialWeights', () => {
  test('uniform on ±1/√fan_in, the same for the same key, zero for the output of a non-local block', () => {
    const vanilla = openNetwork(vanillaNet(3, 16));
    const weights = initialWeights(vanilla, streamKey(3));
    expect(initialWeights(vanilla, streamKey(3))['f.0.weight']).toEqual(weights['f.0.weight']);
    expect(initialWeights(vanilla, streamKey(4))['f.0.weight']).not.toEqual(weights['f.0.weight']);
    const values = weights['f.4.weight']!;
    const bound = 1 / Math.sqrt(32 * 16);
    const meanSquare = values.reduce((sum, value) => sum + value * value, 0) / values.length;
    expect(Math.max(...values)).toBeLessThanOrEqual(bound);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-bound);
    // Variance of a uniform: bound²/3; relative standard error of 32,768 squares is 0.5 %.
    expect(Math.abs(meanSquare / (bound ** 2 / 3) - 1)).toBeLessThan(0.025);
    expect(weights['f.4.bias']!.some((value) => value !== 0)).toBe(true);
    const nonlocal = initialWeights(openNetwork(nonlocalNet(1, 4)), streamKey(3));
    expect(nonlocal['convs.3.W.weight']!.every((value) => value === 0)).toBe(true);
    expect(nonlocal['convs.3.theta.weight']!.every((value) => value !== 0)).toBe(true);
  });
});
