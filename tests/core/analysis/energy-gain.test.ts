import { describe, expect, it } from 'vitest';
import { clusterScores } from '../../../core/analysis/cluster-scores.ts';
import { compareClusterings, compareHierarchies } from '../../../core/analysis/compare-clusterings.ts';
import type { ClusteringComparison } from '../../../core/contract/clustering.ts';
import { energyGain, leastGain } from '../../../core/analysis/energy-gain.ts';
import { wardLinkage } from '../../../core/hierarchy/ward.ts';
import { integerAt, uniformAt } from '../../../core/random/draw.ts';
import { streamKey } from '../../../core/random/stream-key.ts';

/** A comparison with these NMIs. */
function withNmi(sets: number, pixels: number, ward = 0.5, kmeans = 0.5, items = 1000): ClusteringComparison {
  const score = (nmi: number) => ({ purity: 0.5, nmi, ari: 0.4 });
  return { sets: 12, items, agreement: { kmeans: 0.3, ward: 0.3, pixels: 0.5 }, scores: { sets: score(sets), pixels: score(pixels), ward: score(ward), kmeans: score(kmeans) } };
}

describe('what the energy adds', () => {
  it('is said of the measured maps as a reader of their numbers would say it', () => {
    expect(energyGain(withNmi(0.7, 0.6))).toMatchObject({ kind: 'adds', text: 'The energy adds 0.10 NMI to pixel distances (NMI 0.70 against 0.60).' });
    expect(energyGain(withNmi(0.51, 0.61))).toMatchObject({ kind: 'spoils' });
    expect(energyGain(withNmi(0.51, 0.61)).text).toMatch(/^This energy spoils the grouping: NMI 0.51 against 0.61 of pixel distances. Its learning did not converge, or /);
    expect(energyGain(withNmi(0.59, 0.6))).toMatchObject({ kind: 'nothing' });
  });

  it('counts only from the least difference that stands out', () => {
    expect(leastGain(5000)).toBe(0.03);
    expect(leastGain(100)).toBeCloseTo(0.17, 12);
    expect(energyGain(withNmi(0.65, 0.6, 0.5, 0.5, 100)).kind).toBe('nothing');
    expect(energyGain(withNmi(0.65, 0.6, 0.5, 0.5, 1000)).text).toBe('The energy adds 0.05 NMI to pixel distances (NMI 0.65 against 0.60), within the ±0.05 that chance makes of 1000 states.');
    expect(energyGain(withNmi(0.61, 0.6, 0.5, 0.5, 1000)).text).toBe('The energy adds nothing to pixel distances (NMI 0.61 against 0.60, beside the ±0.05 that chance makes of 1000 states).');
    expect(energyGain(withNmi(0.66, 0.6, 0.5, 0.5, 1000)).kind).toBe('adds');
    expect(energyGain(withNmi(0.55, 0.6, 0.5, 0.5, 100)).kind).toBe('nothing');
  });

  it('does not hide a plainer method that does better', () => {
    expect(energyGain(withNmi(0.66, 0.6, 0.72)).text).toContain('But Ward’s method on the pixels comes to 0.72.');
    expect(energyGain(withNmi(0.6, 0.6, 0.5, 0.66)).text).toContain('But k-means on the pixels comes to 0.66.');
    expect(energyGain(withNmi(0.7, 0.6, 0.71)).text).not.toContain('But');
  });

  it('has a threshold that chance passes less often than once in twenty', () => {
    for (const items of [100, 400]) {
      for (const quality of [0.2, 0.5, 0.8, 0.95]) {
        let passed = 0;
        const trials = 200;
        for (let trial = 0; trial < trials; trial++) {
          const key = (stream: number) => streamKey(11, items, Math.round(100 * quality), trial, stream);
          const labels = Array.from({ length: items }, (_, i) => integerAt(key(0), 0, i, 10));
          const [first, second] = [1, 2].map((stream) => labels.map((label, i) => (uniformAt(key(stream), 0, i) < quality ? label : integerAt(key(stream), 1, i, 10))));
          if (Math.abs(clusterScores(first, labels).nmi - clusterScores(second, labels).nmi) >= leastGain(items)) passed++;
        }
        expect(passed / trials).toBeLessThan(0.05);
      }
    }
  });

  it('is told by the neighbours where the sets do not tell it, and says so', () => {
    const near = (gain: number, half: number) => ({ keep: 10, states: 1000, energy: 0.782 + gain, pixels: 0.782, gain, low: gain - half, high: gain + half });
    const adds = energyGain({ ...withNmi(0.61, 0.6), neighbours: near(0.028, 0.01) });
    expect(adds).toMatchObject({ kind: 'adds', gain: expect.closeTo(0.01, 10) });
    expect(adds.text).toBe('The energy adds to pixel distances: 81.0 % of the 10 neighbours that it gives a state share its label, 78.2 % of the 10 nearest by pixels (+2.8 ± 1.0 points). '
      + 'The sets do not tell it: NMI 0.61 against 0.60, beside the ±0.05 that chance makes of 1000 states.');
    const spoils = energyGain({ ...withNmi(0.6, 0.6, 0.7), neighbours: near(-0.058, 0.009) });
    expect(spoils.kind).toBe('spoils');
    expect(spoils.text).toMatch(/^This energy spoils what is near: 72.4 % .* 78.2 % of the 10 nearest by pixels \(−5.8 ± 0.9 points\)\. Its learning did not converge, or .* But Ward’s method on the pixels comes to 0.70.$/);
    expect(energyGain({ ...withNmi(0.61, 0.6), neighbours: near(0.005, 0.01) }).kind).toBe('nothing');
    // Where the sets tell it, they have the word, and the neighbours are told beside.
    expect(energyGain({ ...withNmi(0.7, 0.6), neighbours: near(-0.03, 0.01) })).toMatchObject({ kind: 'adds', text: expect.stringContaining(' Of neighbours: 75.2 % of the 10') });
    expect(energyGain({ ...withNmi(0.51, 0.61), neighbours: near(0.03, 0.01) })).toMatchObject({ kind: 'spoils', text: expect.stringContaining(' Of neighbours: ') });
  });

  it('without labels is the agreement of the two partitions', () => {
    const partition = [0, 0, 1, 1, 2, 2];
    const other = [0, 1, 1, 2, 2, 0];
    const alike = compareClusterings(3, { sets: partition, pixels: partition, kmeans: other, ward: other }, null);
    expect(alike).toMatchObject({ scores: null, agreement: { pixels: 1 }, items: 6 });
    expect(energyGain(alike)).toMatchObject({ kind: 'alike', gain: null, text: 'The energy groups the states as pixel distances do (adjusted Rand index 1.00).' });
    expect(energyGain(compareClusterings(3, { sets: partition, pixels: other, kmeans: other, ward: other }, null)).kind).toBe('different');
  });
});

describe('comparing sets with controls', () => {
  const truth = [0, 0, 0, 1, 1, 1];

  it('scores what has a label and counts the rest in the agreement', () => {
    const { scores, agreement } = compareClusterings(2, { sets: truth, pixels: [0, 0, 1, 1, 1, 1], kmeans: truth, ward: [0, 1, 0, 1, 0, 1] }, ['a', 'a', null, 'b', 'b', 'b']);
    expect(scores!.sets).toEqual({ purity: 1, nmi: 1, ari: 1 });
    expect(scores!.pixels.nmi).toBe(1);
    expect(scores!.ward.purity).toBeCloseTo(3 / 5, 12);
    expect(agreement.kmeans).toBe(1);
    expect(agreement.pixels).toBeLessThan(1);
  });

  it('has no scores where nothing has a label, and refuses lists of different items', () => {
    const all = { sets: truth, pixels: truth, kmeans: truth, ward: truth };
    expect(compareClusterings(2, all, truth.map(() => null)).scores).toBeNull();
    expect(() => compareClusterings(2, { ...all, pixels: [0] }, null)).toThrow(RangeError);
    expect(() => compareClusterings(2, all, ['a'])).toThrow('6 items and 1 labels');
  });

  it('goes through the numbers of sets that all can be cut into', () => {
    const line = wardLinkage(Float64Array.of(0, 0.1, 5, 5.1, 9, 9.1), 1);
    const forest = { ...line, a: line.a.slice(0, 3), b: line.b.slice(0, 3), heights: line.heights.slice(0, 3), sizes: line.sizes.slice(0, 3) };
    const kmeans = (clusters: number) => Array.from({ length: 6 }, (_, i) => i % clusters);
    const compared = compareHierarchies({ sets: line, ward: line, pixels: forest, kmeans }, [...'aabbcc']);
    expect(compared.map(({ sets }) => sets)).toEqual([4, 6]);
    expect(compareHierarchies({ sets: line, ward: line, pixels: line, kmeans }, [...'aabbcc'], [3])[0].scores!.ward).toEqual({ purity: 1, nmi: 1, ari: 1 });
    expect(compared[0].scores!.kmeans.nmi).toBeLessThan(1);
  });
});
