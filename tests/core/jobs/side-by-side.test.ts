import { describe, expect, it } from 'vitest';
import { toyDensity } from '../../../core/data/toy-density.ts';
import { createHoldJob } from '../../../core/jobs/hold-job.ts';
import { createLongRunJob } from '../../../core/jobs/long-run-job.ts';
import type { LongRunState } from '../../../core/jobs/long-run-codec.ts';
import { rateScale } from '../../../core/kinetic/attach-state.ts';
import { squaredLengths } from '../../../core/kinetic/chord-action.ts';
import { createChordScan, graphExcess, stepChordScan } from '../../../core/kinetic/chord-excess.ts';
import { GRAPH_DEFAULTS } from '../../../core/kinetic/kinetic-graph.ts';
import type { HoldStructures } from '../../../core/markov/hold-run.ts';
import type { PieceRunner } from '../../../core/pieces/piece-runner.ts';
import { createEvaluator } from '../../../core/potentials/create-evaluator.ts';
import type { Potential } from '../../../core/potentials/potential.ts';
import { densitySource } from '../../../core/training/positive-source.ts';
import { imageConfig, toyConfig } from '../diagnosis/series-fixtures.ts';
import { inPlane, ofImages, statesOf } from '../pieces/example-pieces.ts';
import { withCrowd } from '../pieces/fake-crowd.ts';
import { worked } from '../pieces/worked.ts';
import type { Takeover } from '../pieces/worked.ts';

const { engine, crowd } = withCrowd(8);

const changing = (every: number) => (border: number) => (border % every !== 1 ? undefined : border % 3 === 0 ? null : crowd.lent(2 + (border % 4)));

describe('a long-run test whose chains walk side by side', () => {
  const images = { count: 60, draw: async (count: number) => Float32Array.from({ length: count * 1024 }, (_, i) => (i % 7 < 3 ? -1 : 1)) };
  const cases: readonly (readonly [string, Potential, () => Parameters<typeof createLongRunJob>[0]])[] = [
    ['of the plane', inPlane, () => ({ engine: engine(), potential: inPlane, stock: { config: toyConfig, source: densitySource(toyDensity({ type: 'gmm', groups: 8, sd: 0.15, radius: 1 })), bank: null }, steps: 1850, chains: 40, starts: ['data', 'uniform'], seed: 3 })],
    ['of images', ofImages, () => ({ engine: engine(), potential: ofImages, stock: { config: imageConfig({ steps: 4, start: 'data' }), source: images, bank: null }, steps: 150, chains: 9, starts: ['data', 'uniform'], seed: 3 })],
  ];
  it.each(cases)('%s records what one engine does, to the bit', async (_, __, options) => {
    const run = async (first: PieceRunner | null, next?: Takeover) => {
      const { state, infos } = await worked<LongRunState, { points: readonly unknown[] }>((pieces) => createLongRunJob({ ...options(), ...pieces }), first, next);
      return { state, points: infos.flatMap(({ points }) => points) };
    };
    const local = await run(null);
    expect(local.state.frames.some((value) => value !== 0)).toBe(true);
    expect(await run(crowd.lent(3))).toEqual(local);
    expect(await run(crowd.lent(2), changing(6))).toEqual(local);
  }, 60_000);
});

/** Structures of 24 random states in three sets, with the rule of a graph over all chords between them. */
async function structuresOf(potential: Potential): Promise<HoldStructures> {
  const positions = statesOf(potential, 24);
  const dimensions = positions.length / 24;
  const pairs = Array.from({ length: 24 }, (_, a) => Array.from({ length: 24 }, (_, b) => [a, b] as const)).flat().filter(([a, b]) => a < b);
  const evaluator = createEvaluator(engine(), potential, 64);
  const energies = await evaluator.energies(positions);
  const scan = createChordScan({ a: Int32Array.from(pairs, ([a]) => a), b: Int32Array.from(pairs, ([, b]) => b) }, 5);
  while (scan.done < pairs.length) await stepChordScan(scan, evaluator, positions, energies);
  await evaluator.close();
  const excess = graphExcess(scan, dimensions);
  const chords = { ...scan.pairs, excess, highest: scan.highest };
  const rule = { ...GRAPH_DEFAULTS, temperature: 1 };
  const rates = rateScale(24, dimensions, chords, { excess, squares: squaredLengths(scan.pairs, positions, dimensions) }, rule);
  return { positions, dimensions, sets: Int32Array.from({ length: 24 }, (_, i) => i % 3), ways: { energies, rates, rule, chordPoints: 5 } };
}

describe('watched chains that walk side by side', () => {
  it.each([['of the plane', inPlane, 200, 70], ['of images', ofImages, 12, 18]] as const)('%s are seen where one engine sees them, to the bit', async (_, potential, steps, chains) => {
    const structures = await structuresOf(potential);
    const settings = { epsilon: potential.trainEpsilon, temperature: 1, steps, chains, quenchSteps: 4, seed: 2 };
    const run = async (first: PieceRunner | null, next?: Takeover) => {
      const { state, infos } = await worked((pieces) => createHoldJob({ engine: engine(), potential, structures, settings, ...pieces }), first, next);
      return { state, evaluations: infos.reduce((sum, { evaluations }) => sum + evaluations, 0), looks: infos.filter(({ looked }) => looked).length };
    };
    const local = await run(null);
    expect(new Set(local.state.seen).size).toBeGreaterThan(1);
    expect(await run(crowd.lent(3))).toEqual(local);
    // What is under way when they stop is done again, and counted once.
    expect((await run(null, changing(170))).state).toEqual(local.state);
  }, 60_000);

  it('are as lost as with one engine, in the same words', async () => {
    const structures = await structuresOf(inPlane);
    const settings = { epsilon: 1e30, temperature: 1, steps: 100, chains: 10, quenchSteps: 1, seed: 2 };
    const words = (pieces: PieceRunner | null) => worked((given) => createHoldJob({ engine: engine(), potential: inPlane, structures, settings, ...given }), pieces).then(() => 'none', (error: Error) => error.message);
    const local = await words(null);
    expect(local).toMatch(/left all bounds/);
    expect(await words(crowd.lent(2))).toBe(local);
  }, 60_000);
});
