import { describe, expect, it } from 'vitest';
import { pcca } from '../../../core/markov/pcca.ts';
import { reversibleMaximumLikelihood } from '../../../core/markov/reversible-matrix.ts';
import { countsOf } from './known-chains.ts';

/** `blocks` groups of `size` states, 100 counts within and `between` across neighbours in a ring of groups, and one state between the first two where asked for. */
function blocky(blocks: number, size: number, between: number, bridge = false) {
  const n = blocks * size + (bridge ? 1 : 0);
  const rows = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_row, j) => {
    if (bridge && (i === n - 1 || j === n - 1)) return i === j ? 20 : (Math.min(i, j) < 2 * size ? 5 : 0);
    return Math.floor(i / size) === Math.floor(j / size) ? 100 : between;
  }));
  return reversibleMaximumLikelihood(countsOf(rows));
}

describe('PCCA+', () => {
  it.each([2, 3, 5, 8])('finds %i groups that hardly exchange', (blocks) => {
    const { memberships, metastability, states, sets } = pcca(blocky(blocks, 4, 0.5), blocks);
    const hard = Array.from({ length: states }, (_, i) => [...memberships.subarray(i * sets, (i + 1) * sets)]);
    for (let i = 0; i < states; i++) {
      expect(hard[i].reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 9);
      expect(Math.max(...hard[i])).toBeGreaterThan(0.98);
      // The same set as the first of its group, another than those of other groups.
      const own = hard[i].indexOf(Math.max(...hard[i]));
      for (let j = 0; j < states; j++) expect(hard[j].indexOf(Math.max(...hard[j])) === own).toBe(Math.floor(i / 4) === Math.floor(j / 4));
    }
    for (const stay of metastability) expect(stay).toBeGreaterThan(0.9);
  });

  it('of two states is exact: each is its own set, with its chance to stay', () => {
    const { memberships, metastability } = pcca(reversibleMaximumLikelihood(countsOf([[90, 10], [30, 70]])), 2);
    expect([...memberships].map((value) => Math.round(value * 1e9) / 1e9)).toEqual([1, 0, 0, 1]);
    expect(metastability[0]).toBeCloseTo(0.9, 9);
    expect(metastability[1]).toBeCloseTo(0.7, 9);
  });

  it('divides a state that stands between two sets, and no other', () => {
    const { memberships, sets, states } = pcca(blocky(3, 4, 0.5, true), 3);
    const last = [...memberships.subarray((states - 1) * sets)].sort((p, q) => q - p);
    expect(last[0]).toBeGreaterThan(0.3);
    expect(last[0]).toBeLessThan(0.7);
    expect(last[1]).toBeGreaterThan(0.3);
    for (let i = 0; i < states - 1; i++) expect(Math.max(...memberships.subarray(i * sets, (i + 1) * sets))).toBeGreaterThan(0.9);
  });

  it('has its metastabilities as the self-transitions of the sets, and is no worse than the blocks', () => {
    const matrix = blocky(3, 3, 4);
    const { memberships, metastability, sets, states } = pcca(matrix, 3);
    for (let set = 0; set < sets; set++) {
      let [stays, weight] = [0, 0];
      for (let i = 0; i < states; i++) {
        weight += matrix.stationary[i] * memberships[i * sets + set];
        for (let j = 0; j < states; j++) stays += matrix.stationary[i] * memberships[i * sets + set] * matrix.matrix[i * states + j] * memberships[j * sets + set];
      }
      expect(metastability[set]).toBeCloseTo(stays / weight, 9);
    }
    for (const value of memberships) expect(value).toBeGreaterThanOrEqual(0);
  });

  it('makes one set of all, and refuses more sets than states or modes that part', () => {
    expect([...pcca(blocky(2, 2, 1), 1).memberships]).toEqual([1, 1, 1, 1]);
    expect(() => pcca(blocky(2, 2, 1), 5)).toThrow('1 to 4 sets of 4 states');
  });
});
