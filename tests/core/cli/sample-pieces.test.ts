import { expect, it } from 'vitest';
import { sampleChains } from '../../../core/cli/sample-chains.ts';
import { sampleInPieces } from '../../../core/cli/sample-pieces.ts';
import { createEvaluator } from '../../../core/potentials/create-evaluator.ts';
import { inPlane, ofImages, statesOf } from '../pieces/example-pieces.ts';
import { withCrowd } from '../pieces/fake-crowd.ts';

const { engine, crowd } = withCrowd(9);

it.each([
  // 1,650 steps of the plane are calls of 16, in two pieces, and two steps by themselves.
  ['of the plane by Langevin', inPlane, 150, { sampler: 'langevin', steps: 1650, epsilon: 0.125 }],
  ['of the plane by MALA', inPlane, 70, { sampler: 'mala', steps: 20, epsilon: 0.125 }],
  ['of images, descending', ofImages, 20, { sampler: 'langevin', steps: 3, epsilon: 0 }],
  ['of images that take no step', ofImages, 5, { sampler: 'mala', steps: 0, epsilon: 0.03 }],
] as const)('chains %s end where those of one engine end, to the bit, in pieces', async (_, potential, chains, given) => {
  const start = statesOf(potential, chains);
  const evaluator = createEvaluator(engine(), potential, 50);
  const options = { ...given, temperature: 1, seed: 3 };
  const told = { local: 0, pieces: 0 };
  const local = await sampleChains(engine(), potential, evaluator, start, { ...options, magnet: null, batch: 50 }, (done) => (told.local = done));
  expect(await sampleInPieces(crowd.lent(3), potential, evaluator, start, options, (done) => (told.pieces = done))).toEqual(local);
  expect(told).toEqual({ local: chains * given.steps, pieces: chains * given.steps });
  await evaluator.close();
}, 60_000);
