import { describe, expect, it } from 'vitest';
import type { PathView } from '../../../../core/contract/landscape.ts';
import { framesOf, pairPaths, profileData, profileRange } from '../../../../renderer/features/map/panels/path/path-profile.ts';

const path = (a: number, b: number, kind: PathView['kind'], energies: number[]): PathView => ({
  a, b, kind, energies, along: energies.map((_, i) => i / (energies.length - 1)), positions: null, barrier: Math.max(...energies), imageAt: energies.map((_, i) => i), images: null,
});

describe('the paths of a pair', () => {
  it('are the lowest of each kind, running from the first basin', () => {
    const { diffusion, refined } = pairPaths([path(1, 2, 'diffusion', [0, 5, 1]), path(2, 1, 'diffusion', [1, 3, 0]), path(1, 2, 'refined', [0, 2, 1])], 1);
    expect(diffusion?.energies).toEqual([0, 3, 1]);
    expect(diffusion?.a).toBe(1);
    expect(refined?.energies).toEqual([0, 2, 1]);
  });

  it('share one axis, with nothing where a path has no point', () => {
    const data = profileData({ diffusion: path(1, 2, 'diffusion', [0, 4, 1]), refined: path(1, 2, 'refined', [0, 1, 2, 1, 1]) });
    expect(data[0]).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(data[1]).toEqual([0, null, 4, null, 1]);
  });

  it('are shown with both barriers in sight and room for their words', () => {
    const range = profileRange([[0, 1], [0, 4], [null, 2]], { barrier: 5, refined: 2 });
    expect(range?.[0]).toBeLessThan(0);
    expect(range?.[1]).toBeGreaterThan(5.5);
    expect(profileRange([[], [], []], null)).toBeNull();
    const flat = profileRange([[0, 1], [3, 3], []], null);
    expect(flat![0]).toBeLessThan(3);
    expect(flat![1]).toBeGreaterThan(3);
  });

  it('show their ends and their highest picture, however few fit', () => {
    const frames = framesOf(path(1, 2, 'diffusion', [0, 1, 2, 9, 2, 1, 0, 0]), 3);
    expect(frames.map(({ energy }) => energy)).toEqual([0, 9, 0]);
    expect(frames.filter(({ top }) => top)).toHaveLength(1);
  });
});
