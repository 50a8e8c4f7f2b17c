import { describe, expect, it } from 'vitest';
import type { TrainingConfig } from '../../../core/contract/training-config.ts';
import { toyDensity } from '../../../core/data/toy-density.ts';
import type { PieceRunner } from '../../../core/pieces/piece-runner.ts';
import { DivergenceError } from '../../../core/training/divergence-error.ts';
import { densitySource } from '../../../core/training/positive-source.ts';
import { createTrainJob } from '../../../core/training/train-job.ts';
import type { TrainInfo } from '../../../core/training/train-job.ts';
import { withCrowd } from '../pieces/fake-crowd.ts';
import { smallImages, smallToy } from '../runs/small-runs.ts';

const { engine, crowd } = withCrowd(6);

const images = { count: 60, draw: async (count: number) => Float32Array.from({ length: count * 1024 }, (_, i) => (i % 7 < 3 ? -1 : 1)) };

/** What a training records, and where it ends; at every border where `next` names whoever goes on, it is left as a killed program would be. */
async function trained(config: TrainingConfig, first: PieceRunner | null, next: (border: number) => PieceRunner | null | undefined = () => undefined): Promise<unknown> {
  const source = config.data.kind === 'toy' ? densitySource(toyDensity(config.data.density)) : images;
  const open = (pieces: PieceRunner | null) => createTrainJob({ engine: engine(), config, source, seed: 4, chunkSeconds: 0.005, ...(pieces === null ? {} : { pieces }) });
  const infos: TrainInfo[] = [];
  let job = open(first);
  let state = await job.init();
  try {
    for (let border = 0, done = false; !done; border++) {
      const step = await job.step(state);
      ({ state, done } = step);
      infos.push(structuredClone(step.info));
      const other = next(border);
      if (done || other === undefined) continue;
      const saved = structuredClone(state);
      await job.close();
      job = open(other);
      state = saved;
    }
  } finally {
    await job.close();
  }
  return {
    updates: infos.flatMap(({ finished }) => (finished === null ? [] : [{ ...finished, seconds: 0 }])), longRuns: infos.flatMap(({ longRun }) => longRun ?? []), state: { ...state, seconds: 0 },
  };
}

describe('a training whose chains are walked side by side', () => {
  it.each<[string, TrainingConfig]>([
    ['in the plane', { ...smallToy, longRun: { every: 10, steps: 50, start: 'data' } }],
    ['in the plane by MALA', { ...smallToy, shortRun: { ...smallToy.shortRun, sampler: 'mala' } }],
    ['on images, a batch in two parts, with a long run of several pieces', { ...smallImages, batchSize: 40, bankSize: 60, longRun: { every: 4, steps: 120, start: 'data' } }],
    ['on images by MALA', { ...smallImages, batchSize: 40, bankSize: 60, shortRun: { ...smallImages.shortRun, sampler: 'mala' } }],
  ])('%s records what one engine does, to the bit', async (_, config) => {
    const local = await trained(config, null);
    expect(await trained(config, crowd.lent(3))).toEqual(local);
    const next = (border: number) => (border % 20 !== 7 ? undefined : border % 3 === 0 ? null : crowd.lent(1 + (border % 4)));
    if (!config.name.endsWith('images') || config.shortRun.sampler === 'mala') expect(await trained(config, crowd.lent(2), next)).toEqual(local);
  }, 120_000);

  it('ends where chains leave all bounds, in the same words; a long run ends at the very step', async () => {
    const wild: TrainingConfig = { ...smallToy, phases: [{ ...smallToy.phases[0], optimizer: 'sgd', lrInit: 1e6, lrMin: 1e6 }] };
    const words = async (pieces: PieceRunner | null): Promise<string> => trained(wild, pieces).then(() => 'no error', (error: unknown) => (expect(error).toBeInstanceOf(DivergenceError), (error as Error).message));
    expect(await words(crowd.lent(2))).toBe(await words(null));
    const longRun: TrainingConfig = { ...wild, phases: [{ ...wild.phases[0], updates: 1, lrInit: 1e16, lrMin: 1e16 }], longRun: { every: 1, steps: 10_000, start: 'data' } };
    const local = (await trained(longRun, null)) as { state: { chainSteps: number }; longRuns: unknown[] };
    expect(local.longRuns).toHaveLength(1);
    expect(local.state.chainSteps).toBeLessThan(16 * 10_000);
    expect(await trained(longRun, crowd.lent(2))).toEqual(local);
  }, 60_000);
});
