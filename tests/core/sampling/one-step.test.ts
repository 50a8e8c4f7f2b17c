import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../../core/engines/engine.ts';
import { openEngine } from '../../../core/engines/open-engine.ts';
import { fillGaussian } from '../../../core/random/fill-gaussian.ts';
import { uniformAt } from '../../../core/random/draw.ts';
import { streamKey } from '../../../core/random/stream-key.ts';
import { createLangevin } from '../../../core/sampling/langevin.ts';
import { createMagnetized } from '../../../core/sampling/magnetized.ts';
import { createMala } from '../../../core/sampling/mala.ts';
import { analyticEnergy, analyticGradient, analyticPotential } from './analytic-potential.ts';

// float64 by hand against float32 on the engine: U is up to about 20 with slopes up to 20.
const STATE_TOLERANCE = 2e-6;
const ENERGY_TOLERANCE = 2e-5;
/** After three steps, where each multiplies the error of the one before by up to 1 + (ε²/2)·curvature, about 5 at ε = 0.4. */
const WALK_TOLERANCE = 2e-5;

const trainEpsilon = 0.8;
const scale = 2 / trainEpsilon ** 2;
const starts = [[0.3, -0.2], [-0.9, 0.4], [1.1, 0.7], [-0.05, 0.01], [0.5, 0.3]] as const;
const x = Float32Array.from(starts.flat());
const keys = starts.map((_, i) => streamKey(77, i));
// Per-chain conditions, all different; the last chain starts on its target.
const epsilon = Float64Array.from([0.1, 0.2, 0.05, 0.4, 0.3]);
const temperature = Float64Array.from([1, 2, 0.5, 1, 0.7]);
const alpha = Float64Array.from([3, 0, 10, 1, 5]);
const target = Float32Array.from([1, 0, -0.9, -0.4, 1, 1, 0.2, 0.1, 0.5, 0.3]);

const U = (p: readonly number[]) => scale * analyticEnergy(p[0]!, p[1]!);
const gradU = (p: readonly number[]) => analyticGradient(p[0]!, p[1]!).map((value) => scale * value);
const noiseOf = (i: number, step: number) => {
  const z = new Float32Array(2);
  fillGaussian(z, 0, 2, keys[i]!, step);
  return [z[0]!, z[1]!];
};
const pointOf = (states: ArrayLike<number>, i: number) => [states[2 * i]!, states[2 * i + 1]!];
const targetOf = (i: number) => pointOf(target, i);
const distance = (p: readonly number[], q: readonly number[]) => Math.hypot(p[0]! - q[0]!, p[1]! - q[1]!);
const unit = (p: readonly number[], q: readonly number[]) => {
  const r = distance(p, q);
  return r === 0 ? [0, 0] : [(p[0]! - q[0]!) / r, (p[1]! - q[1]!) / r];
};
/** The equations of science.md, section 3. */
function langevinByHand(p: readonly number[], i: number, step: number, magnet: boolean): number[] {
  const gradient = gradU(p);
  const pull = unit(p, targetOf(i));
  const z = noiseOf(i, step);
  return p.map((value, d) => value - (epsilon[i]! ** 2 / 2) * (gradient[d]! / temperature[i]! + (magnet ? alpha[i]! * pull[d]! : 0)) + epsilon[i]! * z[d]!);
}
function near(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) expect(Math.abs(actual[i]! - expected[i]!), `entry ${i}`).toBeLessThan(tolerance * Math.max(1, Math.abs(expected[i]!)));
}

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: 1 });
});
afterAll(() => engine.close());

describe('steps are those of a float64 computation by hand', () => {
  test('Langevin, three steps in one call, with every reported number at its state', async () => {
    const sampler = await createLangevin(engine, analyticPotential(trainEpsilon), { chains: 5, unroll: 3, path: true, finalEnergy: true });
    const { state, info } = await sampler.step(sampler.init(x, keys), { epsilon, temperature });
    await sampler.close();
    const walk = starts.map((start, i) => {
      const points: number[][] = [pointOf(x, i)];
      for (let step = 0; step < 3; step++) points.push(langevinByHand(points[step]!, i, step, false));
      expect(start.length).toBe(2);
      return points;
    });
    const row = (value: (points: number[][], k: number) => number, k: number) => walk.map((points) => value(points, k));
    near(state.x, walk.flatMap((points) => points[3]!), WALK_TOLERANCE);
    near(info.path, [1, 2, 3].flatMap((k) => walk.flatMap((points) => points[k]!)), WALK_TOLERANCE);
    near(info.energies, [0, 1, 2, 3].flatMap((k) => row((points) => U(points[k]!), k)), 10 * WALK_TOLERANCE);
    near(info.gradientNorms, [0, 1, 2].flatMap((k) => row((points) => Math.hypot(...gradU(points[k]!)), k)), 10 * WALK_TOLERANCE);
    expect(state.steps).toEqual([3, 3, 3, 3, 3]);
  });

  test('ε = ε_train at T = 1 is x − ∇F + ε z', async () => {
    const sampler = await createLangevin(engine, analyticPotential(trainEpsilon), { chains: 5 });
    const { state } = await sampler.step(sampler.init(x, keys), { epsilon: trainEpsilon, temperature: 1 });
    await sampler.close();
    const expected = starts.flatMap((_, i) => {
      const force = analyticGradient(...(pointOf(x, i) as [number, number]));
      const z = noiseOf(i, 0);
      return pointOf(x, i).map((value, d) => value - force[d]! + trainEpsilon * z[d]!);
    });
    near(state.x, expected, STATE_TOLERANCE);
  });

  test('gradient descent has no noise; ε = 0 of training is U = F', async () => {
    const sampler = await createLangevin(engine, analyticPotential(0), { chains: 5 });
    const { state } = await sampler.step(sampler.init(x, keys), { stepSize: 0.01 });
    await sampler.close();
    near(state.x, starts.flatMap((_, i) => {
      const force = analyticGradient(...(pointOf(x, i) as [number, number]));
      return pointOf(x, i).map((value, d) => value - 0.01 * force[d]!);
    }), STATE_TOLERANCE);
  });

  test('magnetized Langevin: α not divided by T, no pull at the target, distances before and after', async () => {
    const sampler = await createMagnetized(engine, analyticPotential(trainEpsilon), { chains: 5, unroll: 2 });
    const { state, info } = await sampler.step(sampler.init(x, keys), { epsilon, temperature, target, alpha });
    await sampler.close();
    const walk = starts.map((_, i) => {
      const points = [pointOf(x, i)];
      for (let step = 0; step < 2; step++) points.push(langevinByHand(points[step]!, i, step, true));
      return points;
    });
    near(state.x, walk.flatMap((points) => points[2]!), WALK_TOLERANCE);
    near(info.distances, [0, 1, 2].flatMap((k) => walk.map((points, i) => distance(points[k]!, targetOf(i)))), WALK_TOLERANCE);
    expect(info.distances[4]).toBe(0);
    near(info.energies, [0, 1].flatMap((k) => walk.map((points) => U(points[k]!))), 10 * WALK_TOLERANCE);
  });

  test.each([false, true])('MALA (magnet: %s): proposals, ratios in detailed balance, acceptance', async (withMagnet) => {
    const steps = 4;
    const sampler = await createMala(engine, analyticPotential(trainEpsilon), { chains: 5, unroll: steps, magnet: withMagnet });
    const magnet = { target, alpha };
    const start = await sampler.init(x, keys);
    near(start.energies, starts.map((_, i) => U(pointOf(x, i))), ENERGY_TOLERANCE);
    const { state, info } = await sampler.step(start, { epsilon, temperature, ...(withMagnet ? { magnet } : {}) });
    await sampler.close();

    let accepted = 0;
    const last = starts.map((_, i) => {
      // log of the target and of the proposal density q(to | from), up to constants that cancel.
      const logTarget = (p: number[]) => -U(p) / temperature[i]! - (withMagnet ? alpha[i]! * distance(p, targetOf(i)) : 0);
      const meanFrom = (p: number[]) => {
        const gradient = gradU(p);
        const pull = unit(p, targetOf(i));
        return p.map((value, d) => value - (epsilon[i]! ** 2 / 2) * (gradient[d]! / temperature[i]! + (withMagnet ? alpha[i]! * pull[d]! : 0)));
      };
      const logProposal = (to: number[], from: number[]) => -(distance(to, meanFrom(from)) ** 2) / (2 * epsilon[i]! ** 2);
      let here = pointOf(x, i);
      for (let k = 0; k < steps; k++) {
        const z = noiseOf(i, k);
        const proposal = meanFrom(here).map((value, d) => value + epsilon[i]! * z[d]!);
        // Metropolis–Hastings: this ratio is what makes the chain reversible for the target.
        const ratio = logTarget(proposal) + logProposal(here, proposal) - logTarget(here) - logProposal(proposal, here);
        expect(Math.abs(info.logRatios[k * 5 + i]! - ratio), `chain ${i} step ${k}`).toBeLessThan(1e-4);
        expect(Math.abs(info.energies[k * 5 + i]! - U(here))).toBeLessThan(ENERGY_TOLERANCE * 20);
        if (withMagnet) expect(Math.abs(info.distances[k * 5 + i]! - distance(here, targetOf(i)))).toBeLessThan(1e-5);
        const accept = Math.log(uniformAt(keys[i]!, k)) < ratio;
        expect(info.accepted[k * 5 + i]).toBe(accept ? 1 : 0);
        if (accept) {
          here = proposal;
          accepted++;
        }
      }
      return here;
    });
    near(state.x, last.flat(), 1e-5);
    near(state.energies, last.map(U), 1e-4);
    near(state.gradients, last.flatMap(gradU), 1e-4);
    // Both outcomes were seen.
    expect(accepted).toBeGreaterThan(0);
    expect(accepted).toBeLessThan(steps * 5);
  });
});

describe('conditions that make no sense', () => {
  test('are refused with the chain named', async () => {
    const potential = analyticPotential(trainEpsilon);
    const langevin = await createLangevin(engine, potential, { chains: 2 });
    const state = langevin.init(x.subarray(0, 4), keys.slice(0, 2));
    await expect(langevin.step(state, { epsilon: [0.1, Number.NaN], temperature: 1 })).rejects.toThrow(/ε of chain 1 is NaN/);
    await expect(langevin.step(state, { epsilon: 0.1, temperature: [1, 0] })).rejects.toThrow(/temperature of chain 1 is 0/);
    await expect(langevin.step(state, { epsilon: 0.1, temperature: 1 }, potential.weights)).rejects.toThrow(/fixed weights/);
    expect(() => langevin.init(x, keys)).toThrow(/made for 2 chains; the state has 5/);
    expect(() => langevin.init(x, keys.slice(0, 2))).toThrow(/need 4 values; the state has 10/);
    await langevin.close();
    await expect(createLangevin(engine, potential, { chains: 0 })).rejects.toThrow(/at least one chain/);
    const mala = await createMala(engine, potential, { chains: 2 });
    const chains = await mala.init(x.subarray(0, 4), keys.slice(0, 2));
    await expect(mala.step(chains, { epsilon: 0.1, temperature: 1, magnet: { target: x, alpha: 1 } })).rejects.toThrow(/without a magnet/);
    await mala.close();
    const magnetized = await createMagnetized(engine, potential, { chains: 2 });
    await expect(magnetized.step(state, { epsilon: 0.1, temperature: 1, target: x, alpha: 1 })).rejects.toThrow(/2 coordinates for each of 2 chains; 10 values/);
    await magnetized.close();
  });
});
