import type { ClusteringComparison, ClusterScores } from '../../../../core/contract/clustering.ts';

export interface GainRow {
  readonly name: string;
  readonly tip: string;
  readonly scores: ClusterScores | null;
  /** With the sets of the energy; null for these themselves. */
  readonly agreement: number | null;
}

/** The sets of a kinetic map, then its controls, the one that is given most first. */
export function gainRows({ scores, agreement }: ClusteringComparison): GainRow[] {
  return [
    { name: 'Sets', tip: 'The sets of this map.', scores: scores?.sets ?? null, agreement: null },
    { name: 'Pixel graph', tip: 'The same method with squared distances of pixels alone, as if U were flat. What the energy adds is measured against it.', scores: scores?.pixels ?? null, agreement: agreement.pixels },
    { name: 'Ward', tip: 'Ward’s hierarchy of the pixels.', scores: scores?.ward ?? null, agreement: agreement.ward },
    { name: 'k-means', tip: 'k-means on the pixels.', scores: scores?.kmeans ?? null, agreement: agreement.kmeans },
  ];
}
