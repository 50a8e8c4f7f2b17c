import { describe, expect, it } from 'vitest';
import { heirOf, heirsOf, originsOf, setParts } from '../../../../../renderer/features/map/sets/set-parts.ts';
import { kineticLandscape } from './kinetic-landscape.ts';

describe('who carries a set on in another cut', () => {
  it('reads the nodes above a cut off the set tree', () => {
    const parts = setParts(kineticLandscape(4));
    expect(Object.fromEntries(parts.children)).toEqual({ 8: [7, 4], 9: [6, 5], 10: [8, 9] });
    expect(Object.fromEntries(parts.members)).toEqual({ 4: 1, 5: 1, 6: 2, 7: 2, 8: 3, 9: 3, 10: 6 });
    expect(parts.parent.get(5)).toBe(9);
  });

  it('is the set itself where it is in both, else the one that took it in', () => {
    expect(heirOf(8, kineticLandscape(3), kineticLandscape(2))).toBe(8);
    expect(heirOf(6, kineticLandscape(4), kineticLandscape(2))).toBe(9);
    expect(heirOf(3, kineticLandscape(6), kineticLandscape(1))).toBe(10);
  });

  it('is the largest part of a set that came apart, through several cuts at once', () => {
    expect(heirOf(9, kineticLandscape(2), kineticLandscape(3))).toBe(6);
    expect(heirOf(8, kineticLandscape(2), kineticLandscape(4))).toBe(7);
    expect(heirOf(10, kineticLandscape(1), kineticLandscape(6))).toBe(2);
  });

  it('is nobody in a map that has no such set', () => {
    expect(heirOf(99, kineticLandscape(2), kineticLandscape(3))).toBeNull();
    const plain = { ...kineticLandscape(2), kinetic: undefined };
    expect(heirOf(9, plain, { ...plain, basins: [] })).toBeNull();
  });

  it('lets parts come from what they were part of, and a whole from its largest part', () => {
    expect(Object.fromEntries(originsOf(kineticLandscape(2), kineticLandscape(4)))).toEqual({ 4: 8, 5: 9, 6: 9, 7: 8 });
    expect(Object.fromEntries(originsOf(kineticLandscape(4), kineticLandscape(2)))).toEqual({ 8: 7, 9: 6 });
    expect(Object.fromEntries(originsOf(kineticLandscape(3), kineticLandscape(2)))).toEqual({ 8: 8, 9: 6 });
  });
});

describe('sets that are no more', () => {
  it('go into the whole that they are parts of, or into their largest part; those that stay go nowhere', () => {
    expect([...heirsOf(kineticLandscape(4), kineticLandscape(2))].sort()).toEqual([[4, 8], [5, 9], [6, 9], [7, 8]].sort());
    expect([...heirsOf(kineticLandscape(2), kineticLandscape(3))]).toEqual([[9, 6]]);
    expect(heirsOf(kineticLandscape(3), kineticLandscape(3)).size).toBe(0);
  });
});
