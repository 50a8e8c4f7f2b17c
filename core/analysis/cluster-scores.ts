/** How well a clustering agrees with labels. */
export interface ClusterScores {
  /** Part of the items whose label is the commonest of their cluster, 0 … 1. */
  readonly purity: number;
  /** Normalized mutual information I(C; L)/((H(C) + H(L))/2), 0 … 1; 1 where both are constant. */
  readonly nmi: number;
}

/**
 * Purity and normalized mutual information (arithmetic mean of the entropies, as in scikit-learn) of cluster `clusters[i]` and label
 * `labels[i]` of item i. Purity rises with the number of clusters by itself: compare it only at equal numbers.
 * Throws RangeError when the lists differ in length or are empty.
 */
export function clusterScores(clusters: readonly (number | string)[], labels: readonly (number | string)[]): ClusterScores {
  if (clusters.length !== labels.length) throw new RangeError(`${clusters.length} clusters and ${labels.length} labels were given: one of each an item is needed.`);
  if (clusters.length === 0) throw new RangeError('There are no items to score.');
  const table = new Map<number | string, Map<number | string, number>>();
  const labelTotals = new Map<number | string, number>();
  for (const [i, cluster] of clusters.entries()) {
    const label = labels[i]!;
    const row = table.get(cluster) ?? new Map<number | string, number>();
    row.set(label, (row.get(label) ?? 0) + 1);
    table.set(cluster, row);
    labelTotals.set(label, (labelTotals.get(label) ?? 0) + 1);
  }
  const n = clusters.length;
  let pure = 0;
  let information = 0;
  let clusterEntropy = 0;
  for (const row of table.values()) {
    const size = [...row.values()].reduce((sum, count) => sum + count, 0);
    pure += Math.max(...row.values());
    clusterEntropy -= (size / n) * Math.log(size / n);
    for (const [label, count] of row) information += (count / n) * Math.log((count * n) / (size * labelTotals.get(label)!));
  }
  let labelEntropy = 0;
  for (const count of labelTotals.values()) labelEntropy -= (count / n) * Math.log(count / n);
  const mean = (clusterEntropy + labelEntropy) / 2;
  return { purity: pure / n, nmi: mean === 0 ? 1 : Math.max(0, information / mean) };
}
