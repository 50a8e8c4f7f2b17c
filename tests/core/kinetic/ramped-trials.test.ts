import { describe, expect, test } from 'vitest';
import { areTried, createRampedTrials, stepRampedTrials, trialsOf } from '../../../core/kinetic/ramped-trials.ts';
import type { InherentStates } from '../../../core/kinetic/inherent-states.ts';
import type { RampedTrials, RampSettings, TriedPair } from '../../../core/kinetic/ramped-trials.ts';
import type { PathRecord, TrialRecord } from '../../../core/mapping/records.ts';
import { decodePlain, encodePlain } from '../../../core/mapping/state-codec.ts';
import type { Evaluator } from '../../../core/potentials/create-evaluator.ts';
import { evaluatorOfMixture, gaussianMixture, lowestWay } from '../potentials/gaussian-mixture.ts';
import { evaluatorOf, twoWells } from '../mapping/wells.ts';

const settings: RampSettings = {
  alphaFrom: 4, alphaTo: 400, rampSteps: 3000, rampRepeats: 5, delta: 0.2, temperature: 1, epsilon: 0.05, seed: 7, quenchSteps: 6, chordPoints: 31,
};

interface Found {
  readonly trials: TrialRecord[];
  readonly paths: PathRecord[];
}

/** All trials, in order of their numbers; `kill`: whether to go on from the state's bytes at a border. */
async function tryAll(pairs: readonly TriedPair[], states: InherentStates, evaluator: Evaluator, given: RampSettings = settings, slots = 16, kill: (border: number) => boolean = () => false): Promise<Found> {
  let run = createRampedTrials(pairs, given, slots);
  const found: Found = { trials: [], paths: [] };
  for (let border = 0; !areTried(run, given); border++) {
    const { trials, paths } = await stepRampedTrials(run, states, evaluator, given);
    found.trials.push(...trials);
    found.paths.push(...paths);
    if (kill(border)) run = decodePlain(encodePlain(run, 1), 1) as RampedTrials;
  }
  expect(found.trials.length).toBe(trialsOf(run, given));
  return { trials: found.trials.sort((p, q) => p.trial - q.trial), paths: found.paths.sort((p, q) => p.a - q.a || p.b - q.b) };
}

/** The two wells of a plane, left 0 and right 1. */
function wells(h: number, t = 0.2): { plane: ReturnType<typeof twoWells>; states: InherentStates; saddle: number } {
  const plane = twoWells(h, t, h);
  return {
    plane, saddle: plane.energy(plane.saddle, 0),
    states: { positions: Float32Array.of(plane.left, 0, plane.right, 0), energies: [plane.energy(plane.left, 0), plane.energy(plane.right, 0)] },
  };
}
const both: TriedPair[] = [{ a: 0, b: 1, path: true }];
const alphas = ({ trials }: Found, from: number): number[] => trials.filter((trial) => 'state' in trial.from && trial.from.state === from).map(({ alpha }) => alpha).sort((p, q) => p - q);

describe('attraction–diffusion between two wells of the plane with a magnet that grows', () => {
  test('crosses, in both directions, where the magnet comes up to the steepest slope of U on the way', async () => {
    // Far above T, noise helps little: the chain is held until α·T outweighs max dU/dx between well and saddle.
    const { plane, states, saddle } = wells(60);
    const found = await tryAll(both, states, evaluatorOf(plane));
    const steepest = (from: number, to: number): number =>
      Math.max(...Array.from({ length: 1000 }, (_, i) => Math.abs(plane.gradient(from + (i / 1000) * (to - from), 0)[0])));
    for (const [from, slope] of [[0, steepest(plane.left, plane.saddle)], [1, steepest(plane.right, plane.saddle)]] as const) {
      const found5 = alphas(found, from);
      expect(found5).toHaveLength(5);
      expect(found5[2]! / slope, `from ${from}`).toBeGreaterThan(0.6);
      expect(found5[2]! / slope, `from ${from}`).toBeLessThan(1.1);
    }
    // Out of the deeper well it takes the stronger magnet.
    expect(alphas(found, 0)[2]!).toBeGreaterThan(alphas(found, 1)[2]!);
    for (const { success, barrier, phase, steps, alpha } of found.trials) {
      expect(success).toBe(true);
      expect(phase).toBe('diffusion');
      expect(barrier).toBeGreaterThan(saddle - 0.01);
      expect(alpha).toBeCloseTo(settings.alphaFrom * (settings.alphaTo / settings.alphaFrom) ** (steps / settings.rampSteps), 9);
    }
  });

  test('needs a stronger magnet over a higher barrier, and its quenched path is none below the saddle, none above the thermal one', async () => {
    const medians: number[] = [];
    for (const h of [4, 12, 36]) {
      const { plane, states, saddle } = wells(h);
      const found = await tryAll(both, states, evaluatorOf(plane));
      medians.push(alphas(found, 0)[2]!);
      const [path] = found.paths;
      expect(found.paths).toHaveLength(1);
      expect(path).toMatchObject({ a: 0, b: 1, kind: 'quenched' });
      // Every path from well to well crosses x = saddle, where U is lowest on the saddle itself.
      expect(path!.barrier).toBeGreaterThan(saddle - 0.02 * h);
      const weakest = found.trials.reduce((best, trial) => (trial.alpha < best.alpha ? trial : best));
      expect(path!.barrier).toBeLessThanOrEqual(weakest.barrier);
      expect([...path!.points.subarray(0, 2), ...path!.points.subarray(-2)]).toEqual([...states.positions]);
      expect([path!.energies[0], path!.energies.at(-1)]).toEqual(Array.from(states.energies, Math.fround));
    }
    expect(medians).toEqual([...medians].sort((p, q) => p - q));
    expect(medians[2]! / medians[0]!).toBeGreaterThan(2);
  });

  test('finds the same whatever runs at once, beside what else, and killed at every border', async () => {
    const { plane, states } = wells(4);
    const whole = await tryAll(both, states, evaluatorOf(plane), settings, 1);
    for (const slots of [3, 16, 64]) expect(await tryAll(both, states, evaluatorOf(plane), settings, slots)).toEqual(whole);
    const short = { ...settings, rampSteps: 300, rampRepeats: 2 };
    const pairs: TriedPair[] = [...both, { a: 1, b: 0, path: false }];
    const unhurt = await tryAll(pairs, states, evaluatorOf(plane), short, 3);
    expect(await tryAll(pairs, states, evaluatorOf(plane), short, 3, () => true)).toEqual(unhurt);
    expect(unhurt.trials.map(({ trial }) => trial)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    // A control keeps no path.
    expect(unhurt.paths.map(({ a, b }) => [a, b])).toEqual([[0, 1]]);
  });

  test('writes down chains that never arrive as failures at the strongest magnet', async () => {
    const { plane, states } = wells(60);
    const found = await tryAll(both, states, evaluatorOf(plane), { ...settings, alphaTo: 20, rampSteps: 200 });
    expect(found.trials).toHaveLength(10);
    for (const { success, steps, alpha, closest } of found.trials) {
      expect([success, steps]).toEqual([false, 200]);
      expect(alpha).toBeCloseTo(20, 9);
      expect(closest).toBeGreaterThan(1);
    }
    expect(found.paths).toEqual([]);
  });
});

test('in 64 dimensions, over an analytic mixture, quenched barriers lie between the saddle and the thermal path', async () => {
  const mixture = gaussianMixture(64, 0.3, [{ half: 1.2, weight: 0.6 }, { half: 1, weight: 0.5 }, { half: 0.8, weight: 0.3 }]);
  const { minima, joins } = mixture;
  const positions = Float32Array.from(minima.flatMap(({ x }) => [...x]));
  const pairs = joins.slice(0, 4).map(({ a, b }): TriedPair => ({ a, b, path: true }));
  const given = { ...settings, alphaFrom: 10, alphaTo: 640, rampSteps: 600, rampRepeats: 3, delta: 0.8, quenchSteps: 60, chordPoints: 7 };
  const { trials, paths } = await tryAll(pairs, { positions, energies: minima.map(({ energy }) => energy) }, evaluatorOfMixture(mixture, 16), given);
  expect(trials.every(({ success }) => success)).toBe(true);
  expect(paths).toHaveLength(4);
  for (const { a, b, barrier } of paths) {
    const raw = Math.min(...trials.filter(({ from, to }) => 'state' in from && 'state' in to && [a, b].includes(from.state) && [a, b].includes(to.state)).map((trial) => trial.barrier));
    expect(barrier).toBeGreaterThan(lowestWay(joins, a, b) - 1e-3);
    // Noise has 64·T/2 more than a path that was quenched.
    expect(barrier).toBeLessThan(raw - 10);
  }
});
