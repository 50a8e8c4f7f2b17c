import { expect, it } from 'vitest';
import { adjustedRandIndex } from '../../../core/analysis/cluster-scores.ts';
import { pixelGraphHierarchy } from '../../../core/analysis/pixel-graph.ts';
import { cutLinkage } from '../../../core/hierarchy/cut-linkage.ts';
import { createNearestSearch, nearestByDistances } from '../../../core/kinetic/nearest-pairs.ts';
import { fillGaussian } from '../../../core/random/fill-gaussian.ts';
import { streamKey } from '../../../core/random/stream-key.ts';

const GROUPS = 5;
const COUNT = 200;

/** Points along bent bands: of each group on a curve of its own, longer than the way to the next, so that only neighbours tell them apart. */
function bands(): { points: Float32Array; group: number[] } {
  const points = new Float32Array(COUNT * 3);
  fillGaussian(points, 0, points.length, streamKey(21), 0);
  const group = Array.from({ length: COUNT }, (_, i) => i % GROUPS);
  group.forEach((g, i) => {
    const along = Math.floor(i / GROUPS) / (COUNT / GROUPS);
    points[3 * i] = 0.15 * points[3 * i] + 12 * along;
    points[3 * i + 1] = 0.15 * points[3 * i + 1] + 3 * g + 2 * Math.sin(6 * along);
    points[3 * i + 2] *= 0.15;
  });
  return { points, group };
}

it('the control finds groups that distances tell apart by their neighbours', () => {
  const { points, group } = bands();
  const hierarchy = pixelGraphHierarchy(nearestByDistances(points, 3, 12), 3, 2 * GROUPS);
  expect(hierarchy.leaves).toBe(COUNT);
  expect(adjustedRandIndex(cutLinkage(hierarchy, GROUPS), group)).toBe(1);
  expect(pixelGraphHierarchy(nearestByDistances(points, 3, 12), 3, 2 * GROUPS)).toEqual(hierarchy);
});

it('the control wants its neighbours found', () => {
  expect(() => pixelGraphHierarchy(createNearestSearch(10, 3), 3, 4)).toThrow('0 of 10 states');
});
