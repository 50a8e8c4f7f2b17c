import { openDataset } from '../../core/data/open-dataset.ts';
import type { Handlers } from './handlers.ts';

export function datasetHandlers(): Handlers<'dataset'> {
  return {
    'dataset.inspect': async ({ path, labels, prefer }) => {
      const dataset = await openDataset(path, { ...(labels === null ? {} : { labels }), ...(prefer === undefined ? {} : { prefer }) });
      return { path: dataset.path, kind: dataset.kind, count: dataset.count, shape: [...dataset.shape], labels: dataset.labels === null ? null : [...dataset.labels] };
    },
  };
}
