import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../../core/engines/engine.ts';
import { openEngine } from '../../../core/engines/open-engine.ts';
import { createEvaluator } from '../../../core/potentials/create-evaluator.ts';
import type { Potential } from '../../../core/potentials/potential.ts';
import { fillUniform } from '../../../core/random/fill-uniform.ts';
import { streamKey } from '../../../core/random/stream-key.ts';
import { createLangevin } from '../../../core/sampling/langevin.ts';
import { createMagnetized } from '../../../core/sampling/magnetized.ts';
import { createMala } from '../../../core/sampling/mala.ts';
import { loadFixture } from '../potentials/reference-fixtures.ts';
import { analyticEnergy, analyticPotential } from './analytic-potential.ts';
import { densityOf, integrationPoints } from './plane-density.ts';
import type { PlaneDensity } from './plane-density.ts';

// 1000 chains from uniform starts; after the burn-in every 32nd state is counted. With 80,000 counts in the 200 to 400
// cells that matter the divergence of a perfect sampler is (cells − 1)/(2·counts), 0.001 to 0.002; the limit is 0.01.
const LIMIT = 0.01;
const CHAINS = 1000;
const UNROLL = 16;
/** Half side of the square: no potential here has more than 1e-4 of its mass outside. */
const HALF = 2.4;

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: 1 });
});
afterAll(() => engine.close());

const keys = Array.from({ length: CHAINS }, (_, i) => streamKey(11, i));
function uniformStarts(): Float32Array {
  const x = new Float32Array(CHAINS * 2);
  fillUniform(x, 0, x.length, streamKey(12), 0, -1.5, 1.5);
  return x;
}

/** Runs `advance` UNROLL steps at a time and counts states after the burn-in. */
async function divergence(density: PlaneDensity, burnIn: number, steps: number, advance: () => Promise<Float32Array>): Promise<number> {
  for (let step = UNROLL; step <= burnIn + steps; step += UNROLL) {
    const states = await advance();
    if (step > burnIn && step % 32 === 0) density.count(states);
  }
  return density.divergence();
}

/** exp(−[U/T + α‖x − x*‖]) of a potential, U by the energy network. */
async function density(potential: Potential, temperature: number, magnet?: { alpha: number; x: number; y: number }): Promise<PlaneDensity> {
  const points = integrationPoints(HALF);
  const evaluator = createEvaluator(engine, potential, 4096);
  const energies = await evaluator.energies(points);
  await evaluator.close();
  return densityOf(energies.map((u, i) => u / temperature + (magnet ? magnet.alpha * Math.hypot(points[2 * i]! - magnet.x, points[2 * i + 1]! - magnet.y) : 0)), HALF);
}

/** Burn-in at `coarse`, which spreads the chains over the basins sooner, then 640 steps at ε. */
async function langevinDivergence(potential: Potential, exact: PlaneDensity, epsilon: number, temperature: number, coarse = 0.125): Promise<number> {
  const sampler = await createLangevin(engine, potential, { chains: CHAINS, unroll: UNROLL });
  let state = sampler.init(uniformStarts(), keys);
  for (let step = 0; step < 960; step += UNROLL) ({ state } = await sampler.step(state, { epsilon: coarse, temperature }));
  const result = await divergence(exact, 640, 2560, async () => {
    ({ state } = await sampler.step(state, { epsilon, temperature }));
    return state.x;
  });
  await sampler.close();
  return result;
}

async function malaDivergence(potential: Potential, exact: PlaneDensity, epsilon: number, temperature: number, burnIn: number): Promise<number> {
  const sampler = await createMala(engine, potential, { chains: CHAINS, unroll: UNROLL });
  let state = await sampler.init(uniformStarts(), keys);
  const result = await divergence(exact, burnIn, 2560, async () => {
    ({ state } = await sampler.step(state, { epsilon, temperature }));
    return state.x;
  });
  await sampler.close();
  return result;
}

describe('long runs match exp(−U/T), trained toy potential', () => {
  let potential: Potential;
  beforeAll(async () => {
    potential = await loadFixture('toy-gmm-trained.pth', 0.125);
  });

  test.each([1, 2])('Langevin with small ε, T = %d', async (temperature) => {
    expect(await langevinDivergence(potential, await density(potential, temperature), 0.05, temperature)).toBeLessThan(LIMIT);
  });

  test.each([[1, 0.125], [2, 0.2]])('MALA, T = %d', async (temperature, epsilon) => {
    expect(await malaDivergence(potential, await density(potential, temperature), epsilon, temperature, 1000)).toBeLessThan(LIMIT);
  });

  test('Langevin at the large ε of training does not: MALA above owes its match to its acceptance', async () => {
    expect(await langevinDivergence(potential, await density(potential, 1), 0.125, 1)).toBeGreaterThan(2 * LIMIT);
  });

  test('magnetized Langevin matches exp(−[U/T + α‖x − x*‖]), T = 2: α is not divided by T', async () => {
    const magnet = { alpha: 2, x: 0.5, y: -0.3 };
    const exact = await density(potential, 2, magnet);
    const sampler = await createMagnetized(engine, potential, { chains: CHAINS, unroll: UNROLL });
    const target = Float32Array.from({ length: CHAINS * 2 }, (_, i) => (i % 2 === 0 ? magnet.x : magnet.y));
    let state = sampler.init(uniformStarts(), keys);
    const result = await divergence(exact, 2000, 2560, async () => {
      ({ state } = await sampler.step(state, { epsilon: 0.05, temperature: 2, target, alpha: magnet.alpha }));
      return state.x;
    });
    await sampler.close();
    expect(result).toBeLessThan(LIMIT);
  });
});

describe('long runs match exp(−U/T) of a formula', () => {
  test('Langevin and MALA on two smooth wells, T = 0.7', async () => {
    const points = integrationPoints(HALF);
    const exact = () => densityOf(Float64Array.from({ length: points.length / 2 }, (_, i) => analyticEnergy(points[2 * i]!, points[2 * i + 1]!) / 0.7), HALF);
    expect(await langevinDivergence(analyticPotential(0), exact(), 0.06, 0.7)).toBeLessThan(LIMIT);
    expect(await malaDivergence(analyticPotential(0), exact(), 0.4, 0.7, 1000)).toBeLessThan(LIMIT);
  });
});

describe('MALA in equilibrium', () => {
  test('goes from any quarter of the plane to any other as often as back (detailed balance)', async () => {
    const potential = await loadFixture('toy-gmm-trained.pth', 0.125);
    const sampler = await createMala(engine, potential, { chains: CHAINS, unroll: UNROLL });
    let state = await sampler.init(uniformStarts(), keys);
    const conditions = { epsilon: 0.4, temperature: 2 };
    for (let step = 0; step < 800; step += UNROLL) ({ state } = await sampler.step(state, conditions));
    const quarter = (i: number) => (state.x[2 * i]! > 0 ? 1 : 0) + (state.x[2 * i + 1]! > 0.2 ? 2 : 0);
    const flow = Array.from({ length: 4 }, () => new Float64Array(4));
    for (let step = 0; step < 1600; step += UNROLL) {
      const before = Array.from({ length: CHAINS }, (_, i) => quarter(i));
      ({ state } = await sampler.step(state, conditions));
      before.forEach((from, i) => flow[from]![quarter(i)]!++);
    }
    await sampler.close();
    for (let a = 0; a < 4; a++) {
      for (let b = 0; b < a; b++) {
        const [there, back] = [flow[a]![b]!, flow[b]![a]!];
        expect(there + back).toBeGreaterThan(1000);
        // Difference of two Poisson-like counts: 4.5 standard deviations.
        expect(Math.abs(there - back), `${a} and ${b}`).toBeLessThan(4.5 * Math.sqrt(there + back));
      }
    }
  });
});
