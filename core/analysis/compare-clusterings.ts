import type { ClusteringComparison } from '../contract/clustering.ts';
import type { Linkage } from '../contract/linkage.ts';
import { cutLinkage } from '../hierarchy/cut-linkage.ts';
import { adjustedRandIndex, clusterScores } from './cluster-scores.ts';
import type { ClusterScores } from './cluster-scores.ts';

/**
 * What a grouping by energy is held against, at the same number of sets: k-means and Ward's hierarchy on the states themselves, and
 * the kinetic map's own pipeline with distances between states in the place of excess energies.
 */
export const CONTROLS = ['kmeans', 'ward', 'pixels'] as const;
export type Control = (typeof CONTROLS)[number];

/** Partitions of the same items into as many parts. */
export type ComparedPartitions = Readonly<Record<'sets' | Control, ArrayLike<number>>>;

/**
 * Compares sets with the controls. `labels[i]` is the label of item i, null where it has none: only labelled items are scored, all of them
 * are counted in the agreement. Throws RangeError when lists differ in length or are empty.
 */
export function compareClusterings(sets: number, partitions: ComparedPartitions, labels: ArrayLike<string | number | null> | null): ClusteringComparison {
  const items = partitions.sets.length;
  if (labels !== null && labels.length !== items) throw new RangeError(`${items} items and ${labels.length} labels were given: one of each an item is needed.`);
  const labelled = labels === null ? [] : Array.from({ length: items }, (_, i) => i).filter((i) => labels[i] !== null);
  const of = (partition: ArrayLike<number>): ClusterScores => {
    if (partition.length !== items) throw new RangeError(`${items} and ${partition.length} items were partitioned: they must be the same.`);
    return clusterScores(labelled.map((i) => partition[i]), labelled.map((i) => labels![i]!));
  };
  const { kmeans, ward, pixels } = partitions;
  return {
    sets,
    items,
    agreement: {
      kmeans: adjustedRandIndex(partitions.sets, kmeans),
      ward: adjustedRandIndex(partitions.sets, ward),
      pixels: adjustedRandIndex(partitions.sets, pixels),
    },
    scores: labelled.length === 0 ? null : { sets: of(partitions.sets), kmeans: of(kmeans), ward: of(ward), pixels: of(pixels) },
  };
}

/** Numbers of sets that a map is scored at. */
export const SCORED_SETS: readonly number[] = [2, 4, 6, 8, 10, 12, 16, 20, 24, 32];

/** Hierarchies over the same items, and k-means for any number of clusters. */
export interface ComparedHierarchies {
  readonly sets: Linkage;
  readonly ward: Linkage;
  readonly pixels: Linkage;
  readonly kmeans: (clusters: number) => ArrayLike<number>;
}

/** The comparison at each number of sets that all hierarchies can be cut into; others are left out. Throws as `compareClusterings`. */
export function compareHierarchies(
  { sets, ward, pixels, kmeans }: ComparedHierarchies, labels: ArrayLike<string | number | null> | null, at: readonly number[] = SCORED_SETS,
): ClusteringComparison[] {
  const canBeCut = (linkage: Linkage, m: number): boolean => m >= linkage.leaves - linkage.a.length && m <= linkage.leaves;
  return at
    .filter((m) => [sets, ward, pixels].every((linkage) => canBeCut(linkage, m)))
    .map((m) => compareClusterings(m, { sets: cutLinkage(sets, m), ward: cutLinkage(ward, m), pixels: cutLinkage(pixels, m), kmeans: kmeans(m) }, labels));
}
