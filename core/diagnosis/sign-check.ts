import type { SignCheck } from '../contract/potential.ts';
import type { Engine } from '../engines/engine.ts';
import { sizeOf } from '../graph/program.ts';
import { readable } from '../pictures/numbers.ts';
import { createEvaluator } from '../potentials/create-evaluator.ts';
import type { Potential } from '../potentials/potential.ts';
import { fillUniform } from '../random/fill-uniform.ts';
import { streamKey } from '../random/stream-key.ts';

/** States of noise that are looked at, and at most as many of data. */
export const SIGN_STATES = 64;

/**
 * U of uniform noise on [−1, 1] and of data [n, c, h, w], flat (null: none): whether the sign of an energy is right is seen there, since what
 * was learned from lies lower than noise. Throws EngineError.
 */
export async function checkSign(engine: Engine, potential: Potential, data: Float32Array | null): Promise<SignCheck> {
  const dimensions = sizeOf(potential.network.inputShape);
  const noise = new Float32Array(SIGN_STATES * dimensions);
  for (let at = 0; at < SIGN_STATES; at++) fillUniform(noise, at * dimensions, dimensions, streamKey(3, at), 0, -1, 1);
  const evaluator = createEvaluator(engine, potential, SIGN_STATES / 4);
  try {
    const ofNoise = Array.from(await evaluator.energies(noise));
    const ofData = data === null ? null : Array.from(await evaluator.energies(data));
    return { noise: ofNoise, data: ofData, ...judge(ofNoise, ofData) };
  } finally {
    await evaluator.close();
  }
}

function judge(noise: readonly number[], data: readonly number[] | null): Pick<SignCheck, 'verdict' | 'text'> {
  if (![...noise, ...(data ?? [])].every(Number.isFinite)) return { verdict: 'unknown', text: 'Some energies are not finite: is the range of the images right?' };
  if (data === null || data.length === 0) return { verdict: 'unknown', text: `Noise has U = ${readable(median(noise), 4)}. Held against data it would tell whether the sign is right.` };
  const [low, high] = [median(data), median(noise)];
  const words = `data have U = ${readable(low, 4)}, noise ${readable(high, 4)} (medians)`;
  if (low < high) return { verdict: 'fits', text: `The sign looks right: ${words}.` };
  return { verdict: 'reversed', text: `Data have higher energy than noise (${words}). Is the sign right, and the range of the images?` };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.floor(sorted.length / 2)]!) / 2;
}
