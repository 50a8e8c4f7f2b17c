/** How well a clustering agrees with labels. */
export interface ClusterScores {
  /** Part of the items whose label is the commonest of their cluster, 0 … 1. */
  readonly purity: number;
  /** Normalized mutual information I(C; L)/((H(C) + H(L))/2), 0 … 1; 1 where both are constant. */
  readonly nmi: number;
  /** Adjusted Rand index: 1 where both are the same partition, 0 on average by chance, below 0 where worse than that. */
  readonly ari: number;
}

/** Clusters or labels, one an item. */
export type Partition = ArrayLike<number | string>;

/**
 * Purity, normalized mutual information (arithmetic mean of the entropies, as in scikit-learn) and adjusted Rand index of cluster
 * `clusters[i]` and label `labels[i]` of item i. Purity rises with the number of clusters by itself: compare it only at equal numbers.
 * Throws RangeError when the lists differ in length or are empty.
 */
export function clusterScores(clusters: Partition, labels: Partition): ClusterScores {
  const { n, rows, columns, counts } = crossTable(clusters, labels);
  let pure = 0;
  let information = 0;
  for (const [r, row] of counts.entries()) {
    pure += Math.max(...row.values());
    for (const [c, count] of row) information += (count / n) * Math.log((count * n) / (rows[r]! * columns[c]!));
  }
  const mean = (entropy(rows, n) + entropy(columns, n)) / 2;
  return { purity: pure / n, nmi: mean === 0 ? 1 : Math.max(0, information / mean), ari: adjustedRandOf(n, rows, columns, counts) };
}

/**
 * Adjusted Rand index of two partitions of the same items (Hubert and Arabie 1985): the part of the pairs of items that both treat alike,
 * scaled so that chance gives 0 and equality 1. Symmetric: it says how far two partitions agree where neither is the truth.
 * Throws RangeError when the lists differ in length or are empty.
 */
export function adjustedRandIndex(first: Partition, second: Partition): number {
  const { n, rows, columns, counts } = crossTable(first, second);
  return adjustedRandOf(n, rows, columns, counts);
}

/** Items by cluster and label: totals of both, and a sparse row of counts for each cluster. */
interface CrossTable {
  readonly n: number;
  readonly rows: number[];
  readonly columns: number[];
  readonly counts: Map<number, number>[];
}

function crossTable(clusters: Partition, labels: Partition): CrossTable {
  const n = clusters.length;
  if (n !== labels.length) throw new RangeError(`${n} clusters and ${labels.length} labels were given: one of each an item is needed.`);
  if (n === 0) throw new RangeError('There are no items to score.');
  const rowOf = new Map<number | string, number>();
  const columnOf = new Map<number | string, number>();
  const rows: number[] = [];
  const columns: number[] = [];
  const counts: Map<number, number>[] = [];
  for (let i = 0; i < n; i++) {
    const row = numberOf(rowOf, clusters[i]!);
    const column = numberOf(columnOf, labels[i]!);
    rows[row] = (rows[row] ?? 0) + 1;
    columns[column] = (columns[column] ?? 0) + 1;
    const cells = (counts[row] ??= new Map<number, number>());
    cells.set(column, (cells.get(column) ?? 0) + 1);
  }
  return { n, rows, columns, counts };
}

function numberOf(numbers: Map<number | string, number>, name: number | string): number {
  const known = numbers.get(name);
  if (known !== undefined) return known;
  numbers.set(name, numbers.size);
  return numbers.size - 1;
}

function entropy(totals: readonly number[], n: number): number {
  return totals.reduce((sum, total) => sum - (total / n) * Math.log(total / n), 0);
}

function adjustedRandOf(n: number, rows: readonly number[], columns: readonly number[], counts: readonly Map<number, number>[]): number {
  const pairs = (totals: Iterable<number>): number => [...totals].reduce((sum, total) => sum + (total * (total - 1)) / 2, 0);
  const inRows = pairs(rows);
  const inColumns = pairs(columns);
  const together = counts.reduce((sum, row) => sum + pairs(row.values()), 0);
  const byChance = n < 2 ? 0 : (inRows * inColumns) / ((n * (n - 1)) / 2);
  const most = (inRows + inColumns) / 2;
  // Both are one cluster, or both all single items: the same partition.
  return most === byChance ? 1 : (together - byChance) / (most - byChance);
}
