import { describe, expect, it } from 'vitest';
import { adjustedRandIndex, clusterScores } from '../../../core/analysis/cluster-scores.ts';
import { integerAt } from '../../../core/random/draw.ts';
import { streamKey } from '../../../core/random/stream-key.ts';

describe('scores of a clustering', () => {
  it('have the documented values of scikit-learn', () => {
    // User guide, "Clustering performance evaluation": ARI 0.24, V-measure (NMI with the arithmetic mean) 0.516.
    const { nmi, ari } = clusterScores([0, 0, 1, 1, 2, 2], [0, 0, 0, 1, 1, 1]);
    expect(nmi).toBeCloseTo(0.51580, 5);
    expect(ari).toBeCloseTo(0.24242, 5);
    // adjusted_rand_score.
    expect(adjustedRandIndex([0, 0, 1, 1], [1, 1, 0, 0])).toBe(1);
    expect(adjustedRandIndex([0, 0, 1, 2], [0, 0, 1, 1])).toBeCloseTo(0.57143, 5);
    expect(adjustedRandIndex([0, 0, 1, 1], [0, 0, 1, 2])).toBeCloseTo(0.57143, 5);
    expect(adjustedRandIndex([0, 0, 0, 0], [0, 1, 2, 3])).toBe(0);
    expect(adjustedRandIndex([0, 0, 1, 1], [0, 1, 0, 1])).toBeCloseTo(-0.5, 12);
  });

  it('are those worked out by hand for the three clusters of a textbook of information retrieval', () => {
    const clusters = [...'aaaaaabbbbbbccccc'];
    const labels = [...'xxxxxoxooooDxxDDD'];
    const { purity, nmi, ari } = clusterScores(clusters, labels);
    expect(purity).toBeCloseTo(12 / 17, 12);
    expect(nmi).toBeCloseTo(0.36, 2);
    // 20 pairs together in both, 40 in clusters, 44 in labels, 136 in all.
    const chance = (40 * 44) / 136;
    expect(ari).toBeCloseTo((20 - chance) / (42 - chance), 12);
  });

  it('of random labels are near 0 in ARI however many clusters, where NMI and purity rise', () => {
    const draw = (stream: number, bound: number): number[] => Array.from({ length: 1000 }, (_, i) => integerAt(streamKey(5, stream), 0, i, bound));
    const labels = draw(0, 10);
    let sum = 0;
    for (let stream = 1; stream <= 40; stream++) {
      const { ari, nmi } = clusterScores(draw(stream, 50), labels);
      expect(Math.abs(ari)).toBeLessThan(0.01);
      expect(nmi).toBeGreaterThan(0.05);
      sum += ari;
    }
    expect(Math.abs(sum / 40)).toBeLessThan(0.001);
  });

  it('of equal partitions are 1, whatever their names, of one cluster and of single items too', () => {
    expect(clusterScores(['a', 'b', 'b'], [7, 3, 3])).toEqual({ purity: 1, nmi: 1, ari: 1 });
    expect(clusterScores([0, 0, 0], [1, 1, 1])).toEqual({ purity: 1, nmi: 1, ari: 1 });
    expect(clusterScores([0, 1, 2], [5, 6, 7])).toEqual({ purity: 1, nmi: 1, ari: 1 });
    expect(adjustedRandIndex([0], [4])).toBe(1);
  });

  it('refuse lists that do not belong together', () => {
    expect(() => clusterScores([0, 1], [0])).toThrow('2 clusters and 1 labels');
    expect(() => adjustedRandIndex([], [])).toThrow('no items');
  });
});
