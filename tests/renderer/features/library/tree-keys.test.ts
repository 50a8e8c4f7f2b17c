import { describe, expect, it } from 'vitest';
import { stepInTree, treeStepOf } from '../../../../renderer/features/library/tree-keys.ts';

// Two potentials: the first with two maps in view, the second with one.
const levels = [1, 2, 2, 1, 2];

describe('keys of the library’s tree', () => {
  it.each([
    ['next', 0, 1], ['next', 4, 4], ['previous', 3, 2], ['previous', 0, 0], ['first', 3, 0], ['last', 1, 4],
    ['inward', 0, 1], ['inward', 1, 1], ['inward', 3, 4], ['outward', 2, 0], ['outward', 4, 3], ['outward', 0, 0],
  ] as const)('%s from %i leads to %i', (step, from, to) => {
    expect(stepInTree(levels, from, step)).toBe(to);
  });

  it('leaves other keys alone', () => {
    expect(treeStepOf('ArrowDown')).toBe('next');
    expect(treeStepOf('a')).toBeNull();
  });
});
