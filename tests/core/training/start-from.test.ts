import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trainingConfig } from '../../../core/contract/training-config.ts';
import type { TrainingConfig } from '../../../core/contract/training-config.ts';
import { toyDensity } from '../../../core/data/toy-density.ts';
import type { Engine, Tensors } from '../../../core/engines/engine.ts';
import { openEngine } from '../../../core/engines/open-engine.ts';
import { initialWeights } from '../../../core/networks/initial-weights.ts';
import { openNetwork } from '../../../core/networks/open-network.ts';
import { nonlocalNet, toyNet, vanillaNet } from '../../../core/networks/reference-nets.ts';
import { createEvaluator } from '../../../core/potentials/create-evaluator.ts';
import { createPotential } from '../../../core/potentials/potential.ts';
import { streamKey } from '../../../core/random/stream-key.ts';
import { checkConfig } from '../../../core/training/check-config.ts';
import { chooseWeights } from '../../../core/training/choose-weights.ts';
import { Learner } from '../../../core/training/learner.ts';
import type { LearnerInfo, LearnerState } from '../../../core/training/learner.ts';
import { densitySource } from '../../../core/training/positive-source.ts';
import { startFrom, startingWeights } from '../../../core/training/start-from.ts';
import { importFixture, referenceInput } from '../onnx/reference-cases.ts';
import { takeUpdates } from './take-updates.ts';

const density = { type: 'gmm', groups: 4, sd: 0.2, radius: 1 } as const;
const plane: TrainingConfig = trainingConfig.parse({
  name: 'on', data: { kind: 'toy', density }, architecture: toyNet(2, 4), batchSize: 16, epsilon: 0.125, dataEpsilon: 0.05,
  shortRun: { steps: 10, start: 'persistent' }, bankSize: 100,
  phases: [{ updates: 4, optimizer: 'adam', lrInit: 1e-3, lrMin: 1e-3, lrDecay: 1 }, { updates: 4, optimizer: 'sgd', lrInit: 1, lrMin: 1, lrDecay: 1 }],
  options: { weightAverage: 0.9 }, longRun: null, logEvery: 10,
});
const images: TrainingConfig = { ...plane, data: { kind: 'images', source: 'mnist', shape: [1, 28, 28] } };

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: 1 });
});
afterAll(() => engine.close());

const sha256 = 'a'.repeat(64);

async function energies(architecture: TrainingConfig['architecture'], weights: Tensors, epsilon: number): Promise<Float32Array> {
  const network = openNetwork(architecture);
  const evaluator = createEvaluator(engine, createPotential(network, weights, epsilon), 4);
  const found = await evaluator.energies(referenceInput([4, ...network.inputShape], 3));
  await evaluator.close();
  return found;
}

function learn(config: TrainingConfig, weights: Tensors, updates: number, from?: LearnerState): Promise<{ state: LearnerState; infos: LearnerInfo[] }> {
  return takeUpdates(new Learner(engine, config, densitySource(toyDensity(density)), 3, undefined, startingWeights(config, weights)), updates, from);
}

describe('learning on from a potential', () => {
  it('begins with its U, whatever ε it was learned with', async () => {
    const graph = await importFixture('quadratic_conv.onnx', { quadratic: 0.5, scale: 2 });
    const list = vanillaNet(1, 4);
    const cases = [
      { description: graph.description, weights: graph.weights, epsilons: [0, 0.05] },
      { description: list, weights: initialWeights(openNetwork(list), streamKey(5)), epsilons: [0.015, 0] },
    ];
    for (const { description, weights, epsilons } of cases) {
      for (const trainEpsilon of epsilons) {
        const before = await energies(description, weights, trainEpsilon);
        for (const epsilon of [0, 0.03, trainEpsilon]) {
          const config = startFrom({ ...images, epsilon }, { name: 'p', sha256, network: openNetwork(description), trainEpsilon }, null);
          const after = await energies(config.architecture, startingWeights(config, weights), epsilon);
          // Float32 rounding of one factor.
          after.forEach((energy, row) => expect(Math.abs(energy - before[row]!)).toBeLessThan(2e-6 * Math.max(...before.map(Math.abs))));
          if (epsilon === trainEpsilon) expect(after).toEqual(before);
        }
      }
    }
  });

  it('of a graph moves its weights, stopped and resumed to the same bits', async () => {
    const { description, weights } = await importFixture('mlp_2d.onnx');
    const config = startFrom(plane, { name: 'mlp', sha256, network: openNetwork(description), trainEpsilon: 0 }, null);
    const whole = await learn(config, weights, 7);
    // Of its tensors only the last bias, a constant of U, has no gradient in d_s.
    const keys = Object.keys(weights);
    expect(keys.filter((key) => whole.state.weights[key]!.every((value, i) => value === weights[key]![i]))).toEqual(keys.slice(-1));
    expect(whole.infos.every(({ energyDifference, gradientNorm }) => Number.isFinite(energyDifference) && gradientNorm > 0)).toBe(true);
    expect(new Set(whole.infos.map(({ energyDifference }) => energyDifference)).size).toBe(7);
    const first = await learn(config, weights, 3);
    const second = await learn(config, weights, 4, structuredClone(first.state));
    expect([...first.infos, ...second.infos]).toEqual(whole.infos);
    expect(second.state).toEqual(whole.state);
  });

  it('changes the chosen weights only, and keeps numbers of an optimizer for those alone', async () => {
    const { description, weights } = await importFixture('mlp_2d.onnx');
    const network = openNetwork(description);
    const last = [...network.weights.keys()].slice(-4, -2);
    const config = startFrom(plane, { name: 'mlp', sha256, network, trainEpsilon: 0 }, chooseWeights(network, { only: [`${last[0]!.split('.')[0]}*`], freeze: [...network.weights.keys()].filter((key) => !last.includes(key)) }));
    expect(config.from?.trained).toEqual(last);
    const { state } = await learn(config, weights, 2);
    for (const key of network.weights.keys()) {
      if (last.includes(key)) expect(state.weights[key]).not.toEqual(weights[key]);
      else expect(state.weights[key]).toEqual(weights[key]);
    }
    expect(Object.keys(state.slots).sort()).toEqual(last.flatMap((key) => [`first_moment:${key}`, `second_moment:${key}`]).sort());
  });

  it('begins a persistent bank with data and their noise, learning from random weights with noise', async () => {
    const { description, weights } = await importFixture('mlp_2d.onnx');
    const config = startFrom(plane, { name: 'mlp', sha256, network: openNetwork(description), trainEpsilon: 0 }, null);
    const bankOf = async (of: TrainingConfig, initial: Tensors | null): Promise<Float32Array> => {
      const learner = new Learner(engine, of, densitySource(toyDensity(density)), 3, undefined, initial);
      const { bank } = await learner.init();
      await learner.close();
      return bank!.states;
    };
    /** Points in the middle, more than three widths from all means of the density. */
    const strays = (states: Float32Array): number => Array.from({ length: states.length / 2 }, (_, i) => Math.hypot(states[2 * i]!, states[2 * i + 1]!)).filter((radius) => radius < 0.35).length;
    const data = await bankOf(config, weights);
    expect([data.length, strays(data)]).toEqual([200, 0]);
    expect(await bankOf(config, weights)).toEqual(data);
    const noise = await bankOf(plane, null);
    expect(noise.every((value) => Math.abs(value) <= 1)).toBe(true);
    expect(strays(noise)).toBeGreaterThan(3);
  });

  it('goes down its gradient: on fixed chains d_s falls with a small step of the weights', async () => {
    const { description, weights } = await importFixture('mlp_2d.onnx');
    const config = startFrom({ ...plane, phases: [{ ...plane.phases[0]!, lrInit: 1e-4, lrMin: 1e-4 }] }, { name: 'mlp', sha256, network: openNetwork(description), trainEpsilon: 0 }, null);
    const { state, infos: [info] } = await learn(config, weights, 1);
    const evaluator = createEvaluator(engine, createPotential(openNetwork(config.architecture), state.weights, config.epsilon), 16);
    const mean = async (states: Float32Array): Promise<number> => (await evaluator.energies(states)).reduce((sum, energy) => sum + energy / 16, 0);
    const after = (await mean(info!.positive)) - (await mean(info!.negative));
    await evaluator.close();
    expect(after).toBeLessThan(info!.energyDifference);
  });
});

describe('what cannot be learned on from, and what is to be known', () => {
  it('a layer list that ends in a block cannot be scaled to another ε, and says which ε it has', () => {
    const list = { ...nonlocalNet(1, 4), layers: nonlocalNet(1, 4).layers.slice(0, 3) };
    const network = openNetwork({ ...list, layers: [...list.layers.filter(({ type }) => type === 'conv2d').slice(0, 1), { type: 'softplus' }] });
    expect(() => startFrom({ ...images, epsilon: 0.03 }, { name: 'soft', sha256, network, trainEpsilon: 0.015 }, null)).toThrow('“soft” was learned with ε = 0.015, and its network has no last layer that could be scaled to ε = 0.03. Set ε to 0.015.');
    expect(startFrom({ ...images, epsilon: 0.015 }, { name: 'soft', sha256, network, trainEpsilon: 0.015 }, null).architecture).toBe(network.description);
  });

  it('states of another kind than the data, and graphs without a potential', async () => {
    const mlp = openNetwork((await importFixture('mlp_2d.onnx')).description);
    const conv = openNetwork((await importFixture('vanilla_conv.onnx')).description);
    const from = (network: typeof mlp, config: TrainingConfig): TrainingConfig => startFrom(config, { name: 'p', sha256, network, trainEpsilon: 0 }, null);
    expect(() => checkConfig(from(mlp, images), { count: 100, constantPixels: 0 })).toThrow('“p” takes points of the plane, and images have pixels');
    expect(() => checkConfig(from(conv, plane), null)).toThrow('“p” takes images of 3×32×32, and a 2D density has points of the plane');
    expect(() => checkConfig({ ...plane, architecture: mlp.description }, null)).toThrow('was imported as a graph and cannot be learned from random weights');
    expect(() => checkConfig({ ...from(mlp, plane), from: { ...from(mlp, plane).from!, trained: ['gone'] } }, null)).toThrow('has no weight called "gone"');
  });

  it('weights that were computed when the graph was imported, and batches of a fixed number of rows', async () => {
    const spectral = openNetwork((await importFixture('igebm_param_leaky.onnx')).description);
    const config = startFrom(images, { name: 'igebm', sha256, network: spectral, trainEpsilon: 0 }, null);
    const told = checkConfig(config, { count: 100, constantPixels: 0 });
    expect(told.find(({ setting }) => setting === 'from')?.message).toMatch(/^8 of the 16 tensors that are learned were computed from others/);
    expect(told.find(({ setting }) => setting === 'phases')?.message).toMatch(/^SGD's rate is multiplied by ε²\/2 = 0\.0078/);
    const adam = checkConfig({ ...config, phases: config.phases.slice(0, 1) }, { count: 100, constantPixels: 0 });
    expect(adam.find(({ setting }) => setting === 'phases')?.message).toContain('moves the U of this graph 130 times less');
    const { description } = await importFixture('nonlocal_fixed_batch.onnx');
    const fixed = openNetwork({ ...description, rows: { count: 4, adapts: false } });
    const portions = startFrom(images, { name: 'fixed', sha256, network: fixed, trainEpsilon: 0 }, null);
    expect(checkConfig(portions, { count: 1000, constantPixels: 0 }).find(({ setting }) => setting === 'batchSize')?.message).toMatch(/^The graph was exported for 4 states at a time: an update of 2·16 runs it 8 times/);
    expect(() => checkConfig({ ...portions, batchSize: 200, bankSize: 200 }, { count: 1000, constantPixels: 0 })).toThrow('would take 100 copies of it; 64 are the most');
  });

  it('patterns choose by name, and one that chooses nothing is refused', async () => {
    const network = openNetwork((await importFixture('digit_classifier.onnx', { output: 'logits' })).description);
    expect(chooseWeights(network, { only: [], freeze: [] })).toBeNull();
    expect(chooseWeights(network, { only: ['*'], freeze: [] })).toBeNull();
    expect(chooseWeights(network, { only: ['body.1?.*'], freeze: [] })).toEqual(['body.11.weight', 'body.11.bias']);
    expect(chooseWeights(network, { only: [], freeze: ['*.weight', 'body.0.*'] })).toEqual(['body.3.bias', 'body.8.bias', 'body.11.bias']);
    expect(() => chooseWeights(network, { only: ['fc.*'], freeze: [] })).toThrow('No weight is called "fc.*". There are body.0.weight, body.0.bias');
    expect(() => chooseWeights(network, { only: ['body.0.*'], freeze: ['body.*'] })).toThrow('No weight is left');
  });
});
