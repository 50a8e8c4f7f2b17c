import { describe, expect, it } from 'vitest';
import { inspectedOf, nothing, pairOf, reduce, survivor, type Selection, type SelectionAction } from '../../../../renderer/features/map/selection/selection.ts';

/** U of the sets that there are; the lowest is 2. */
const energies = new Map([[0, -1], [2, -3], [5, 0.5], [7, -2]]);
const energyOf = (id: number): number | null => energies.get(id) ?? null;
const after = (...actions: SelectionAction[]): Selection => actions.reduce((now, action) => reduce(now, action, energyOf), nothing);
const heirs = (goes: Record<number, number | null>): SelectionAction => ({ type: 'follow', heirOf: (id) => (id in goes ? goes[id]! : id) });

describe('the selection in a map', () => {
  it('is one set, or one member of it, and never one that is not there', () => {
    expect(after({ type: 'set', id: 5 })).toEqual({ kind: 'set', id: 5 });
    expect(after({ type: 'set', id: 5 }, { type: 'member', index: 3 })).toEqual({ kind: 'member', id: 5, index: 3 });
    expect(after({ type: 'set', id: 5 }, { type: 'member', index: 3 }, { type: 'member', index: null })).toEqual({ kind: 'set', id: 5 });
    expect(after({ type: 'set', id: 5 }, { type: 'member', index: 3 }, { type: 'set', id: 7 })).toEqual({ kind: 'set', id: 7 });
    expect(after({ type: 'set', id: 5 }, { type: 'set', id: 4 })).toEqual({ kind: 'set', id: 5 });
    expect(after({ type: 'set', id: 5 }, { type: 'set-alone', id: 4 })).toEqual({ kind: 'set', id: 5 });
    expect(after({ type: 'member', index: 3 })).toBe(nothing);
    expect(after({ type: 'set', id: 5 }, { type: 'set', id: null })).toBe(nothing);
  });

  it('stays the same object where an action changes nothing, so that nothing is loaded twice', () => {
    const member = after({ type: 'set', id: 5 }, { type: 'member', index: 3 });
    const edge = after({ type: 'set', id: 5 }, { type: 'edge', a: 5, b: 2 });
    for (const [now, action] of [
      [member, { type: 'set', id: 5 }],
      [member, { type: 'set-alone', id: 5 }],
      [member, { type: 'leave-edge' }],
      [member, heirs({})],
      [edge, { type: 'edge', a: 2, b: 5 }],
      [edge, { type: 'set', id: 5 }],
      [edge, heirs({ 7: 0 })],
      [nothing, { type: 'set-alone', id: null }],
      [nothing, heirs({ 5: 0 })],
    ] as const) {
      expect(reduce(now, action, energyOf), `${JSON.stringify(now)} ${JSON.stringify(action)}`).toBe(now);
    }
  });

  it('is an edge seen from the end in view, else from the lower one', () => {
    expect(after({ type: 'set', id: 5 }, { type: 'edge', a: 5, b: 2 })).toEqual({ kind: 'edge', a: 2, b: 5, from: { kind: 'set', id: 5 } });
    expect(after({ type: 'set', id: 0 }, { type: 'edge', a: 5, b: 2 })).toEqual({ kind: 'edge', a: 2, b: 5, from: { kind: 'set', id: 2 } });
    expect(after({ type: 'edge', a: 0, b: 7 })).toEqual({ kind: 'edge', a: 0, b: 7, from: { kind: 'set', id: 7 } });
    // A member that is looked at stays in view.
    const member = after({ type: 'set', id: 5 }, { type: 'member', index: 1 }, { type: 'edge', a: 5, b: 2 });
    expect(inspectedOf(member)).toEqual({ kind: 'member', id: 5, index: 1 });
    expect(pairOf(member)).toEqual([2, 5]);
    expect(after({ type: 'edge', a: 5, b: 4 })).toBe(nothing);
    expect(after({ type: 'edge', a: 5, b: 5 })).toBe(nothing);
  });

  it('keeps an edge while it turns between its ends, and lets go of it for another set', () => {
    const edge: SelectionAction[] = [{ type: 'set', id: 5 }, { type: 'edge', a: 5, b: 2 }];
    expect(after(...edge, { type: 'set', id: 2 })).toEqual({ kind: 'edge', a: 2, b: 5, from: { kind: 'set', id: 2 } });
    expect(after(...edge, { type: 'member', index: 4 })).toEqual({ kind: 'edge', a: 2, b: 5, from: { kind: 'member', id: 5, index: 4 } });
    expect(after(...edge, { type: 'set', id: null })).toEqual({ kind: 'edge', a: 2, b: 5, from: null });
    expect(after(...edge, { type: 'set', id: 7 })).toEqual({ kind: 'set', id: 7 });
    expect(after(...edge, { type: 'set-alone', id: 2 })).toEqual({ kind: 'set', id: 2 });
    expect(after(...edge, { type: 'set-alone', id: null })).toBe(nothing);
    expect(after(...edge, { type: 'leave-edge' })).toEqual({ kind: 'set', id: 5 });
    expect(after(...edge, { type: 'set', id: null }, { type: 'leave-edge' })).toBe(nothing);
  });

  it('follows its sets into those that carry them on', () => {
    const member = after({ type: 'set', id: 5 }, { type: 'member', index: 3 });
    expect(reduce(member, heirs({ 5: 2 }), energyOf)).toEqual({ kind: 'set', id: 2 });
    expect(reduce(member, heirs({ 5: null }), energyOf)).toBe(nothing);
    const edge = after({ type: 'set', id: 5 }, { type: 'edge', a: 5, b: 2 });
    expect(reduce(edge, heirs({ 5: 0 }), energyOf)).toEqual({ kind: 'edge', a: 0, b: 2, from: { kind: 'set', id: 0 } });
    // Both ends became one, or one is gone: what is left is the set it was seen from.
    expect(reduce(edge, heirs({ 5: 2 }), energyOf)).toEqual({ kind: 'set', id: 2 });
    expect(reduce(edge, heirs({ 2: null }), energyOf)).toEqual({ kind: 'set', id: 5 });
    expect(reduce(edge, heirs({ 5: null }), energyOf)).toBe(nothing);
  });
});

describe('the basin that an id stands for', () => {
  const basin = (id: number, merged: number[] = []) => ({ id, merged, energy: 0, members: 1, position: null, layout: [0, 0] as [number, number], labelCounts: null });

  it('is itself, the one it was merged into, or none', () => {
    const basins = [basin(0, [3, 4]), basin(7)];
    expect([0, 3, 4, 7, 5].map((id) => survivor(id, basins))).toEqual([0, 0, 0, 7, null]);
  });
});
