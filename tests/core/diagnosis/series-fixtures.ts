import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { TrainingConfig } from '../../../core/contract/training-config.ts';
import type { RunSeries } from '../../../core/contract/training-run.ts';
import { toyNet } from '../../../core/networks/reference-nets.ts';
import { fillGaussian } from '../../../core/random/fill-gaussian.ts';
import { streamKey } from '../../../core/random/stream-key.ts';

export const toyConfig: TrainingConfig = {
  name: 'toy', data: { kind: 'toy', density: { type: 'gmm', groups: 8, sd: 0.15, radius: 1 } }, architecture: toyNet(2, 32), batchSize: 100, epsilon: 0.125, dataEpsilon: 0,
  shortRun: { steps: 150, start: 'persistent', noiseFactor: 1, sampler: 'langevin' }, bankSize: 10_000,
  phases: [{ updates: 3000, optimizer: 'sgd', lrInit: 0.1, lrMin: 0.1, lrDecay: 1 }],
  options: { clipGradient: null, energyPenalty: 0, rejuvenation: 0, weightAverage: null }, longRun: null, logEvery: 100,
};

/** A gray 32×32 image run; the layers do not matter to a verdict. */
export function imageConfig(change: Partial<TrainingConfig> & { readonly steps: number; readonly start: TrainingConfig['shortRun']['start'] }): TrainingConfig {
  const { steps, start, ...rest } = change;
  return {
    ...toyConfig, name: 'images', data: { kind: 'images', source: 'mnist', shape: [1, 32, 32] },
    architecture: { net: 'strided', inputShape: [1, 32, 32], layers: [{ type: 'conv2d', key: 'f.0', out: 1, kernel: 32, stride: 1, padding: 0 }] },
    batchSize: 32, epsilon: 0.015, dataEpsilon: 0.03, bankSize: start === 'persistent' ? 2000 : null,
    shortRun: { steps, start, noiseFactor: 1, sampler: 'langevin' },
    phases: [{ updates: 100_000, optimizer: 'adam', lrInit: 1e-4, lrMin: 1e-4, lrDecay: 1 }],
    ...rest,
  };
}

/** A recorded run of tests/fixtures/training-series, its first `updates` updates where asked for. */
export function recorded(name: string, updates = Infinity): RunSeries {
  const file = fileURLToPath(new URL(`../../fixtures/training-series/${name}.csv`, import.meta.url));
  const rows = readFileSync(file, 'utf8').trim().split('\n').slice(1, updates === Infinity ? undefined : updates + 1).map((line) => line.split(',').map(Number));
  return seriesOf(rows.map((row) => row[1]), rows.map((row) => row[2]));
}

export function seriesOf(energyDifference: ArrayLike<number>, gradientNorm: ArrayLike<number>): RunSeries {
  const zeros = new Float32Array(energyDifference.length);
  return { energyDifference: Float32Array.from(energyDifference), gradientNorm: Float32Array.from(gradientNorm), learningRate: zeros, seconds: zeros };
}

/** Standard normal noise. */
export function noise(length: number, stream: number): Float32Array {
  const values = new Float32Array(length);
  fillGaussian(values, 0, length, streamKey(11, stream), 0);
  return values;
}

/** x_t = φ x_{t−1} + z_t, stationary from the start. */
export function autoregressive(length: number, phi: number, stream: number): Float64Array {
  const z = noise(length, stream);
  const values = new Float64Array(length);
  values[0] = z[0] / Math.sqrt(1 - phi * phi);
  for (let t = 1; t < length; t++) values[t] = phi * values[t - 1] + z[t];
  return values;
}
