import { uniformAt } from '../random/draw.ts';
import { deriveKey } from '../random/stream-key.ts';
import type { StreamKey } from '../random/stream-key.ts';

/** A k-means run, at any point of its work. Plain data. */
export interface KMeans {
  readonly clusters: number;
  readonly dimensions: number;
  readonly key: StreamKey;
  /** Centres chosen so far; the passes begin when there are `clusters`. */
  seeded: number;
  /** Squared distance of each point to the nearest centre, while seeding. */
  nearest: Float64Array;
  /** [clusters, dimensions], flat. */
  centres: Float64Array;
  /** Cluster of each point. */
  assignment: Int32Array;
  /** Within a pass: the next point, sums and sizes of the clusters so far, squared distances so far, and whether a point changed. */
  next: number;
  sums: Float64Array;
  sizes: Int32Array;
  spread: number;
  changed: boolean;
  passes: number;
  /** Sum of squared distances to the centres at the last whole pass. */
  inertia: number;
  done: boolean;
}

/** Passes after which a run ends even if points still change cluster. */
const MOST_PASSES = 100;

/**
 * A k-means run on `points` [count, dimensions], flat, before its first step. With fewer different points than `clusters`, some clusters
 * stay empty. Throws RangeError when there are no points or no clusters.
 */
export function createKMeans(points: Float32Array, dimensions: number, clusters: number, key: StreamKey): KMeans {
  const count = points.length / dimensions;
  if (!Number.isInteger(count) || count < 1) throw new RangeError(`k-means needs points of ${dimensions} values; ${points.length} values were given.`);
  if (!Number.isInteger(clusters) || clusters < 1) throw new RangeError(`k-means needs a whole number of clusters; got ${clusters}.`);
  return {
    clusters, dimensions, key, seeded: 0, nearest: new Float64Array(count).fill(1), centres: new Float64Array(clusters * dimensions),
    assignment: new Int32Array(count).fill(-1), next: 0, sums: new Float64Array(clusters * dimensions), sizes: new Int32Array(clusters),
    spread: 0, changed: false, passes: 0, inertia: Infinity, done: false,
  };
}

/**
 * Works on in place for about `budget` multiply-adds: first k-means++ seeding (Arthur, Vassilvitskii 2007: each next centre is a point drawn
 * with probability proportional to its squared distance to the nearest one so far), then passes of Lloyd's algorithm until no point
 * changes its cluster. An empty cluster keeps its centre. The result does not depend on the budget.
 */
export function advanceKMeans(run: KMeans, points: Float32Array, budget = Infinity): void {
  const perCentre = run.assignment.length * run.dimensions;
  const perPoint = run.clusters * run.dimensions;
  for (let left = budget; left > 0 && !run.done; ) {
    if (run.seeded < run.clusters) {
      seedOne(run, points);
      left -= perCentre;
    } else {
      assignOne(run, points);
      left -= perPoint;
    }
  }
}

function seedOne(run: KMeans, points: Float32Array): void {
  const { dimensions, nearest, centres } = run;
  const c = run.seeded++;
  const total = nearest.reduce((sum, value) => sum + value, 0);
  let left = uniformAt(run.key, c) * total;
  let chosen = nearest.length - 1;
  for (let i = 0; i < nearest.length; i++) {
    left -= nearest[i]!;
    if (left < 0) {
      chosen = i;
      break;
    }
  }
  for (let d = 0; d < dimensions; d++) centres[c * dimensions + d] = points[chosen * dimensions + d]!;
  for (let i = 0; i < nearest.length; i++) {
    const distance = squared(points, i, centres, c, dimensions);
    nearest[i] = c === 0 ? distance : Math.min(nearest[i]!, distance);
  }
}

function assignOne(run: KMeans, points: Float32Array): void {
  const { clusters, dimensions, centres, assignment, sums, sizes } = run;
  const i = run.next++;
  let best = 0;
  let bestSquared = Infinity;
  for (let c = 0; c < clusters; c++) {
    const distance = squared(points, i, centres, c, dimensions, bestSquared);
    if (distance < bestSquared) {
      best = c;
      bestSquared = distance;
    }
  }
  if (assignment[i] !== best) run.changed = true;
  assignment[i] = best;
  run.spread += bestSquared;
  sizes[best]!++;
  for (let d = 0; d < dimensions; d++) sums[best * dimensions + d]! += points[i * dimensions + d]!;
  if (run.next === assignment.length) endPass(run);
}

function endPass(run: KMeans): void {
  const { clusters, dimensions, centres, sums, sizes } = run;
  for (let c = 0; c < clusters; c++) {
    if (sizes[c] === 0) continue;
    for (let d = 0; d < dimensions; d++) centres[c * dimensions + d] = sums[c * dimensions + d]! / sizes[c]!;
  }
  run.passes++;
  run.inertia = run.spread;
  run.done = !run.changed || run.passes >= MOST_PASSES;
  run.next = 0;
  run.spread = 0;
  run.changed = false;
  sums.fill(0);
  sizes.fill(0);
}

/** k-means from start to end. Throws as `createKMeans`. */
export function kMeans(points: Float32Array, dimensions: number, clusters: number, key: StreamKey): KMeans {
  const run = createKMeans(points, dimensions, clusters, key);
  advanceKMeans(run, points);
  return run;
}

/** The run with the least inertia of `runs`, run r with the stream (key, r); of equal ones the first. Throws as `createKMeans`, and for no runs. */
export function bestKMeans(points: Float32Array, dimensions: number, clusters: number, key: StreamKey, runs = 4): KMeans {
  if (!Number.isInteger(runs) || runs < 1) throw new RangeError(`k-means needs at least one run; got ${runs}.`);
  let best = kMeans(points, dimensions, clusters, deriveKey(key, 0));
  for (let run = 1; run < runs; run++) {
    const next = kMeans(points, dimensions, clusters, deriveKey(key, run));
    if (next.inertia < best.inertia) best = next;
  }
  return best;
}

/** Squared distance of point i to centre c; gives up beyond `most`. */
function squared(points: Float32Array, i: number, centres: Float64Array, c: number, dimensions: number, most = Infinity): number {
  const p = i * dimensions;
  const q = c * dimensions;
  let sum = 0;
  for (let d = 0; d < dimensions; ) {
    for (const end = Math.min(dimensions, d + 64); d < end; d++) {
      const difference = points[p + d]! - centres[q + d]!;
      sum += difference * difference;
    }
    if (sum > most) return sum;
  }
  return sum;
}
