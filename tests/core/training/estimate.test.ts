import { afterAll, beforeAll, expect, it } from 'vitest';
import { toyDensity } from '../../../core/data/toy-density.ts';
import type { Engine } from '../../../core/engines/engine.ts';
import { openEngine } from '../../../core/engines/open-engine.ts';
import { estimateUpdates } from '../../../core/training/estimate.ts';
import { densitySource } from '../../../core/training/positive-source.ts';
import { smallToy } from '../runs/small-runs.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: 1 });
});
afterAll(() => engine.close());

const source = densitySource(toyDensity({ type: 'gmm', groups: 4, sd: 0.2, radius: 1 }));

/** A clock that goes on by a millisecond at every look, whatever the machine does. */
const clock = (): (() => number) => {
  let now = 0;
  return () => now++;
};

it('an estimate is put together from updates that are not counted', async () => {
  const estimate = await estimateUpdates(engine, smallToy, source, 1, { now: clock(), budget: 0.05 });
  expect(estimate.seconds).toBeCloseTo(20 * estimate.secondsPerUpdate, 10);
  expect(estimate.stepsPerSecond).toBeCloseTo(10 / estimate.secondsPerUpdate, 10);
  expect(estimate.hardware).toMatch(/onnxruntime/);
  expect(estimate.warnings).toEqual([]);
});

it('says that a rate is too large by what it does to the first updates', async () => {
  const sound = { ...smallToy, phases: [{ updates: 200, optimizer: 'sgd' as const, lrInit: 0.1, lrMin: 0.1, lrDecay: 1 }] };
  const wild = { ...sound, phases: [{ ...sound.phases[0]!, lrInit: 300, lrMin: 300 }] };
  expect((await estimateUpdates(engine, sound, source, 1, { now: clock(), budget: 0.2 })).warnings).toEqual([]);
  const [warning] = (await estimateUpdates(engine, wild, source, 1, { now: clock(), budget: 0.2 })).warnings;
  expect(warning).toMatchObject({ setting: 'phases' });
  expect(warning!.message).toMatch(/300 (is|looks) too large.*Try 30/s);
});

it('measures fewer Langevin steps where an update of all of them would take too long', async () => {
  const long = { ...smallToy, shortRun: { ...smallToy.shortRun, steps: 100_000 } };
  const estimate = await estimateUpdates(engine, long, source, 1, { now: clock(), budget: 0.05 });
  // A call of 25 steps takes one tick of this clock and a look: 0.04 to 0.2 ms a step.
  expect(estimate.secondsPerUpdate).toBeGreaterThan(2);
  expect(estimate.secondsPerUpdate).toBeLessThan(40);
});
