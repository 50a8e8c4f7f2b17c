import type { Dataset } from '../data/dataset.ts';
import type { ToyDensity } from '../data/toy-density.ts';
import type { StreamKey } from '../random/stream-key.ts';
import { drawWithoutReplacement } from './state-bank.ts';

/** Where positive samples come from, before ε_data is added. */
export interface PositiveSource {
  /** Number of training images; null for a density, which has no end. */
  readonly count: number | null;
  /** `count` samples, flat [count, c, h, w], a function of (key, step, count). */
  draw(count: number, key: StreamKey, step: number): Promise<Float32Array>;
}

/** Images of a data set, a batch without repeats. */
export function imageSource(dataset: Dataset): PositiveSource {
  return {
    count: dataset.count,
    draw: (count, key, step) => dataset.read([...drawWithoutReplacement(count, dataset.count, key, step)]),
  };
}

/** Fresh points of a 2D density. */
export function densitySource(density: ToyDensity): PositiveSource {
  return { count: null, draw: async (count, key, step) => density.sample(count, key, step) };
}
