import { describe, expect, it } from 'vitest';
import { trainingConfig } from '../../../core/contract/training-config.ts';
import type { TrainingConfig } from '../../../core/contract/training-config.ts';
import { openTrainingData } from '../../../core/training/open-source.ts';
import { checkConfig, dataFacts } from '../../../core/training/check-config.ts';
import { rateWarnings } from '../../../core/training/estimate.ts';
import { nonlocalNet, toyNet, vanillaNet } from '../../../core/networks/reference-nets.ts';
import { smallToy, resources } from '../runs/small-runs.ts';

const images: TrainingConfig = trainingConfig.parse({
  name: 'images', data: { kind: 'images', source: 'mnist', shape: [1, 32, 32] }, architecture: vanillaNet(1, 4), batchSize: 64, epsilon: 0.015, dataEpsilon: 0.03,
  shortRun: { steps: 50, start: 'persistent' }, bankSize: null, phases: [{ updates: 100, optimizer: 'adam', lrInit: 1e-4, lrMin: 1e-4, lrDecay: 1 }], longRun: null, logEvery: 10,
});
const facts = { count: 10_000, constantPixels: 0.3 };
const settingsOf = (config: TrainingConfig, known: typeof facts | null = facts): string[] => checkConfig(config, known).map(({ setting }) => setting);

describe('what is known to fail', () => {
  it('is nothing about sound configs', () => {
    expect(checkConfig(images, facts)).toEqual([]);
    expect(checkConfig(smallToy, null)).toEqual([]);
  });

  it('no data noise, with what the pixels say of it, and less of it than the samples have', () => {
    const [none] = checkConfig({ ...images, dataEpsilon: 0 }, facts);
    expect(none).toMatchObject({ setting: 'dataEpsilon' });
    expect(none!.message).toMatch(/30 % of the pixels are the same in every image.*collapses.*about 0\.03 \(2ε\)/s);
    expect(checkConfig({ ...images, dataEpsilon: 0 }, { ...facts, constantPixels: 0 })[0]!.message).not.toMatch(/pixels are the same/);
    expect(checkConfig({ ...images, dataEpsilon: 0.01 }, facts)[0]!.message).toMatch(/ε_data = 0\.01 is below ε = 0\.015/);
    // Densities of the plane are smooth: the reference learns them without noise.
    expect(settingsOf({ ...smallToy, dataEpsilon: 0 }, null)).toEqual([]);
  });

  it('is found by looking at the images', async () => {
    const { dataset } = await openTrainingData(images, { resources, skipBad: false });
    const found = await dataFacts(dataset!);
    expect(found.count).toBe(10_000);
    // The frame around the digits, of 28 pixels fitted into 32, is black in all of them.
    expect(found.constantPixels).toBeGreaterThan(0.05);
    expect(found.constantPixels).toBeLessThan(0.6);
  });

  it.each([
    ['epsilon', { epsilon: 0 }],
    ['phases', { phases: [{ ...images.phases[0]!, lrInit: 0.1, lrMin: 0.1 }] }],
    ['phases', { phases: [{ ...images.phases[0]!, lrMin: 1e-2 }] }],
    ['phases', { phases: [{ ...images.phases[0]!, optimizer: 'sgd', lrInit: 3, lrMin: 1 }] }],
    ['architecture', { architecture: nonlocalNet(1, 2), data: { ...images.data, shape: [1, 64, 64] } }],
    ['longRun', { longRun: { every: 1000, steps: 10, start: 'data' } }],
    ['options.weightAverage', { options: { ...images.options, weightAverage: 1 } }],
    ['shortRun.steps', { shortRun: { ...images.shortRun, steps: 5 } }],
  ] as [string, Partial<TrainingConfig>][])('%s: %o', (setting, change) => {
    const config = { ...images, ...change };
    if (config.data.kind === 'images') config.architecture = { ...config.architecture, inputShape: config.data.shape };
    expect(settingsOf(config)).toContain(setting);
  });

  it('steps wider than the modes of a density', () => {
    expect(settingsOf({ ...smallToy, epsilon: 0.6 }, null)).toEqual(['epsilon']);
  });
});

describe('what cannot be carried out is refused', () => {
  it.each([
    [/batch of 64 is larger than the data set \(60 images\)/, images, { ...facts, count: 60 }],
    [/batch of 64 is larger than the bank \(50 states\)/, { ...images, bankSize: 50 }, facts],
    [/needs a size: say how many states it holds/, { ...smallToy, bankSize: null }, null],
    [/The network takes states \[2, 1, 1\], the data are \[1, 32, 32\]/, { ...images, architecture: toyNet() }, facts],
  ] as [RegExp, TrainingConfig, typeof facts | null][])('%s', (message, config, known) => {
    expect(() => checkConfig(config, known)).toThrow(message);
    // Shown in the window as well, where settings have names and nothing has a flag.
    expect(() => checkConfig(config, known)).not.toThrow(/batchSize|bankSize|--/);
  });
});

describe('what r_s of the first updates says of the learning rate', () => {
  // ε√N = 0.015 · 32 = 0.48
  const first = (gradientNorms: number[], diverged: string | null = null) => rateWarnings(images, { gradientNorms, energyDifferences: gradientNorms.map(() => 0), diverged });

  it('nothing, where it moves slowly below ε√N', () => {
    expect(first([0.01, 0.03, 0.05, 0.1])).toEqual([]);
  });

  it('too large, where single updates carry it across, where steps overshoot, where they diverge', () => {
    expect(first([0.01, 0.2, 0.1])[0]!.message).toMatch(/looks too large.*moved r_s by 0\.19.*ε√N = 0\.48.*Try 0\.00001/s);
    expect(first([0.01, 0.9, 1.6])[0]!.message).toMatch(/is too large: after 3 updates r_s is 1\.6, 3\.33 times/);
    expect(first([0.01], 'd_s is NaN')[0]!.message).toMatch(/first updates diverged/);
  });
});
