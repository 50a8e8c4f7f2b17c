import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toyDensity } from '../../../core/data/toy-density.ts';
import type { Engine } from '../../../core/engines/engine.ts';
import { openEngine } from '../../../core/engines/open-engine.ts';
import { createLongRunJob } from '../../../core/jobs/long-run-job.ts';
import { createMapEvaluator } from '../../../core/mapping/map-evaluator.ts';
import { initialWeights } from '../../../core/networks/initial-weights.ts';
import { openNetwork } from '../../../core/networks/open-network.ts';
import { vanillaNet } from '../../../core/networks/reference-nets.ts';
import { localPieces } from '../../../core/pieces/local-pieces.ts';
import type { PieceRunner } from '../../../core/pieces/piece-runner.ts';
import { streamKey } from '../../../core/random/stream-key.ts';
import { createTrainJob } from '../../../core/training/train-job.ts';
import type { TrainState } from '../../../core/training/train-state.ts';
import type { TrainingConfig } from '../../../core/contract/training-config.ts';
import { densitySource } from '../../../core/training/positive-source.ts';
import { smallImages, smallToy } from '../runs/small-runs.ts';
import { loadFixture } from '../potentials/reference-fixtures.ts';

const engines: Engine[] = [];
beforeAll(async () => {
  for (let i = 0; i < 3; i++) engines.push(await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: 1 }));
});
afterAll(async () => {
  for (const engine of engines) await engine.close();
});

/** Three engines side by side, each piece handed to the next of them and, every third time, to another as well: what a crowd of workers may do. */
function crowd(): { runner: PieceRunner; computed: () => number[] } {
  const workers = engines.map(localPieces);
  const computed = workers.map(() => 0);
  let handed = 0;
  const runner: PieceRunner = {
    width: workers.length,
    async run(piece) {
      const place = handed++;
      const at = place % workers.length;
      computed[at]!++;
      const twice = place % 3 === 0 ? workers[(at + 1) % workers.length]!.run(piece) : null;
      const result = await workers[at]!.run(piece);
      if (twice !== null) expect(await twice).toEqual(result);
      return result;
    },
    release: async (potential) => void (await Promise.all(workers.map((worker) => worker.release(potential)))),
    close: async () => void (await Promise.all(workers.map((worker) => worker.close()))),
  };
  return { runner, computed: () => computed };
}

async function trained(config: TrainingConfig, pieces?: PieceRunner): Promise<TrainState> {
  const images = { count: 60, draw: async (count: number) => Float32Array.from({ length: count * 1024 }, (_, i) => (i % 7 < 3 ? -1 : 1)) };
  const source = config.data.kind === 'toy' ? densitySource(toyDensity(config.data.density)) : images;
  const job = createTrainJob({ engine: engines[0]!, config, source, seed: 4, chunkSeconds: 0, ...(pieces === undefined ? {} : { pieces }) });
  let state = await job.init();
  for (let done = false; !done; ) ({ state, done } = await job.step(state));
  await job.close();
  return { ...state, seconds: 0 };
}

/** Of each update two pieces, one a part of the batch. */
const twoParts = { batchSize: 40, bankSize: 60, phases: [{ ...smallImages.phases[0], updates: 8 }] } satisfies Partial<TrainingConfig>;

describe('the same numbers with one engine and with three that take pieces by turns', () => {
  it.each([
    ['in the plane', smallToy],
    ['on images, a batch in two parts, with a long run', { ...smallImages, ...twoParts }],
    ['by MALA on images', { ...smallImages, ...twoParts, shortRun: { ...smallImages.shortRun, sampler: 'mala' } as const }],
  ])('a training %s', async (_, config) => {
    const { runner, computed } = crowd();
    expect(await trained(config, runner)).toEqual(await trained(config));
    for (const count of computed()) expect(count).toBeGreaterThan(5);
  }, 120_000);

  it('a long-run test', async () => {
    const network = openNetwork(vanillaNet(1, 2));
    const potential = { network, weights: initialWeights(network, streamKey(1)), trainEpsilon: 0.03 };
    const images = { count: 40, draw: async (count: number) => Float32Array.from({ length: count * 1024 }, (_, i) => (i % 7 < 3 ? -1 : 1)) };
    const walk = async (pieces?: PieceRunner) => {
      const job = createLongRunJob({
        engine: engines[0]!, ...(pieces === undefined ? {} : { pieces }), potential, stock: { config: { ...smallImages, architecture: vanillaNet(1, 2) }, source: images, bank: null },
        steps: 12, chains: 12, starts: ['data', 'uniform'], seed: 1,
      });
      let state = await job.init();
      for (let done = false; !done; ) ({ state, done } = await job.step(state));
      await job.close();
      return state;
    };
    const { runner, computed } = crowd();
    expect(await walk(runner)).toEqual(await walk());
    for (const count of computed()) expect(count).toBeGreaterThan(3);
  }, 120_000);

  it("the evaluations of a map's slots, from full to nearly empty", async () => {
    const potential = await loadFixture('toy-gmm-trained.pth', 0.125);
    const { runner, computed } = crowd();
    const [many, one] = [createMapEvaluator(runner, potential, 16), createMapEvaluator(localPieces(engines[0]!), potential, 16)];
    for (const rows of [40, 16, 9, 5, 2, 1, 16]) {
      const states = Float32Array.from({ length: 2 * rows }, (_, i) => Math.sin(i));
      expect(await many.energiesAndGradients(states)).toEqual(await one.energiesAndGradients(states));
      expect(await many.energies(states)).toEqual(await one.energies(states));
    }
    for (const count of computed()) expect(count).toBeGreaterThan(3);
    await many.close();
    await one.close();
  });
});
