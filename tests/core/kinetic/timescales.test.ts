import { describe, expect, test } from 'vitest';
import { slowModes } from '../../../core/kinetic/slow-modes.ts';
import { proposeSets, timescales } from '../../../core/kinetic/timescales.ts';
import { blocks } from './graphs.ts';

test('timescales: −1/ln λ, none where nothing decays, 0 where there is no slow process', () => {
  const found = timescales([1, Math.exp(-1 / 50), 0.5, 0, -0.3]);
  expect(found[0]).toBe(Infinity);
  expect(found[1]).toBeCloseTo(50, 10);
  expect(found[2]).toBeCloseTo(1 / Math.LN2, 12);
  expect([...found.subarray(3)]).toEqual([0, 0]);
});

describe('proposed numbers of sets', () => {
  const ofTimes = (times: readonly number[]): number[] => times.map((time) => Math.exp(-1 / time));

  test('at gaps, clearest first, with what is parted and what is left within', () => {
    const proposals = proposeSets([1, ...ofTimes([900, 800, 100, 95, 90, 85, 40, 39, 38, 37])]);
    expect(proposals.map(({ sets }) => sets).slice(0, 2)).toEqual([3, 7]);
    expect(proposals[0]!.timescale).toBeCloseTo(800, 6);
    expect(proposals[0]!.next).toBeCloseTo(100, 6);
    expect(proposals[0]!.clarity).toBeCloseTo(8, 6);
    expect(proposals[1]!.clarity).toBeCloseTo(85 / 40, 6);
  });

  test('an even fall proposes at most one number, and that one says that it is not clear', () => {
    const proposals = proposeSets([1, ...ofTimes(Array.from({ length: 30 }, (_, k) => 1000 * 0.9 ** k))]);
    expect(proposals.every(({ clarity }) => clarity < 1.12)).toBe(true);
  });

  test('as many sets as pieces come first, and are parted without any way out', () => {
    const [first] = proposeSets([1, 1, 1, 1, ...ofTimes([30, 20, 2, 1])]);
    expect(first).toMatchObject({ sets: 4, clarity: Infinity, timescale: Infinity });
  });

  test('random blocks: their number comes first', () => {
    for (const count of [2, 5, 9]) expect(proposeSets(slowModes(blocks(count, 40, 7, 0.02), 40).eigenvalues)[0]!.sets).toBe(count);
  });

  test('never beyond 64 sets or what the modes can tell', () => {
    expect(proposeSets([1, ...ofTimes(Array.from({ length: 100 }, (_, k) => (k < 80 ? 1000 : 1)))])).toEqual([]);
    expect(proposeSets([1, 0.9])).toEqual([]);
    expect(proposeSets([1])).toEqual([]);
  });
});
