import { expect, test } from 'vitest';
import { cutLinkage } from '../../../core/hierarchy/cut-linkage.ts';
import { wardLinkage } from '../../../core/hierarchy/ward.ts';
import { hierarchyCsv, membersCsv } from '../../../core/pictures/state-tables.ts';

const linkage = wardLinkage(Float64Array.of(0, 1, 10, 12, 40), 1);

test('a hierarchy is the usual linkage table: row i makes node n + i, heights never fall, the last holds all', () => {
  const [header, ...rows] = hierarchyCsv({ linkage }).trimEnd().split('\n').map((line) => line.split(','));
  expect(header).toEqual(['a', 'b', 'height', 'size']);
  // As SciPy's ward of the same points gives it.
  const known = [[0, 1, 1, 2], [2, 3, 2, 2], [5, 6, 14.849242404917497, 4], [4, 7, 43.3232039443068, 5]];
  rows.forEach((row, join) => row.forEach((value, column) => expect(Number(value)).toBeCloseTo(known[join]![column]!, 9)));
  expect(rows).toHaveLength(4);
});

test('members are in order of their states, with what is not known left empty', () => {
  const states = {
    state: Int32Array.of(1, 0), placedIn: Int32Array.of(-1, -1), energy: Float64Array.of(-3, -2.5), source: Int32Array.of(-1, 70), label: Int32Array.of(-1, 0), labels: ['a,b'],
    basin: Int32Array.of(3, 4), cut: { leafKind: 'state' as const, sets: 2, own: 2, fewest: 1, most: 2 },
  };
  const text = membersCsv({ states, memberships: [0.5, 1], inherentEnergies: [-9, -8], linkage });
  expect(text).toBe('state,source,label,set,membership,energy,inherent_energy\n0,70,"a,b",4,0.5,-2.5,-9\n1,,,3,1,-3,-8\n');
  expect(cutLinkage(linkage, 2)).toHaveLength(5);
});
