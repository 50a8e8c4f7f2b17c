import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { samplingPath as samplingPathSchema } from '../../../core/contract/training-run.ts';
import { toyDensity } from '../../../core/data/toy-density.ts';
import { pathFrames, samplingPath } from '../../../core/diagnosis/sampling-path.ts';
import type { Engine } from '../../../core/engines/engine.ts';
import { openEngine } from '../../../core/engines/open-engine.ts';
import { createEvaluator } from '../../../core/potentials/create-evaluator.ts';
import { initialWeights } from '../../../core/networks/initial-weights.ts';
import { readPotentialFile } from '../../../core/potentials/potential-file.ts';
import type { Potential } from '../../../core/potentials/potential.ts';
import { openNetwork } from '../../../core/networks/open-network.ts';
import { vanillaNet } from '../../../core/networks/reference-nets.ts';
import { streamKey } from '../../../core/random/stream-key.ts';
import { densitySource } from '../../../core/training/positive-source.ts';
import { fixture } from '../cli/run-cli.ts';
import { imageConfig, toyConfig } from './series-fixtures.ts';

let engine: Engine;
let potential: Potential;
beforeAll(async () => {
  engine = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: 1 });
  const { network, weights } = await readPotentialFile(fixture('toy-gmm-trained.pth'));
  potential = { network, weights, trainEpsilon: 0.125 };
});
afterAll(() => engine.close());

const config = { ...toyConfig, bankSize: null, shortRun: { ...toyConfig.shortRun, steps: 45, start: 'gaussian' as const } };
const stock = { config, source: densitySource(toyDensity({ type: 'gmm', groups: 8, sd: 0.15, radius: 1 })), bank: null };

describe('a sampling path', () => {
  it('tells U and ‖∇F‖ of every state it passes', async () => {
    const path = await samplingPath({ engine, potential, stock, update: 9, seed: 2, chain: 5 });
    expect(samplingPathSchema.safeParse(path).success).toBe(true);
    expect([path.update, path.start, path.energies.length, path.gradientNorms.length]).toEqual([9, 'gaussian', 46, 46]);
    expect(path.imageSteps).toEqual(Array.from({ length: 46 }, (_, step) => step));
    const evaluator = createEvaluator(engine, potential, 46);
    const { energies, gradients } = await evaluator.energiesAndGradients(Float32Array.from(path.positions!.flat()));
    await evaluator.close();
    energies.forEach((energy, step) => {
      expect(path.energies[step]).toBeCloseTo(energy, 3);
      expect(path.gradientNorms[step]).toBeCloseTo((Math.hypot(gradients[2 * step], gradients[2 * step + 1]) * 0.125 ** 2) / 2, 5);
    });
  });

  it('is the same for the same chain, and another for another', async () => {
    const path = (chain: number) => samplingPath({ engine, potential, stock, update: 9, seed: 2, chain });
    const [a, b, c] = [await path(1), await path(1), await path(2)];
    expect(b).toEqual(a);
    expect(c.energies[0]).not.toBe(a.energies[0]);
  });

  it('of images has a film strip', async () => {
    const architecture = vanillaNet(1, 2);
    const network = openNetwork(architecture);
    const own = { ...imageConfig({ steps: 70, start: 'uniform', epsilon: 0.03 }), architecture };
    const path = await samplingPath({
      engine, potential: { network, weights: initialWeights(network, streamKey(1)), trainEpsilon: 0.03 },
      stock: { config: own, source: { count: 1, draw: () => Promise.reject(new Error('not asked')) }, bank: null }, update: 1, seed: 1, chain: 0,
    });
    expect(path.positions).toBeNull();
    expect(path.images).toMatchObject({ width: 32, height: 32, count: path.imageSteps.length });
    expect(path.energies).toHaveLength(71);
  });
});

it('frames of a path begin at 0, end at its end and grow apart', () => {
  const frames = pathFrames(1000, 64);
  expect([frames[0], frames.at(-1)]).toEqual([0, 1000]);
  const gaps = frames.slice(1).map((frame, i) => frame - frames[i]);
  expect(Math.max(...gaps.slice(0, 10))).toBeLessThan(Math.min(...gaps.slice(-10)));
  expect(pathFrames(3, 64)).toEqual([0, 1, 2, 3]);
});
