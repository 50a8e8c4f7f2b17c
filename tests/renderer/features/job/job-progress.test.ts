import { describe, expect, it } from 'vitest';
import type { ProgressTask } from '../../../../core/contract/job-event.ts';
import { describeWork, phasesOf, shareDone } from '../../../../renderer/features/job/job-progress.ts';

const part = (name: string, done: number, total: number | null): ProgressTask => ({ name, done, total, unit: 'things', parts: [] });
const task = (...parts: ProgressTask[]): ProgressTask => ({ name: 'Map', done: 0, total: null, unit: 'states', parts });

describe('the phases of a job', () => {
  it('are over before the one under way and wait after it', () => {
    const phases = phasesOf(task(part('a', 4, 4), part('b', 1, 4), part('c', 0, 8)));
    expect(phases.map(({ name, standing, share }) => [name, standing, share])).toEqual([['a', 'done', 1], ['b', 'active', 0.25], ['c', 'waiting', 0]]);
    expect(shareDone(phases)).toBeCloseTo(1.25 / 3);
    expect(describeWork('running', phases)).toBe('b');
    expect(describeWork('paused', phases)).toBe('');
  });

  it('do not wait for one that had nothing to do', () => {
    const phases = phasesOf(task(part('a', 4, 4), part('empty', 0, 3), part('c', 2, 8)));
    expect(phases.map(({ standing }) => standing)).toEqual(['done', 'done', 'active']);
  });

  it('are all over at the end, and an unknown whole has no share', () => {
    const over = phasesOf(task(part('a', 4, 4), part('b', 2, 2)));
    expect(over.every(({ standing }) => standing === 'done')).toBe(true);
    expect(shareDone(over)).toBe(1);
    expect(phasesOf(task(part('a', 3, null)))[0]).toMatchObject({ standing: 'active', share: null });
    expect(shareDone([])).toBe(0);
  });
});
