import { z } from 'zod';

/** Of a partition against labels (core/analysis/cluster-scores.ts). */
export const clusterScores = z.object({ purity: z.number(), nmi: z.number(), ari: z.number() });
export type ClusterScores = z.infer<typeof clusterScores>;

/** How many of a state's neighbours share its label, by energy and by pixels (core/analysis/neighbour-labels.ts). */
export const neighbourComparison = z.object({
  /** Neighbours of each state that are looked at. */
  keep: z.int().min(1),
  /** States with a label. */
  states: z.int().min(2),
  /** Mean share of the neighbours of lowest cost, and of the nearest by pixels. */
  energy: z.number(),
  pixels: z.number(),
  /** Their difference, and its interval of 95 %. */
  gain: z.number(),
  low: z.number(),
  high: z.number(),
});
export type NeighbourComparison = z.infer<typeof neighbourComparison>;

/** Sets of a kinetic map beside its controls at one number of sets (core/analysis/compare-clusterings.ts). */
export const clusteringComparison = z.object({
  sets: z.int().min(1),
  /** States that were compared. */
  items: z.int().min(1),
  /** Adjusted Rand index between the sets and the partition of each control. Needs no labels. */
  agreement: z.object({ kmeans: z.number(), ward: z.number(), pixels: z.number() }),
  /** Against the labels; null where there are none. */
  scores: z.object({ sets: clusterScores, kmeans: clusterScores, ward: clusterScores, pixels: clusterScores }).nullable(),
  /** The same at every number of sets: the graph has none. Null without labels; absent in maps of earlier versions. */
  neighbours: neighbourComparison.nullable().optional(),
});
export type ClusteringComparison = z.infer<typeof clusteringComparison>;
