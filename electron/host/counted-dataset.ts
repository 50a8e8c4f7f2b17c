import { stat } from 'node:fs/promises';
import type { Dataset } from '../../core/data/dataset.ts';
import type { NetworkFacts } from '../../core/contract/network.ts';
import { openMapDataset } from '../../core/jobs/new-map.ts';

type Count = Pick<Dataset, 'count'> & Partial<Pick<Dataset, 'problems'>>;

/**
 * Opens data sets for their number of states, remembering the last one: a form asks for defaults at every change, and a large
 * set takes seconds to read. A file that has changed since is read again.
 */
export function countedDataset(): (potential: { readonly network: Pick<NetworkFacts, 'inputShape'> }, dataset: string | null, labels: string | null, skipBad?: boolean) => Promise<Count | null> {
  let last: { readonly key: string; readonly count: Promise<Count | null> } | null = null;
  return async (potential, dataset, labels, skipBad = false) => {
    if (dataset === null) return null;
    // A path that cannot be looked at is the opener's to complain of.
    const changed = await stat(dataset).then(({ mtimeMs, size }) => [mtimeMs, size], () => []);
    const key = JSON.stringify([dataset, labels, skipBad, potential.network.inputShape, changed]);
    if (last?.key !== key) {
      const count = openMapDataset(potential, dataset, labels, skipBad).then((opened) => (opened === null ? null : { count: opened.count, ...(opened.problems.length > 0 ? { problems: opened.problems } : {}) }));
      const asked = { key, count };
      last = asked;
      count.catch(() => {
        if (last === asked) last = null;
      });
    }
    return last.count;
  };
}
