import { z } from 'zod';

/** Of a partition against labels (core/analysis/cluster-scores.ts). */
export const clusterScores = z.object({ purity: z.number(), nmi: z.number(), ari: z.number() });
export type ClusterScores = z.infer<typeof clusterScores>;

/** Sets of a kinetic map beside its controls at one number of sets (core/analysis/compare-clusterings.ts). */
export const clusteringComparison = z.object({
  sets: z.int().min(1),
  /** States that were compared. */
  items: z.int().min(1),
  /** Adjusted Rand index between the sets and the partition of each control. Needs no labels. */
  agreement: z.object({ kmeans: z.number(), ward: z.number(), pixels: z.number() }),
  /** Against the labels; null where there are none. */
  scores: z.object({ sets: clusterScores, kmeans: clusterScores, ward: clusterScores, pixels: clusterScores }).nullable(),
});
export type ClusteringComparison = z.infer<typeof clusteringComparison>;
