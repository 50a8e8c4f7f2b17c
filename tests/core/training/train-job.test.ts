import { afterAll, beforeAll, expect, it } from 'vitest';
import { trainingConfig } from '../../../core/contract/training-config.ts';
import { toyDensity } from '../../../core/data/toy-density.ts';
import { openEngine } from '../../../core/engines/open-engine.ts';
import type { Engine } from '../../../core/engines/engine.ts';
import { densitySource } from '../../../core/training/positive-source.ts';
import { createTrainJob } from '../../../core/training/train-job.ts';
import { smallToy } from '../runs/small-runs.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: 1 });
});
afterAll(() => engine.close());

it('foresees its chain steps exactly, those of long runs too, at every border', async () => {
  const density = { type: 'gmm', groups: 4, sd: 0.2, radius: 1 } as const;
  const config = trainingConfig.parse({ ...smallToy, phases: [{ updates: 7, optimizer: 'adam', lrInit: 1e-3, lrMin: 1e-3, lrDecay: 1 }], longRun: { every: 3, steps: 60, start: 'data' } });
  // So short that every call of the sampler is a border.
  const job = createTrainJob({ engine, config, source: densitySource(toyDensity(density)), seed: 2, chunkSeconds: 0 });
  let state = await job.init();
  const whole = 16 * (7 * 10 + 2 * 60);
  const left: number[] = [];
  for (let done = false; !done; ) {
    const step = await job.step(state);
    ({ state, done } = step);
    left.push(job.report(state, step.info).stepsLeft!);
    expect(state.chainSteps + left.at(-1)!).toBeCloseTo(whole, 6);
  }
  await job.close();
  expect(left.length).toBeGreaterThan(7);
  expect(left.at(-1)).toBe(0);
});
