import { expect, test } from 'vitest';
import { pathRecords } from '../../../core/mapping/barriers.ts';
import { createCandidate } from '../../../core/mapping/candidate.ts';
import type { Pair } from '../../../core/mapping/pair-run.ts';
import type { Basin } from '../../../core/mapping/placement.ts';

const path = { points: Float32Array.of(0, 0, 1, 0), energies: Float32Array.of(-2, -3) };

function joined(barriers: readonly number[], relaxed: number | null, ends: readonly [number, number] = [-2, -3]): Pair {
  const basin = (id: number, energy: number): Basin => ({ id, state: id + 20, x: Float32Array.of(id, 0), energy, members: 1 });
  const b = basin(1, ends[1]);
  const trials = createCandidate(b, 5);
  trials.successes = barriers.map((barrier, turn) => ({ barrier, path, turn }));
  return { a: basin(0, ends[0]), b, trials, relaxed: relaxed === null ? [] : [{ ...path, path: 0, barrier: relaxed }], relaxing: 0, effort: 'full', done: true };
}

test('barrier = max(U_a, U_b, lowest path maximum); the refined one beside it', () => {
  const records = pathRecords(joined([1.5, 2], 0.7), []);
  expect(records.map(({ kind, barrier }) => [kind, barrier])).toEqual([['diffusion', 1.5], ['refined', 0.7]]);
  expect(records[0]).toMatchObject({ a: 0, b: 1, points: path.points });
});

test('neither is below the higher end, the refined one never above the other', () => {
  expect(pathRecords(joined([-5], -6), []).map(({ barrier }) => barrier)).toEqual([-2, -2]);
  expect(pathRecords(joined([1], 1.2), []).map(({ barrier }) => barrier)).toEqual([1, 1]);
});

test('nothing joined, nothing recorded', () => {
  expect(pathRecords(joined([], null), [])).toEqual([]);
});

test('of a pair known already only a lower path is recorded again, unless its basins have other representatives now', () => {
  const known = [{ a: 0, b: 1, aState: 20, bState: 21, barrier: 1.5 }];
  expect(pathRecords(joined([1.6], null), known)).toEqual([]);
  expect(pathRecords(joined([1.4], null), known)).toHaveLength(1);
  expect(pathRecords(joined([1.6], null), [{ ...known[0]!, bState: 4 }])).toHaveLength(1);
  // The refined path is compared with the lowest walked one, wherever that was found.
  expect(pathRecords(joined([1.7], 1.65), known).map(({ kind, barrier }) => [kind, barrier])).toEqual([['refined', 1.5]]);
});
