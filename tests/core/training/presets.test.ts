import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../core/diagnosis/diagnose.ts';
import { trainingPreset } from '../../../core/contract/training-run.ts';
import { sizeOf } from '../../../core/graph/program.ts';
import { openNetwork } from '../../../core/networks/open-network.ts';
import { readPresets } from '../../../core/training/presets.ts';
import { TrainingError } from '../../../core/training/training-error.ts';
import { updateProgram } from '../../../core/training/update-program.ts';
import { adam } from '../../../core/training/optimizers/adam.ts';
import { recorded } from '../diagnosis/series-fixtures.ts';

const folder = new URL('../../../resources/presets/', import.meta.url).pathname;

describe('presets', async () => {
  const presets = await readPresets(folder);

  it('are all listed, and each is what the contract says', async () => {
    const files = (await readdir(folder)).filter((file) => file.endsWith('.json') && file !== 'index.json');
    expect(presets.map(({ id }) => `${id}.json`).sort()).toEqual(files.sort());
    for (const preset of presets) expect(trainingPreset.parse(preset)).toEqual(preset);
  });

  it.each(presets.map((preset) => [preset.id, preset] as const))('%s: the net fits the data, the noise of the data covers that of the chains', (_, { config }) => {
    const dimensions = config.data.kind === 'toy' ? 2 : sizeOf(config.data.shape);
    expect(sizeOf(config.architecture.inputShape)).toBe(dimensions);
    // ε_data < ε is what collapses image learning; a density has noise of its own.
    if (config.data.kind === 'images') expect(config.dataEpsilon).toBeGreaterThanOrEqual(config.epsilon);
    if (config.shortRun.start === 'persistent' && config.bankSize !== null) expect(config.bankSize).toBeGreaterThanOrEqual(config.batchSize);
    const { architecture, batchSize, epsilon } = config;
    const program = updateProgram({ network: openNetwork(architecture), batchSize, epsilon, optimizer: adam, clipGradient: null, energyPenalty: 0 });
    expect(program.nodes.length).toBeGreaterThan(0);
  });

  it('a reference preset has the values of the paper', () => {
    const cifar = presets.find(({ id }) => id === 'cifar10-nonconvergent')!;
    expect(cifar).toMatchObject({
      origin: 'reference',
      config: {
        epsilon: 0.01, dataEpsilon: 0.03, shortRun: { steps: 150, start: 'uniform' },
        phases: [{ updates: 100_000, optimizer: 'adam', lrInit: 1e-4, lrMin: 1e-4, lrDecay: 1 }],
      },
    });
  });

  // What the whole run of each gave, with seed 1: tests/fixtures/training-series.
  it.each([
    ['gmm-quick', 'toy-gmm-quick', 'convergent'],
    ['rings-quick', 'toy-rings-quick', 'convergent'],
    ['mnist-convergent-small', 'mnist-convergent-small', 'convergent'],
    ['fashion-nonconvergent-small', 'fashion-nonconvergent-small', 'non-convergent'],
  ])('%s: its recorded run is called by its name', (id, series, verdict) => {
    expect(diagnose(recorded(series), presets.find((preset) => preset.id === id)!.config, null).verdict).toBe(verdict);
  });

  it('a folder without a list is refused', async () => {
    await expect(readPresets('/nowhere')).rejects.toThrow(TrainingError);
    await expect(readPresets('/nowhere')).rejects.toThrow(/nowhere/);
  });
});
