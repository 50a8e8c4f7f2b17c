import { expect, test } from 'vitest';
import { toyNet } from '../../../core/networks/reference-nets.ts';
import { trainingConfig } from '../../../core/contract/training-config.ts';
import type { StartingPotential } from '../../../core/contract/training-run.ts';
import { PriorPotential } from '../../../renderer/features/train/new/prior-potential.svelte.ts';

const potential: StartingPotential = {
  name: 'p', trainEpsilon: 0.1, architecture: toyNet(2, 4),
  weights: [
    { name: 'stem.Div', layer: 'stem', parameters: 8, origin: 'computed' },
    { name: 'stem.bias', layer: 'stem', parameters: 4, origin: null },
    { name: 'graph.mask', layer: 'graph.mask', parameters: 16, origin: 'fixed' },
    { name: 'body.weight', layer: 'body', parameters: 16, origin: null },
    { name: 'fc.weight', layer: 'fc', parameters: 4, origin: null },
    { name: 'fc.bias', layer: 'fc', parameters: 1, origin: null },
  ],
};
const made = (trained: readonly string[] | null = null): PriorPotential => new PriorPotential({ potential: 'id' }, potential, trained);

test('weights stand by layers, from the states to the energy', () => {
  const prior = made();
  expect(prior.layers.map(({ name, parameters, computed, fixed }) => [name, parameters, computed, fixed])).toEqual([
    ['stem', 12, true, false], ['graph.mask', 16, false, true], ['body', 16, false, false], ['fc', 5, false, false],
  ]);
  expect([prior.trained, prior.parameters]).toEqual([null, 33]);
});

test('the last layers, or those that are ticked, are learned', () => {
  const prior = made();
  prior.part = 'last';
  prior.last = 2;
  expect([prior.trained, prior.parameters]).toEqual([['body.weight', 'fc.weight', 'fc.bias'], 21]);
  prior.part = 'chosen';
  // No parameter is ticked at the beginning that is none.
  expect(prior.trained).toEqual(['stem.Div', 'stem.bias', 'body.weight', 'fc.weight', 'fc.bias']);
  prior.tick(prior.layers[0]!, false);
  expect(prior.trained).toEqual(['body.weight', 'fc.weight', 'fc.bias']);
  for (const layer of prior.layers) prior.tick(layer, false);
  expect(prior.trained).toEqual([]);
});

test('a choice that was made before is shown as it was, half a layer too', () => {
  const prior = made(['fc.bias']);
  expect([prior.part, prior.trained]).toEqual(['chosen', ['fc.bias']]);
  expect(prior.layers.map((layer) => [prior.isTicked(layer), prior.isPartly(layer)]).at(-1)).toEqual([false, true]);
});

test('a config is fitted to its network and ε; phases for networks that give F go where it gives U', () => {
  const rate = { updates: 5, lrInit: 1, lrMin: 1, lrDecay: 1 };
  const config = trainingConfig.parse({
    name: 'c', data: { kind: 'toy', density: { type: 'gmm', groups: 4, sd: 0.2, radius: 1 } }, architecture: toyNet(2, 8), batchSize: 4, epsilon: 0.125, dataEpsilon: 0,
    shortRun: { steps: 2, start: 'data' }, bankSize: null, phases: [{ ...rate, optimizer: 'adam' }, { ...rate, optimizer: 'sgd' }], longRun: { every: 8, steps: 9, start: 'data' }, logEvery: 1,
  });
  expect(made().fitted(config, false)).toMatchObject({ architecture: potential.architecture, epsilon: 0.1, phases: [{}, {}] });
  expect(made().fitted(config, true)).toMatchObject({ epsilon: 0.125 });
  const plain = new PriorPotential({ potential: 'id' }, { ...potential, trainEpsilon: 0 });
  expect(plain.fitted(config, false)).toMatchObject({ epsilon: 0.125, phases: [{ optimizer: 'adam' }] });
  expect(plain.fitted(config, false).phases).toHaveLength(1);
  // Long runs that would come after the last update come with it.
  expect([plain.fitted(config, false).longRun?.every, made().fitted(config, false).longRun?.every]).toEqual([5, 8]);
});
