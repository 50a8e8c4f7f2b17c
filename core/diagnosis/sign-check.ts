import { quantile } from '../analysis/series-statistics.ts';
import type { SignCheck } from '../contract/potential.ts';
import type { Dataset } from '../data/dataset.ts';
import type { Engine } from '../engines/engine.ts';
import { sizeOf } from '../graph/program.ts';
import { readable } from '../pictures/numbers.ts';
import { createEvaluator } from '../potentials/create-evaluator.ts';
import type { Potential } from '../potentials/potential.ts';
import { fillUniform } from '../random/fill-uniform.ts';
import { streamKey } from '../random/stream-key.ts';

/** States of noise that are looked at, and at most as many of data. */
export const SIGN_STATES = 64;

/** The states [n, c, h, w], flat, of a data set that are held against noise: spread over the whole of it, since many are sorted by class. Throws DataError. */
export async function readSignStates(dataset: Pick<Dataset, 'count' | 'read'>): Promise<Float32Array> {
  const count = Math.min(SIGN_STATES, dataset.count);
  return dataset.read(Array.from({ length: count }, (_, at) => Math.floor((at * dataset.count) / count)));
}

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
    return { noise: ofNoise, data: ofData, ...judgeSign(ofNoise, ofData) };
  } finally {
    await evaluator.close();
  }
}

/** What energies of noise and of data (null: none) say of a sign, in words with their numbers. */
export function judgeSign(noise: readonly number[], data: readonly number[] | null): Pick<SignCheck, 'verdict' | 'text'> {
  if (![...noise, ...(data ?? [])].every(Number.isFinite)) return { verdict: 'unknown', text: 'Some energies are not finite: is the range of the images right?' };
  const high = quantile(noise, 0.5);
  if (data === null || data.length === 0) return { verdict: 'unknown', text: `Noise has U = ${readable(high, 4)}. Held against data it would tell whether the sign is right.` };
  const low = quantile(data, 0.5);
  const spread = deviation(noise);
  const lower = low < high;
  const apart = spread > 0 ? `${readable(Math.abs(high - low) / spread, 2)} standard deviations of noise ${lower ? 'below' : 'above'} it` : lower ? 'below it' : 'no lower';
  const below = `${Math.round((100 * data.filter((energy) => energy < high).length) / data.length)} % of ${data.length} states are lower than noise`;
  const words = `ata have U = ${readable(low, 4)}, uniform noise ${readable(high, 4)} (medians): ${apart}; ${below}.`;
  if (lower) return { verdict: 'fits', text: `The sign looks right: d${words}` };
  return { verdict: 'reversed', text: `D${words} What a potential learned from lies below noise. Is this the right data set? Is the range of its values right? Is the sign of the energy right?` };
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
