import { describe, expect, it } from 'vitest';
import { adjustedRandIndex } from '../../../core/analysis/cluster-scores.ts';
import { advanceKMeans, bestKMeans, createKMeans, kMeans } from '../../../core/analysis/k-means.ts';
import { fillGaussian } from '../../../core/random/fill-gaussian.ts';
import { streamKey } from '../../../core/random/stream-key.ts';

/** `groups` clouds of 40 points of spread 1 in 3 dimensions, at distance 12 along a line. */
function clouds(groups: number): { points: Float32Array; group: number[] } {
  const group = Array.from({ length: 40 * groups }, (_, i) => i % groups);
  const points = new Float32Array(3 * group.length);
  fillGaussian(points, 0, points.length, streamKey(3), 0);
  group.forEach((g, i) => (points[3 * i] += 12 * g));
  return { points, group };
}

describe('k-means', () => {
  const { points, group } = clouds(6);

  it('finds clouds that stand apart, from the best of several runs', () => {
    const best = bestKMeans(points, 3, 6, streamKey(1), 10);
    expect(adjustedRandIndex(best.assignment, group)).toBe(1);
    const spreads = Array.from({ length: 10 }, (_, run) => kMeans(points, 3, 6, streamKey(1, run)).inertia);
    expect(best.inertia).toBe(Math.min(...spreads));
    // 240 points of 3 dimensions less 6 means: χ² of 702 degrees of freedom.
    expect(best.inertia).toBeGreaterThan(702 - 4 * Math.sqrt(2 * 702));
    expect(best.inertia).toBeLessThan(702 + 4 * Math.sqrt(2 * 702));
  });

  it('comes to the same whatever the budget of its steps', () => {
    const whole = kMeans(points, 3, 6, streamKey(2));
    const run = createKMeans(points, 3, 6, streamKey(2));
    while (!run.done) advanceKMeans(run, points, 50);
    expect(run.assignment).toEqual(whole.assignment);
    expect(run.inertia).toBe(whole.inertia);
  });
});
