import { describe, expect, it } from 'vitest';
import { wardLinkage } from '../../../core/hierarchy/ward.ts';
import { fillGaussian } from '../../../core/random/fill-gaussian.ts';
import { streamKey } from '../../../core/random/stream-key.ts';
import type { Linkage } from '../../../core/contract/linkage.ts';

function gaussianPoints(count: number, dimensions: number, seed: number): Float32Array {
  const points = new Float32Array(count * dimensions);
  fillGaussian(points, 0, points.length, streamKey(seed), 0);
  return points;
}

/** Ward's hierarchy as it is defined: of all pairs of sets, join that with the least rise of the sum of squares about the means. */
function wardByDefinition(points: Float32Array, dimensions: number): { sets: number[][]; rise: number }[] {
  const spread = (set: readonly number[]): number => {
    let sum = 0;
    for (let d = 0; d < dimensions; d++) {
      const mean = set.reduce((total, i) => total + points[i * dimensions + d], 0) / set.length;
      for (const i of set) sum += (points[i * dimensions + d] - mean) ** 2;
    }
    return sum;
  };
  const sets = Array.from({ length: points.length / dimensions }, (_, i) => [i]);
  const joins: { sets: number[][]; rise: number }[] = [];
  while (sets.length > 1) {
    let best = { p: 0, q: 0, rise: Infinity };
    for (let p = 0; p < sets.length; p++) {
      for (let q = p + 1; q < sets.length; q++) {
        const rise = spread([...sets[p], ...sets[q]]) - spread(sets[p]) - spread(sets[q]);
        if (rise < best.rise) best = { p, q, rise };
      }
    }
    joins.push({ sets: [sets[best.p], sets[best.q]], rise: best.rise });
    sets[best.p] = [...sets[best.p], ...sets[best.q]].sort((a, b) => a - b);
    sets.splice(best.q, 1);
  }
  return joins;
}

/** Points under every node, sorted. */
function membersOf(linkage: Linkage): number[][] {
  const members = Array.from({ length: linkage.leaves }, (_, i) => [i]);
  linkage.a.forEach((a, row) => members.push([...members[a], ...members[linkage.b[row]]].sort((p, q) => p - q)));
  return members;
}

describe("Ward's hierarchy", () => {
  it.each([[2, 1], [7, 2], [40, 2], [40, 70], [60, 5]])('of %i random points in %i dimensions is that of its definition', (count, dimensions) => {
    const points = gaussianPoints(count, dimensions, 10 + count + dimensions);
    const linkage = wardLinkage(points, dimensions);
    const members = membersOf(linkage);
    const expected = wardByDefinition(points, dimensions);
    expect(linkage.heights).toHaveLength(count - 1);
    expected.forEach(({ sets, rise }, row) => {
      expect([members[linkage.a[row]], members[linkage.b[row]]]).toEqual(expect.arrayContaining(sets));
      expect(linkage.heights[row]).toBeCloseTo(Math.sqrt(2 * rise), 6);
      expect(linkage.sizes[row]).toBe(sets[0].length + sets[1].length);
    });
  });

  it('of four points on a line has the heights worked out by hand', () => {
    // 0 and 1 join at 1, 5 and 8 at 3; means 0.5 and 6.5, sizes 2 and 2: √(2·4/4)·6.
    const { a, b, heights, sizes } = wardLinkage(Float64Array.of(0, 5, 1, 8), 1);
    expect([...a]).toEqual([0, 1, 4]);
    expect([...b]).toEqual([2, 3, 5]);
    expect(heights[0]).toBe(1);
    expect(heights[1]).toBe(3);
    expect(heights[2]).toBeCloseTo(Math.SQRT2 * 6, 12);
    expect([...sizes]).toEqual([2, 2, 4]);
  });

  it('of points that coincide or stand on a lattice ends, with heights that never fall', () => {
    const lattice = Float64Array.from({ length: 2 * 144 }, (_, i) => (i % 2 === 0 ? Math.floor(i / 2) % 12 : Math.floor(i / 24)));
    for (const points of [lattice, new Float64Array(40), Float64Array.of(...lattice, ...lattice)]) {
      const linkage = wardLinkage(points, 2);
      const { heights, sizes, leaves } = linkage;
      expect(sizes[leaves - 2]).toBe(leaves);
      for (let row = 1; row < heights.length; row++) expect(heights[row]).toBeGreaterThanOrEqual(heights[row - 1]);
      expect(membersOf(linkage).at(-1)).toEqual(Array.from({ length: leaves }, (_, i) => i));
    }
  });

  it('of a single point has no joins', () => {
    expect(wardLinkage(Float64Array.of(3, 4), 2).heights).toHaveLength(0);
  });

  it('refuses what are not points', () => {
    expect(() => wardLinkage(new Float32Array(3), 2)).toThrow('needs points of 2 values; 3 values were given');
    expect(() => wardLinkage(new Float32Array(0), 2)).toThrow(RangeError);
    expect(() => wardLinkage(Float32Array.of(0, 1, NaN, 2), 2)).toThrow('Point 1 has the coordinate NaN');
  });
});
