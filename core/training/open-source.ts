import type { TrainingConfig } from '../contract/training-config.ts';
import { dataPath } from '../data/bundled-data.ts';
import type { Dataset } from '../data/dataset.ts';
import { openDataset } from '../data/open-dataset.ts';
import { toyDensity } from '../data/toy-density.ts';
import { densitySource, imageSource } from './positive-source.ts';
import type { PositiveSource } from './positive-source.ts';

/** What a config learns from. */
export interface TrainingData {
  readonly source: PositiveSource;
  /** Null for a density of the plane. */
  readonly dataset: Dataset | null;
}

/** Opens a config's data. `resources`: the program's own. Throws DataError when it is not there or does not fit. */
export async function openTrainingData({ data }: Pick<TrainingConfig, 'data'>, options: { readonly resources: string; readonly skipBad: boolean }): Promise<TrainingData> {
  if (data.kind === 'toy') return { source: densitySource(toyDensity(data.density)), dataset: null };
  const dataset = await openDataset(dataPath(data.source, options.resources), { size: data.shape, skipBad: options.skipBad });
  return { source: imageSource(dataset), dataset };
}
