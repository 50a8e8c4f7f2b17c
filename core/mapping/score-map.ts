import type { Landscape } from '../contract/landscape.ts';
import { clusterScores } from '../analysis/cluster-scores.ts';
import { advanceKMeans, createKMeans } from '../analysis/k-means.ts';
import type { KMeans } from '../analysis/k-means.ts';
import type { Dataset } from '../data/dataset.ts';
import { streamKey } from '../random/stream-key.ts';
import { STREAM } from './work.ts';

/** Independent runs of k-means, of which the one with the smallest spread counts. */
const RUNS = 4;
/** Multiply-adds a call: about a tenth of a second. */
const BUDGET = 5e7;

/** Scores under way: a k-means run, and the best before it. Plain data. */
export interface ScoreWork {
  run: KMeans | null;
  runs: number;
  best: { readonly inertia: number; readonly assignment: Int32Array } | null;
}

/** A placed state that came from labelled data. `basin`: the standing basin it belongs to. */
export interface LabelledMember {
  basin: number;
  readonly source: number;
  readonly label: string;
}

export function createScoreWork(): ScoreWork {
  return { run: null, runs: 0, best: null };
}

/**
 * Purity and NMI of basins against labels, beside those of k-means on the pixels of the same images of the data set with as many
 * clusters (best of 4 runs). Works a while and returns the scores once it is through, null before. Throws as the data set's `read`.
 */
export async function advanceScores(
  work: ScoreWork, members: readonly LabelledMember[], dataset: Dataset, pixels: PixelCache, seed: number,
): Promise<Landscape['scores']> {
  const points = await pixels.read(dataset, members);
  const clusters = new Set(members.map(({ basin }) => basin)).size;
  work.run ??= createKMeans(points, points.length / members.length, clusters, streamKey(seed, STREAM.kMeans, work.runs));
  advanceKMeans(work.run, points, BUDGET);
  if (!work.run.done) return null;
  if (work.best === null || work.run.inertia < work.best.inertia) work.best = { inertia: work.run.inertia, assignment: work.run.assignment };
  work.run = null;
  if (++work.runs < RUNS) return null;
  const labels = members.map(({ label }) => label);
  const basins = clusterScores(members.map(({ basin }) => basin), labels);
  const pixelClusters = clusterScores([...work.best.assignment], labels);
  return { purity: basins.purity, nmi: basins.nmi, kmeansPurity: pixelClusters.purity, kmeansNmi: pixelClusters.nmi, clusters };
}

/** The images of the scored members, read once a sitting: they are the data set's and need not be saved with the state. */
export class PixelCache {
  #points: Float32Array | null = null;

  async read(dataset: Dataset, members: readonly LabelledMember[]): Promise<Float32Array> {
    this.#points ??= await dataset.read(members.map(({ source }) => source));
    return this.#points;
  }
}
