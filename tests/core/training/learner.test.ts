import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TrainingConfig } from '../../../core/contract/training-config.ts';
import { toyDensity } from '../../../core/data/toy-density.ts';
import { openEngine } from '../../../core/engines/open-engine.ts';
import type { Engine } from '../../../core/engines/engine.ts';
import { toyNet, vanillaNet } from '../../../core/networks/reference-nets.ts';
import { streamKey } from '../../../core/random/stream-key.ts';
import { Learner } from '../../../core/training/learner.ts';
import type { LearnerInfo, LearnerState } from '../../../core/training/learner.ts';
import { densitySource } from '../../../core/training/positive-source.ts';
import type { PositiveSource } from '../../../core/training/positive-source.ts';
import { drawWithoutReplacement } from '../../../core/training/state-bank.ts';
import { takeUpdates } from './take-updates.ts';

const density = { type: 'gmm', groups: 8, sd: 0.15, radius: 1 } as const;
const toy: TrainingConfig = {
  name: 'test', data: { kind: 'toy', density }, architecture: toyNet(2, 8), batchSize: 20, epsilon: 0.125, dataEpsilon: 0.1,
  shortRun: { steps: 10, start: 'persistent', noiseFactor: 1, sampler: 'langevin' }, bankSize: 200,
  phases: [
    { updates: 7, optimizer: 'adam', lrInit: 1e-3, lrMin: 5e-4, lrDecay: 0.9 },
    { updates: 20, optimizer: 'sgd', lrInit: 0.1, lrMin: 0.1, lrDecay: 1 },
  ],
  options: { clipGradient: null, energyPenalty: 0, rejuvenation: 0, weightAverage: null }, longRun: null, logEvery: 1,
};

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: 1 });
});
afterAll(() => engine.close());

function run(config: TrainingConfig, updates: number, from?: LearnerState, source: PositiveSource = densitySource(toyDensity(density))): Promise<{ state: LearnerState; infos: LearnerInfo[] }> {
  return takeUpdates(new Learner(engine, config, source, 3), updates, from);
}

const saved = (state: LearnerState): LearnerState => structuredClone(state);

describe('the learner', () => {
  it('stopped and resumed, across phases too, gives the same bits as never stopping', async () => {
    const whole = await run(toy, 16);
    for (const border of [3, 7, 11]) {
      const first = await run(toy, border);
      const second = await run(toy, 16 - border, saved(first.state));
      expect([...first.infos, ...second.infos]).toEqual(whole.infos);
      expect(second.state).toEqual(whole.state);
    }
  });

  it('changes phase, optimizer and rate as the config says', async () => {
    const { state, infos } = await run(toy, 9);
const decayed = Array.from({ length: 7 }, (_, i) => Math.max(5e-4, 1e-3 * 0.9 ** i));
    infos.forEach((info, i) => expect(info.learningRate).toBeCloseTo([...decayed, 0.1, 0.1][i], 12));
    expect(state).toMatchObject({ update: 9, phase: 1, phaseUpdate: 2, slots: {} });
    await expect(run({ ...toy, phases: [toy.phases[0]] }, 8)).rejects.toThrow(/has ended after 7 updates/);
  });

  it('gives the bank its chains back at the places they were drawn from, and no others', async () => {
    const before = (await run(toy, 0)).state.bank!.states.slice();
    const { state, infos } = await run(toy, 1);
    const after = state.bank!.states;
    const negative = new Set(infos[0].negative);
    const changed = after.filter((value, i) => value !== before[i]);
    expect(changed.length).toBe(2 * toy.batchSize);
    for (const value of changed) expect(negative.has(value)).toBe(true);
  });

  it.each(['data', 'uniform', 'gaussian'] as const)('starts short runs from %s', async (start) => {
    const { state, infos } = await run({ ...toy, shortRun: { ...toy.shortRun, start }, bankSize: null }, 2);
    expect(state.bank).toBeNull();
    expect(infos.every((info) => Number.isFinite(info.energyDifference) && info.gradientNorm > 0)).toBe(true);
    expect(infos[0].negative).not.toEqual(infos[1].negative);
  });

  it('averages weights and clips gradients where asked to', async () => {
    const { state } = await run({ ...toy, options: { ...toy.options, weightAverage: 0.5, clipGradient: 1e-9 } }, 9);
    const start = (await run(toy, 0)).state;
    // Two SGD updates with a gradient of norm 1e-9 leave the weights where Adam left them, to float32.
    const adam = (await run({ ...toy, options: { ...toy.options, clipGradient: 1e-9 } }, 7)).state;
    for (const key of Object.keys(state.weights)) expect(state.weights[key]).toEqual(adam.weights[key]);
    expect(state.average!['f.0.weight']).not.toEqual(start.weights['f.0.weight']);
  });

  it('compiles an image net anew each update and learns from images', async () => {
    const config: TrainingConfig = {
      ...toy, data: { kind: 'images', source: 'x', shape: [1, 32, 32] }, architecture: vanillaNet(1, 2), batchSize: 4, epsilon: 0.03, dataEpsilon: 0.06,
      shortRun: { ...toy.shortRun, steps: 2 }, bankSize: null, phases: [{ updates: 3, optimizer: 'adam', lrInit: 1e-3, lrMin: 1e-3, lrDecay: 1 }],
    };
    const source: PositiveSource = { count: 9, draw: async (count) => new Float32Array(count * 1024).fill(0.5) };
    const { state, infos } = await run(config, 3, undefined, source);
    expect(state.bank!.places).toBe(9);
    // Bank states are noise on [−1, 1], the data a constant image: their energies part from the first updates on.
    expect(infos[2].energyDifference).toBeLessThan(infos[0].energyDifference);
  });

  it('corrects negative chains by MALA, records their acceptance, and goes on from within an update with the same bits', async () => {
    const config: TrainingConfig = { ...toy, shortRun: { ...toy.shortRun, sampler: 'mala', steps: 50 } };
    const whole = await run(config, 4);
    for (const { acceptance } of whole.infos) {
      expect(acceptance).toBeGreaterThan(0.05);
      expect(acceptance).toBeLessThanOrEqual(1);
    }
    expect((await run(toy, 1)).infos[0].acceptance).toBeNull();
    // Left after 25 of 50 steps of the third update and taken up by another learner.
    const { state } = await run(config, 2);
    const first = new Learner(engine, config, densitySource(toyDensity(density)), 3);
    const half = structuredClone({ state, update: await first.walk(state, await first.begin(state)) });
    await first.close();
    expect(half.update.chains.stepsDone).toBe(25);
    const second = new Learner(engine, config, densitySource(toyDensity(density)), 3);
    const { info } = await second.finish(half.state, await second.walk(half.state, half.update));
    await second.close();
    expect(info).toEqual(whole.infos[2]);
  });

  it('refuses MALA without noise', () => {
    expect(() => new Learner(engine, { ...toy, epsilon: 0, shortRun: { ...toy.shortRun, sampler: 'mala' } }, densitySource(toyDensity(density)), 1)).toThrow(/MALA needs noise/);
  });

  it('starts the asked share of bank states anew', async () => {
    const renewed = async (rejuvenation: number): Promise<number> => {
      const config = { ...toy, options: { ...toy.options, rejuvenation } };
      const { state } = await run(config, 0);
      const learner = new Learner(engine, config, densitySource(toyDensity(density)), 3);
      let count = 0;
      for (let update = 0; update < 30; update++) {
        const { start, places } = await learner.begin({ ...state, update });
        places!.forEach((place, i) => (count += start[2 * i] === state.bank!.states[2 * place] ? 0 : 1));
      }
      await learner.close();
      return count / (30 * toy.batchSize);
    };
    expect(await renewed(0)).toBe(0);
    // 600 draws: five standard deviations of a binomial share.
    expect(Math.abs((await renewed(0.25)) - 0.25)).toBeLessThan(5 * Math.sqrt((0.25 * 0.75) / 600));
    expect(await renewed(1)).toBe(1);
  });

  it('keeps energies small where they are penalized', async () => {
    const size = async (energyPenalty: number): Promise<number> => {
      const config: TrainingConfig = { ...toy, options: { ...toy.options, energyPenalty }, phases: [{ updates: 40, optimizer: 'adam', lrInit: 1e-2, lrMin: 1e-2, lrDecay: 1 }] };
      const { state } = await run(config, 40);
      // The bias of the last layer moves all energies at once, which the likelihood cannot see and the penalty can.
      return Math.abs(state.weights['f.8.bias'][0]);
    };
    expect(await size(1e4)).toBeLessThan(await size(0));
  });

  it('refuses a bank without a size on a density', () => {
    expect(() => new Learner(engine, { ...toy, bankSize: null }, densitySource(toyDensity(density)), 1)).toThrow(/needs a size/);
  });
});

describe('draws without replacement', () => {
  it('are different, in range and uniform', () => {
    const counts = new Float64Array(10);
    for (let step = 0; step < 4000; step++) {
      const drawn = drawWithoutReplacement(3, 10, streamKey(1), step);
      expect(new Set(drawn).size).toBe(3);
      for (const place of drawn) counts[place]++;
    }
    // Each place is expected 1,200 times; five standard deviations of a binomial count.
    for (const count of counts) expect(Math.abs(count - 1200)).toBeLessThan(5 * Math.sqrt(4000 * 0.3 * 0.7));
  });

  it('refuse more than there are', () => {
    expect(() => drawWithoutReplacement(4, 3, streamKey(1), 0)).toThrow(/4 different places were asked of 3/);
  });
});
