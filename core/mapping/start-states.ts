import type { ResolvedKinetic } from '../contract/map-settings.ts';
import type { Dataset } from '../data/dataset.ts';
import { shuffledIndices } from '../random/draw.ts';
import { fillGaussian } from '../random/fill-gaussian.ts';
import { fillUniform } from '../random/fill-uniform.ts';
import { streamKey } from '../random/stream-key.ts';
import { MappingError } from './mapping-error.ts';
import { STREAM } from './work.ts';

/** Where a state starts: its point and, where it came from data, which image and what label that has. */
export interface Start {
  readonly x: Float32Array;
  readonly source: number | null;
  readonly label: string | null;
}

/** The settings of a map that say where its states start. */
export type StartSettings = Pick<ResolvedKinetic, 'start' | 'startScale' | 'seed'>;

/** Start points by number: a function of the seed and the number alone. */
export interface StartSource {
  read(numbers: readonly number[]): Promise<Start[]>;
}

/**
 * Start states (science.md, section 3): uniform on [-1, 1] or standard Gaussian, times `startScale`, or images of a data set, each once in a random
 * order before any comes again. Throws MappingError when data is asked for and missing or of another size.
 */
export function createStartSource({ start: kind, startScale: scale, seed }: StartSettings, dimensions: number, dataset: Dataset | null): StartSource {
  if (kind === 'data') {
    if (dataset === null) throw new MappingError('This map is to start from data, but no data set was given: give one, or start from uniform or gaussian noise.');
    return dataSource(seed, dimensions, dataset);
  }
  return {
    read: async (numbers) =>
      numbers.map((number) => {
        const x = new Float32Array(dimensions);
        const key = streamKey(seed, STREAM.start, number);
        if (kind === 'uniform') fillUniform(x, 0, dimensions, key, 0, -scale, scale);
        else {
          fillGaussian(x, 0, dimensions, key, 0);
          x.forEach((value, i) => (x[i] = scale * value));
        }
        return { x, source: null, label: null };
      }),
  };
}

function dataSource(seed: number, dimensions: number, dataset: Dataset): StartSource {
  const size = dataset.shape.reduce((product, axis) => product * axis, 1);
  if (dataset.count === 0) throw new MappingError(`The data set ${dataset.path} is empty: there is nothing to start from.`);
  if (size !== dimensions) {
    throw new MappingError(`The data set ${dataset.path} holds states of ${dataset.shape.join(' x ')} = ${size} values; the potential takes ${dimensions}.`);
  }
  const order = shuffledIndices(streamKey(seed, STREAM.dataOrder), 0, dataset.count);
  return {
    read: async (numbers) => {
      const indices = numbers.map((number) => order[number % dataset.count]!);
      const images = await dataset.read(indices);
      return indices.map((source, i) => ({ x: images.slice(i * dimensions, (i + 1) * dimensions), source, label: dataset.labelOf(source) }));
    },
  };
}
