import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../core/engines/engine.ts';
import { openEngine } from '../../../core/engines/open-engine.ts';
import { Builder } from '../../../core/graph/builder.ts';
import { evaluate } from '../../../core/graph/evaluate.ts';
import { gradient } from '../../../core/graph/gradient.ts';
import type { Program } from '../../../core/graph/program.ts';
import { declareWeights } from '../../../core/networks/energy-network.ts';
import type { EnergyNetwork } from '../../../core/networks/energy-network.ts';
import { openNetwork } from '../../../core/networks/open-network.ts';
import { testValues } from '../graph/test-values.ts';
import { importFixture, referenceCases, referenceInput } from './reference-cases.ts';
import type { ReferenceCase } from './reference-cases.ts';

const energies = referenceCases.filter(({ refuse }) => refuse === undefined);
const ROWS = 2;
/** Of a weight's own length: a step of the central difference, small enough that its h² vanishes, and far above float64. */
const STEP = 1e-6;

/** The mean energy of the rows, and its gradient in every weight as `g0`, `g1`, … */
function programOf(network: EnergyNetwork, gradients: boolean): Program {
  const builder = new Builder();
  const weights = declareWeights(builder, network);
  const energy = builder.apply('mean', [network.apply(builder, builder.input('x', [ROWS, ...network.inputShape]), weights)], { axes: [0], keep_dims: false });
  builder.output('energy', energy);
  if (gradients) gradient(builder, energy, [...weights.values()]).forEach((node, at) => builder.output(`g${at}`, node));
  return builder.build();
}

/** A direction in which every tensor moves by about its own length, so that small ones count as large ones do. */
function directionOf(values: Float32Array, seed: number): Float64Array {
  const size = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length) || 0.1;
  return Float64Array.from(testValues(values.length, seed + 3, [-1, 1]), (value) => value * size * Math.sqrt(3));
}

// The tolerance is of Σ |g|·|d| over the tensors, what the slope could be at most: slopes near zero have no digits of their own. Engines sum
// products over rows and pixels in float32 (2^-24 = 6e-8 each), the central difference loses half of float64's digits.
const TOLERANCE = 3e-7;

describe('the mean energy along a random direction of all weights', () => {
  const engines: Engine[] = [];
  beforeAll(async () => {
    for (const engine of ['onnxruntime', 'tfjs'] as const) engines.push(await openEngine({ engine, device: 'cpu', threads: 1 }));
  });
  afterAll(async () => {
    for (const engine of engines) await engine.close();
  });

  it.each(energies.map((one) => [one.file, one] as const))('%s', async (_, one: ReferenceCase) => {
    const inputValues = Object.fromEntries(Object.entries(one.extra_inputs ?? {}).map(([name, values]) => [name, [values[0]!]]));
    const { description, weights } = await importFixture(one.file, { output: one.output_kind, inputValues });
    const network = openNetwork(description);
    const keys = [...network.weights.keys()];
    const directions = keys.map((key, at) => directionOf(weights[key]!, at));
    const x = referenceInput([ROWS, ...network.inputShape], one.seed);
    const moved = (by: number): number => {
      const there = Object.fromEntries(keys.map((key, at) => [key, Float64Array.from(weights[key]!, (value, i) => value + by * directions[at]![i]!)]));
      return evaluate(programOf(network, false), { x }, there)['energy']![0]!;
    };
    const numeric = (moved(STEP) - moved(-STEP)) / (2 * STEP);

    const found = await Promise.all(engines.map(async (engine) => {
      const executable = await engine.compile(programOf(network, true));
      const gradients = await executable.run({ ...weights, x });
      await executable.dispose();
      return keys.map((_key, at) => gradients[`g${at}`]!);
    }));
    for (const gradients of found) {
      const along = gradients.reduce((sum, g, at) => sum + dot(g, directions[at]!), 0);
      const most = gradients.reduce((sum, g, at) => sum + Math.sqrt(dot(g, g) * dot(directions[at]!, directions[at]!)), 0);
      expect(most).toBeGreaterThan(0);
      expect(Math.abs(along - numeric) / most).toBeLessThan(TOLERANCE);
    }
  });
});

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!;
  return sum;
}
