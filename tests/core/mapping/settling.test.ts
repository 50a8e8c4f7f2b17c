import { expect, test } from 'vitest';
import { advanceChain, createChain } from '../../../core/mapping/chain.ts';
import { settlingWarning } from '../../../core/mapping/settling.ts';
import type { Settling } from '../../../core/mapping/settling.ts';
import { streamKey } from '../../../core/random/stream-key.ts';

const walk = { temperature: 1, epsilon: 0.1, delta: 1, patience: 1, maxSteps: 1, descentPatience: 1, descentSteps: 1 };
const dimensions = 64;

/** 40 chains of U = k‖x‖²/2 from `start` in every coordinate: how U fell over their second halves. */
function settle(start: number, steps: number): Settling {
  const settling = { chains: 0, fall: 0 };
  const k = 4;
  for (let i = 0; i < 40; i++) {
    const chain = createChain(i, streamKey(1, i), new Float32Array(dimensions).fill(start), steps);
    let energy: number;
    do {
      energy = (k / 2) * chain.x.reduce((sum, value) => sum + value * value, 0);
    } while (!advanceChain(chain, energy, chain.x.map((value) => k * value), 0, walk));
    settling.chains++;
    settling.fall += chain.halfEnergy - chain.energy;
  }
  return settling;
}

test('chains that have arrived are let be, chains on their way down are spoken of', () => {
  // Relaxation takes 1/(k ε²/2) = 50 steps.
  expect(settlingWarning(settle(3, 2000), { temperature: 1, sampleSteps: 2000 }, dimensions)).toBeNull();
  const warning = settlingWarning(settle(3, 40), { temperature: 1, sampleSteps: 40 }, dimensions);
  expect(warning?.setting).toBe('sampleSteps');
  // Halfway U is 2·64·9·e^(-2·20/50) ≈ 518 above its floor, at the end 233: a fall of about 285 less what thermal energy has come in.
  expect(warning?.message).toMatch(/over the second half of their 40 steps U fell by 2[5-8]\d on average, where the noise at T moves it by about 6\./);
});

test('at a higher T the same fall may be noise', () => {
  const fall = { chains: 10, fall: 10 * 50 };
  expect(settlingWarning(fall, { temperature: 1, sampleSteps: 10 }, 128)).not.toBeNull();
  expect(settlingWarning(fall, { temperature: 3, sampleSteps: 10 }, 128)).toBeNull();
});

test('no chains, or chains without steps, say nothing', () => {
  expect(settlingWarning({ chains: 0, fall: 0 }, { temperature: 1, sampleSteps: 10 }, 128)).toBeNull();
  const chain = createChain(0, streamKey(1), Float32Array.of(1), 0);
  expect(advanceChain(chain, 5, Float32Array.of(1), 0, walk)).toBe(true);
  expect(chain.halfEnergy - chain.energy).toBe(0);
});

test('a sample that is quenched comes to the bottom of its well, and its settling is judged by where the chain ended', () => {
  const k = 4;
  const chain = createChain(0, streamKey(1), new Float32Array(dimensions).fill(1), 400, 200);
  const energyOf = (): number => (k / 2) * chain.x.reduce((sum, value) => sum + value * value, 0);
  let steps = 0;
  while (!advanceChain(chain, energyOf(), chain.x.map((value) => k * value), 0, walk)) steps++;
  expect(steps).toBe(600);
  // N·T/2 where the chain ended; each step of the descent shortens x by 1 − k·ε²/2 = 0.98.
  expect(chain.sampledEnergy).toBeGreaterThan(15);
  expect(chain.energy).toBeCloseTo(chain.sampledEnergy! * 0.98 ** 400, 3);
});
