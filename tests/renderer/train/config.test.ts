import { expect, test } from 'vitest';
import type { RunSummary } from '../../../core/contract/training-run.ts';
import type { TrainingConfig } from '../../../core/contract/training-config.ts';
import { trainingSettings } from '../../../core/contract/training-settings.ts';
import { openNetwork } from '../../../core/networks/open-network.ts';
import { nonlocalNet, toyNet } from '../../../core/networks/reference-nets.ts';
import { compareConfigs } from '../../../renderer/features/train/compare/compare-data.ts';
import { layerWords, netWords } from '../../../renderer/features/train/config/config-words.ts';
import { valueAt, withValueAt } from '../../../renderer/features/train/config/config-path.ts';
import { phasesOfRun } from '../../../renderer/features/train/run-panel/run-progress.ts';
import { fitGrid } from '../../../renderer/features/train/samples/grid-fit.ts';

const config: TrainingConfig = {
  name: 'test',
  data: { kind: 'toy', density: { type: 'gmm', groups: 8, sd: 0.15, radius: 1 } },
  architecture: toyNet(),
  batchSize: 100,
  epsilon: 0.125,
  dataEpsilon: 0,
  shortRun: { steps: 150, start: 'persistent', noiseFactor: 1, sampler: 'langevin' },
  bankSize: 10_000,
  phases: [
    { updates: 100, optimizer: 'adam', lrInit: 1e-3, lrMin: 1e-3, lrDecay: 1 },
    { updates: 300, optimizer: 'sgd', lrInit: 0.1, lrMin: 0.01, lrDecay: 0.99 },
  ],
  options: { clipGradient: null, energyPenalty: 0, rejuvenation: 0, weightAverage: null },
  longRun: { every: 50, steps: 1000, start: 'data' },
  logEvery: 10,
};

const run = (changed: TrainingConfig, seed = 1): RunSummary => ({
  id: 'r', name: 'r', config: changed, seed, engine: { engine: 'onnxruntime', device: 'cpu', threads: 0 }, keeping: { every: 500, newest: 5, nth: 10, best: true },
  skipBadImages: false, folder: '', status: 'running', updates: 0, totalUpdates: 400, layers: openNetwork(changed.architecture).describe(), seconds: 0, chainSteps: 0, hardware: '', createdAt: '', failure: null, failedBy: null, verdict: null,
  warnings: [], checkpoints: [], branchOf: null,
});

test('every setting described is there in a config, under its own key', () => {
  const { keeping, seed, skipBadImages } = run(config);
  const whole = { ...config, keeping, seed, skipBadImages };
  expect(trainingSettings.filter(({ key }) => valueAt(whole, key.replace('phases.', 'phases.0.')) === undefined).map(({ key }) => key)).toEqual([]);
});

test('a value is set at its place, in lists too, and nothing is changed in place', () => {
  const changed = withValueAt(withValueAt(config, 'shortRun.steps', 7), 'phases.1.lrInit', 0.5);
  expect(changed.shortRun).toEqual({ ...config.shortRun, steps: 7 });
  expect(changed.phases.map((phase) => phase.lrInit)).toEqual([1e-3, 0.5]);
  expect(Array.isArray(changed.phases)).toBe(true);
  expect(config.shortRun.steps).toBe(150);
  expect(changed.architecture).toBe(config.architecture);
});

test('compared settings are marked where they differ, and only there', () => {
  const groups = compareConfigs([run(config), run(withValueAt(config, 'epsilon', 0.2), 2)]);
  const differing = groups.flatMap((group) => group.lines.filter((line) => line.differs).map((line) => line.key));
  expect(differing.sort()).toEqual(['epsilon', 'seed']);
});

test('a network is told by its name, width and states, and its layers in a line each', () => {
  const net = nonlocalNet(1, 8);
  const layers = openNetwork(net).describe();
  expect(netWords(net, layers)).toBe('nonlocal, n_f 8, on 1 × 32 × 32');
  expect(netWords(toyNet(), openNetwork(toyNet()).describe())).toBe('toy, n_f 32, on points of the plane');
  expect(layers.slice(0, 3).map(layerWords)).toEqual(['convolution, 3 × 3, stride 1, padding 1 → 8×32×32', 'LeakyReLU, slope 0.05 → 8×32×32', 'max pool, 2 × 2 → 8×16×16']);
});

test('phases follow the updates done', () => {
  const standings = (updates: number): string[] => phasesOfRun(run(config), updates).map((phase) => `${phase.standing} ${phase.done}`);
  expect(standings(0)).toEqual(['active 0', 'waiting 0']);
  expect(standings(100)).toEqual(['done 100', 'active 0']);
  expect(standings(250)).toEqual(['done 100', 'active 150']);
  expect(standings(400)).toEqual(['done 100', 'done 300']);
});

test('a grid of samples is as large as fits and has full rows', () => {
  const { cell, columns, shown } = fitGrid(64, 240, 210, 2, 18, 96);
  expect(columns * (cell + 2) - 2).toBeLessThanOrEqual(240);
  expect(Math.ceil(shown / columns) * (cell + 2) - 2).toBeLessThanOrEqual(210);
  expect(shown % columns).toBe(0);
  expect(fitGrid(3, 400, 100, 2, 18, 96)).toMatchObject({ shown: 3 });
});
