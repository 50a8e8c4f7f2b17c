import { describe, expect, test } from 'vitest';
import { ANY_DEPTH, judge, judgesByDepth } from '../../../core/mapping/depth.ts';

const minima = { method: 'minimum', minDepth: 1, refine: 'string' } as const;

describe('what makes two minima one basin', () => {
  test('a path that rises less than minDepth above the shallower one, relaxed or not', () => {
    for (const effort of ['none', 'quick', 'full'] as const) {
      expect(judge(-1.01, -2, -3, effort, minima)).toBe('one');
      expect(judge(-1.01, -3, -2, effort, minima)).toBe('one');
    }
  });

  test('a higher one only once it was relaxed; clearly high ones after a short look', () => {
    expect(judge(-0.9, -2, -3, 'none', minima)).toBe('relax');
    expect(judge(50, -2, -3, 'none', minima)).toBe('relax');
    expect(judge(-0.9, -2, -3, 'quick', minima)).toBe('relax');
    expect(judge(0, -2, -3, 'quick', minima)).toBe('two');
    expect(judge(-0.9, -2, -3, 'full', minima)).toBe('two');
    expect(judge(-0.9, -2, -3, 'none', { ...minima, refine: 'none' })).toBe('two');
  });

  test('exactly minDepth is deep enough', () => {
    expect(judge(-1, -2, -3, 'full', minima)).toBe('two');
  });

  test("sample mode and no least depth: the authors' rule, every success joins", () => {
    expect(judge(1e9, -2, -3, 'none', { ...minima, method: 'placing' })).toBe('one');
    expect(judge(1e9, -2, -3, 'none', { ...minima, minDepth: ANY_DEPTH })).toBe('one');
    expect([judgesByDepth(minima), judgesByDepth({ ...minima, method: 'placing' }), judgesByDepth({ ...minima, minDepth: ANY_DEPTH })]).toEqual([true, false, false]);
  });
});
