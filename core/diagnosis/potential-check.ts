import type { EpsilonCheck } from '../contract/potential.ts';
import type { Engine } from '../engines/engine.ts';
import { readable } from '../pictures/numbers.ts';
import type { Potential } from '../potentials/potential.ts';
import { judgeEpsilon, measureEpsilon } from './epsilon-check.ts';
import { checkSign } from './sign-check.ts';

/**
 * Whether a potential at its ε, and data [n, c, h, w], flat (null: none), belong together: U of the data against U of noise, then what short
 * chains say of ε. Null where there is nothing to look at: no data, and ε = 0. Throws EngineError, SamplingError; the reason of `signal` once it is aborted.
 */
export async function checkPotential(engine: Engine, potential: Potential, data: Float32Array | null, signal?: AbortSignal): Promise<EpsilonCheck | null> {
  const ofData = data === null ? null : await checkData(engine, potential, data);
  signal?.throwIfAborted();
  if (potential.trainEpsilon === 0 || (ofData !== null && ofData.verdict !== 'fits')) return ofData;
  const found = judgeEpsilon(await measureEpsilon(engine, potential, signal), potential.trainEpsilon);
  return found.verdict === 'fits' && ofData !== null ? { verdict: 'fits', text: `${found.text} ${ofData.text}` } : found;
}

/** The same of the data alone, whatever ε is: it changes the scale of U and no sign. Throws EngineError. */
export async function checkData(engine: Engine, potential: Potential, data: Float32Array): Promise<EpsilonCheck> {
  const { verdict, text } = await checkSign(engine, potential, data);
  if (verdict !== 'fits') return { verdict: 'data', text };
  const [, height, width] = potential.network.inputShape;
  const least = data.reduce((low, value) => Math.min(low, value), Infinity);
  // The commonest slip with arrays: images of a potential go from −1 (black) to 1, and these were left at 0 to 1.
  if (height * width > 1 && least >= 0) {
    const most = data.reduce((high, value) => Math.max(high, value), -Infinity);
    return { verdict: 'data', text: `Values of the data lie from ${readable(least)} to ${readable(most)}, none below 0, where images go from −1 to 1. If they were scaled to 0 … 1, give 2x − 1 instead. ${text}` };
  }
  return { verdict: 'fits', text };
}
