import { describe, expect, test } from 'vitest';
import { freeEnergies } from '../../../core/kinetic/free-energy-tree.ts';
import type { SetFluxes } from '../../../core/kinetic/free-energy-tree.ts';
import { farMembers, neighbouringSets } from '../../../core/kinetic/neighbouring-sets.ts';

/** Fluxes between sets, [a, b, flux]; all sets have the same weight. */
function network(sets: number, flows: readonly (readonly [number, number, number])[]): SetFluxes {
  const fluxes = new Float64Array(sets * sets);
  for (const [a, b, flux] of flows) fluxes[a * sets + b] = fluxes[b * sets + a] = flux;
  return { sets, weights: new Float64Array(sets).fill(100), fluxes };
}

describe('which sets are tried against each other', () => {
  test('the joins of the free-energy tree by the strongest flux across, so that every set is reached', () => {
    // Two pairs, 0–1 and 2–3, with two bridges of which 1–2 carries more.
    const flows = network(4, [[0, 1, 10], [2, 3, 9], [0, 3, 1], [1, 2, 2]]);
    expect(neighbouringSets(freeEnergies(flows), flows, 0)).toEqual([[0, 1], [1, 2], [2, 3]]);
  });

  test('and of each set those with the lowest barriers; where a set is equally far from all, those that most flows to', () => {
    // Set 3 is left over one narrow way; its barrier to all others is that.
    const flows = network(4, [[0, 1, 10], [0, 2, 8], [1, 2, 7], [0, 3, 1], [2, 3, 2]]);
    const free = freeEnergies(flows);
    expect(new Set([0, 1, 2].map((set) => free.barriers[3 * 4 + set])).size).toBe(1);
    expect(neighbouringSets(free, flows, 1)).toEqual([[0, 1], [0, 2], [2, 3]]);
    expect(neighbouringSets(free, flows, 2)).toEqual([[0, 1], [0, 2], [0, 3], [1, 2], [2, 3]]);
  });

  test('sets that nothing leads between are no pair', () => {
    const flows = network(4, [[0, 1, 1], [2, 3, 1]]);
    expect(neighbouringSets(freeEnergies(flows), flows, 3)).toEqual([[0, 1], [2, 3]]);
  });
});

test('the member far from the representative is not the very farthest; a set of one has none', () => {
  const sets = Int32Array.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  const coordinates = Float64Array.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 100, 0]);
  expect([...farMembers(sets, Int32Array.of(0, 11), coordinates)]).toEqual([10, -1]);
  expect([...farMembers(sets.map((set) => (set === 1 ? 0 : set)), Int32Array.of(0), coordinates)]).toEqual([9]);
});
