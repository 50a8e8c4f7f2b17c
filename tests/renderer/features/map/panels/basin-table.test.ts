import { expect, it } from 'vitest';
import type { BasinRow, Forest } from '../../../../../core/contract/landscape.ts';
import { nextSorting, sortRows, tableRows } from '../../../../../renderer/features/map/panels/basins/basin-table.ts';

const none: Forest = { joins: [], roots: [0, 1, 2], x: [0, 1, 2] };
const set = (id: number, energy: number, more: Partial<BasinRow> = {}): BasinRow => ({ id, energy, members: 2, position: null, layout: [0, 0], merged: [], labelCounts: null, ...more });

it('sets of a kinetic map are sorted by free energy and membership, those without them last either way', () => {
  const rows = tableRows([set(4, 1, { freeEnergy: -2, strength: 0.5 }), set(5, 0, { freeEnergy: -3, strength: 0.9 }), set(6, 2)], none);
  const ids = (key: 'freeEnergy' | 'strength', descending: boolean) => sortRows(rows, { key, descending }).map(({ id }) => id);
  expect(ids('freeEnergy', false)).toEqual([5, 4, 6]);
  expect(ids('strength', true)).toEqual([5, 4, 6]);
  expect(ids('strength', false)).toEqual([4, 5, 6]);
  expect(nextSorting({ key: 'id', descending: false }, 'strength')).toEqual({ key: 'strength', descending: true });
});
