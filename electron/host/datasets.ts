import type { DatasetOptions } from '../../core/data/dataset-options.ts';
import { openDataset } from '../../core/data/open-dataset.ts';
import type { Handlers } from './handlers.ts';

export function datasetHandlers(): Handlers<'dataset'> {
  return {
    'dataset.inspect': async ({ path, labels, prefer, skipBad, fit }) => {
      const options: DatasetOptions = { skipBad, ...(labels === null ? {} : { labels }), ...(prefer === undefined ? {} : { prefer }) };
      const fitted = fit === undefined ? null : await openDataset(path, { ...options, size: fit });
      // Its own shape is told where it has one: images of several sizes are one data set only once they are fitted.
      const dataset = fitted === null ? await openDataset(path, options) : await openDataset(path, options).catch(() => fitted);
      return { path: dataset.path, kind: dataset.kind, count: dataset.count, shape: [...dataset.shape], labels: dataset.labels === null ? null : [...dataset.labels] };
    },
  };
}
