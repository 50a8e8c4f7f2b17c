import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TrainingConfig } from '../../../core/contract/training-config.ts';
import { toyView as toyViewSchema } from '../../../core/contract/training-run.ts';
import { toyDensity } from '../../../core/data/toy-density.ts';
import { toyView } from '../../../core/diagnosis/toy-view.ts';
import type { Engine } from '../../../core/engines/engine.ts';
import { openEngine } from '../../../core/engines/open-engine.ts';
import { readPotentialFile } from '../../../core/potentials/potential-file.ts';
import { streamKey } from '../../../core/random/stream-key.ts';
import { Learner } from '../../../core/training/learner.ts';
import { densitySource } from '../../../core/training/positive-source.ts';
import { fixture } from '../cli/run-cli.ts';
import { toyConfig } from './series-fixtures.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: 1 });
});
afterAll(() => engine.close());

describe('the view of a 2D run', () => {
  it('walks the same chains as learning did, and knows how far the densities are apart', async () => {
    const config: TrainingConfig = { ...toyConfig, batchSize: 40, bankSize: 200, shortRun: { ...toyConfig.shortRun, steps: 37 } };
    const density = toyDensity({ type: 'gmm', groups: 8, sd: 0.15, radius: 1 });
    const learner = new Learner(engine, config, densitySource(density), 5);
    let state = await learner.init();
    for (let update = 0; update < 3; update++) state = (await learner.step(state)).state;
    const before = structuredClone(state.weights);
    const { state: after, info } = await learner.step(state);
    await learner.close();

    const view = await toyView({ engine, config, seed: 5, update: 4, start: info.start, shortRun: info.negative, before, after: after.weights, bandwidth: 0.05 });
    expect(toyViewSchema.safeParse(view).success).toBe(true);
    expect(view.chains.points).toHaveLength(8 * 38 * 2);
    for (let chain = 0; chain < 8; chain++) {
      expect([...view.chains.points.subarray(chain * 76, chain * 76 + 2)]).toEqual([...info.start.subarray(2 * chain, 2 * chain + 2)]);
      // One program takes 16 steps a call and the learner's another number: equal to rounding.
      const end = view.chains.points.subarray(chain * 76 + 74, chain * 76 + 76);
      end.forEach((value, axis) => expect(value).toBeCloseTo(info.negative[2 * chain + axis], 4));
    }
    const cell = (2 * view.extent) / view.side;
    for (const values of [view.truth, view.learned, view.shortRun]) expect(values.reduce((sum, value) => sum + value, 0) * cell ** 2).toBeCloseTo(1, 4);
    expect(view.klLearned).toBeGreaterThan(0.5);
    expect(view.klShortRun).toBeGreaterThan(0);
  });

  it("gives the reference's potential the divergence that was found for it", async () => {
    const { weights } = await readPotentialFile(fixture('toy-gmm-trained.pth'));
    const density = toyDensity({ type: 'gmm', groups: 8, sd: 0.15, radius: 1 });
    const samples = density.sample(4000, streamKey(1), 0);
    const config: TrainingConfig = { ...toyConfig, shortRun: { ...toyConfig.shortRun, steps: 2 } };
    const view = await toyView({ engine, config, seed: 1, update: 1, start: samples.slice(0, 4), shortRun: samples, before: weights, after: weights, bandwidth: 0.05 });
    // Its KL on a grid is stated as 0.32 by those who trained it.
    expect(view.klLearned).toBeCloseTo(0.32, 1);
    // Exact samples, blurred by their kernels: much nearer than what was learned.
    expect(view.klShortRun).toBeLessThan(0.1);
    expect(view.chains.count).toBe(2);
  });

  it('is refused to runs on images', async () => {
    const config: TrainingConfig = { ...toyConfig, data: { kind: 'images', source: 'mnist', shape: [1, 32, 32] } };
    const nothing = new Float32Array(0);
    await expect(toyView({ engine, config, seed: 1, update: 1, start: nothing, shortRun: nothing, before: {}, after: {}, bandwidth: null })).rejects.toThrow(/learns images/);
  });
});
