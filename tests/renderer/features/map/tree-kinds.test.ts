import { describe, expect, it } from 'vitest';
import { treeNodes } from '../../../../renderer/features/map/tree/tree-geometry.ts';
import { treeKinds, treeOf } from '../../../../renderer/features/map/tree/tree-kinds.ts';
import { kineticLandscape } from './sets/kinetic-landscape.ts';

describe('the trees of a kinetic map', () => {
  it('stand on what each measures: 0, free energies, lowest inherent structures', () => {
    const landscape = kineticLandscape(2);
    const feet = treeKinds.map(({ value }) => landscape.basins.map(treeOf(landscape, value).footOf));
    expect(feet).toEqual([[0, 0], [0.8, 0.9], [8, 9]]);
    const { forest, footOf } = treeOf(landscape, 'sets');
    expect(treeNodes(landscape.basins, forest, footOf).map(({ energy }) => energy)).toEqual([0, 0, 5]);
  });

  it('are the one disconnectivity tree in maps of other methods', () => {
    const { kinetic: _, ...plain } = kineticLandscape(2);
    expect(treeOf(plain, 'sets').forest).toBe(plain.forest);
    expect(treeOf(plain, 'sets').footOf(plain.basins[1]!)).toBe(9);
  });
});
