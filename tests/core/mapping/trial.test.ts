import { describe, expect, test } from 'vitest';
import { createTrial, moveTrial, observeTrial, toRecord } from '../../../core/mapping/trial.ts';
import type { Trial } from '../../../core/mapping/trial.ts';
import type { WalkSettings } from '../../../core/mapping/walk-settings.ts';
import { createSlots, stepSlots } from '../../../core/mapping/trial-slots.ts';
import { streamKey } from '../../../core/random/stream-key.ts';
import { evaluatorOf, flat, twoWells } from './wells.ts';
import type { Plane } from './wells.ts';

const walk: WalkSettings = { temperature: 1, epsilon: 0.05, delta: 0.5, patience: 4, maxSteps: 12 };

function trialTo(target: readonly [number, number], start: readonly [number, number], options: { alpha?: number; seed?: number; targetEnergy?: number } = {}): Trial {
  return createTrial(7, {
    owner: { kind: 'pair', pair: 0, round: 0, forward: true }, phase: 'barriers', from: { basin: 0 }, to: { basin: 1 }, key: streamKey(options.seed ?? 1),
    alpha: options.alpha ?? 1, start: Float32Array.from(start), target: Float32Array.from(target), targetEnergy: options.targetEnergy ?? 0, keepPath: true,
  });
}

/** Leads a trial along given points, U = 0 at each, and tells what became of it after every one. */
function lead(points: readonly (readonly [number, number])[], settings = walk): (Trial['outcome'])[] {
  const trial = trialTo([0, 0], points[0]!);
  return points.map((point) => {
    trial.x.set(point);
    observeTrial(trial, 0, new Float32Array(2), 0, settings, []);
    trial.step++;
    return trial.outcome;
  });
}

describe('when a trial is over', () => {
  test('success where the distance is δ or less, at step 0 too', () => {
    expect(lead([[0.500001, 0]])).toEqual([null]);
    expect(lead([[0.5, 0]])).toEqual(['success']);
    expect(lead([[3, 0], [0.6, 0], [0.25, 0.25]])).toEqual([null, null, 'success']);
  });

  test('failure after M steps in a row without a new smallest distance', () => {
    const away: [number, number][] = [[2, 0], [3, 0], [3, 0], [3, 0], [3, 0]];
    // The smallest distance is that of step 0: step 4 is the M-th after it.
    expect(lead(away)).toEqual([null, null, null, null, 'failure']);
    // As near as before is not nearer.
    expect(lead([[2, 0], [0, 2], [2, 0], [0, -2], [-2, 0]]).at(-1)).toBe('failure');
    // A new smallest distance at the last moment gives M steps more.
    expect(lead([[2, 0], [3, 0], [3, 0], [3, 0], [1.99, 0], [3, 0], [3, 0], [3, 0], [3, 0]], { ...walk, maxSteps: 1e6 })).toEqual([...Array<null>(8).fill(null), 'failure']);
  });

  test('failure after L_max steps, however near it comes', () => {
    const nearer = Array.from({ length: 13 }, (_, i): [number, number] => [5 - 0.3 * i, 0]);
    expect(lead(nearer)).toEqual([...Array<null>(12).fill(null), 'failure']);
    // At a third of that pace it could not arrive in the steps that are left: that is seen after M.
    expect(lead(nearer.map(([x]) => [5 - (5 - x) / 3, 0])).indexOf('failure')).toBe(4);
  });

  test('success counts before failure: the last step allowed may arrive', () => {
    expect(lead([[2, 0], [2, 0], [2, 0], [2, 0], [0.4, 0]]).at(-1)).toBe('success');
  });

  test('failure where U is no number', () => {
    const trial = trialTo([0, 0], [2, 0]);
    observeTrial(trial, NaN, new Float32Array(2), 0, walk, []);
    expect(trial.outcome).toBe('failure');
  });

  test('its record: steps, smallest distance, both settings and outcome', () => {
    const trial = trialTo([0, 0], [3, 0]);
    observeTrial(trial, 1, new Float32Array(2), 0, walk, []);
    trial.step = 1;
    trial.x.set([0.25, 0]);
    observeTrial(trial, 5, new Float32Array(2), 0, walk, []);
    expect(toRecord(trial, walk)).toEqual({
      trial: 7, phase: 'barriers', from: { basin: 0 }, to: { basin: 1 }, alpha: 1, temperature: 1, epsilon: 0.05, success: true, steps: 1, barrier: 5, closest: 0.25,
    });
  });
});

describe('one magnetized step', () => {
  test('x − (ε²/2)(∇U/T + α(x − x*)/‖x − x*‖) + ε z, α not divided by T', () => {
    const gradient = Float32Array.of(3, -4);
    const moved = (temperature: number, alpha: number): number[] => {
      const trial = trialTo([-3, 4], [0, 0], { alpha });
      const settings = { ...walk, temperature };
      observeTrial(trial, 0, gradient, 0, settings, []);
      moveTrial(trial, 0, gradient, 0, settings);
      return [...trial.x];
    };
    const noise = moved(Infinity, 0);
    const half = 0.05 ** 2 / 2;
    for (const [temperature, alpha] of [[1, 0], [2, 0], [1, 50], [4, 50]] as const) {
      // ‖x − x*‖ = 5: the unit vector from x* to x is (0.6, −0.8).
      const expected = noise.map((z, i) => z - half * ([3, -4][i]! / temperature + alpha * [0.6, -0.8][i]!));
      moved(temperature, alpha).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 6));
    }
  });

  test('at x = x* the magnet does not pull', () => {
    const trial = trialTo([1, 1], [1, 1], { alpha: 1e6 });
    const still = { ...walk, delta: -1 };
    observeTrial(trial, 0, new Float32Array(2), 0, still, []);
    moveTrial(trial, 0, new Float32Array(2), 0, still);
    expect(Math.hypot(trial.x[0]! - 1, trial.x[1]! - 1)).toBeLessThan(0.05 * 5);
  });
});

/** Runs trials to their ends in the slots. */
async function run(trials: readonly Trial[], plane: Plane, settings: WalkSettings): Promise<Trial[]> {
  const slots = createSlots(trials.length);
  slots.queue.push(...trials.map(({ trial, plan }) => ({ kind: 'plan' as const, trial, plan })));
  const ended: Trial[] = [];
  while (ended.length < trials.length) ended.push(...((await stepSlots(slots, evaluatorOf(plane), settings)) as Trial[]));
  return ended;
}

describe('whole trials', () => {
  const long = { ...walk, patience: 50, maxSteps: 2000, delta: 0.15 };

  test('the entropic floor: alone with the magnet a chain in N dimensions hovers about N/α around its target', async () => {
    // N = 2: ‖x − x*‖ has density ∝ r exp(−αr), mean 2/α.
    const alpha = 4;
    const trial = trialTo([0, 0], [0.5, 0], { alpha, seed: 3 });
    const never = { ...walk, delta: -1, patience: 1e9, maxSteps: 1e9 };
    let sum = 0;
    const steps = 200_000;
    for (let step = 0; step < steps; step++) {
      observeTrial(trial, 0, new Float32Array(2), 0, never, []);
      sum += trial.distance;
      moveTrial(trial, 0, new Float32Array(2), 0, never);
    }
    // Correlation time about 1/(α² ε²/2) = 50 steps: some 2,000 independent looks at 0.5 ± 0.35.
    expect(Math.abs(sum / steps - 2 / alpha)).toBeLessThan(4 * 0.35 / Math.sqrt(steps / 100));
  }, 60_000);

  test('a weak magnet leaves a chain in its well, a strong one brings it over the saddle', async () => {
    const plane = twoWells(20, 0.1, 20);
    const ends = [[plane.left, 0], [plane.right, 0]] as const;
    const outcomes = async (alpha: number) => (await run(Array.from({ length: 8 }, (_, seed) => trialTo(ends[1], ends[0], { alpha, seed })), plane, long)).map(({ outcome }) => outcome);
    // The steepest slope between the wells is 20·(4·(3^-1.5)·2 + 0.1) ≈ 33: below it the magnet alone cannot pull across.
    expect(await outcomes(2)).toEqual(Array(8).fill('failure'));
    expect(await outcomes(60)).toEqual(Array(8).fill('success'));
  });

  test('the barrier of a success is never below the saddle, and its path starts, peaks and ends where it says', async () => {
    const plane = twoWells(20, 0.1, 20);
    const top = plane.energy(plane.saddle, 0);
    const targetEnergy = plane.energy(plane.right, 0);
    const trials = await run(Array.from({ length: 16 }, (_, seed) => trialTo([plane.right, 0], [plane.left, 0], { alpha: 60, seed, targetEnergy })), plane, long);
    for (const trial of trials) {
      expect(trial.outcome).toBe('success');
      // Chords are cut every 0.0044: the saddle's curvature is 80 along the path.
      expect(trial.barrier).toBeGreaterThan(top - 80 * 0.0044 ** 2);
      expect(trial.path!.peakEnergy).toBeCloseTo(trial.barrier, 5);
      expect(plane.energy(trial.path!.peak[0]!, trial.path!.peak[1]!)).toBeCloseTo(trial.barrier, 3);
    }
  });

  test('a ridge narrower than a step is seen on the chord', async () => {
    // A wall 0.02 wide at x = 0; a step is 0.1 and more.
    const wall: Plane = { energy: (x) => 30 * Math.exp(-((x / 0.01) ** 2)), gradient: () => [5, 0] };
    const [trial] = await run([trialTo([0.6, 0], [-0.6, 0], { alpha: 200 })], wall, { ...long, epsilon: 0.1, delta: 0.2 });
    expect(trial!.outcome).toBe('success');
    expect(trial!.barrier).toBeGreaterThan(25);
  });

  test('the last piece to x*, not walked, counts too', async () => {
    const bump: Plane = { energy: (x) => 10 * Math.exp(-(((x - 0.95) / 0.02) ** 2)), gradient: () => [0, 0] };
    const [trial] = await run([trialTo([1, 0], [0.8, 0], { alpha: 1 })], bump, { ...long, delta: 0.25 });
    expect(trial!.step).toBe(0);
    expect(trial!.barrier).toBeGreaterThan(9.9);
  });

  test('on flat ground the noise is a function of the key alone', async () => {
    const ends = async (seed: number) => [...(await run([trialTo([1, 0], [0, 0], { alpha: 30, seed })], flat, long))[0]!.x];
    expect(await ends(5)).toEqual(await ends(5));
    expect(await ends(5)).not.toEqual(await ends(6));
  });
});
