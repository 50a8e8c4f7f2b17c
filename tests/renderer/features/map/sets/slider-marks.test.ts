import { describe, expect, it } from 'vitest';
import { sliderMarks, timescaleWords } from '../../../../../renderer/features/map/sets/slider-marks.ts';

describe('proposed numbers on the slider', () => {
  it('stand where the handle would, those beyond its reach left out, the clearest heaviest', () => {
    const marks = sliderMarks([{ sets: 3, clearness: Math.E ** 2 }, { sets: 12, clearness: Math.E }, { sets: 80, clearness: 9 }], 2, 22);
    expect(marks.map(({ sets, at, weight }) => [sets, at, weight])).toEqual([[3, 0.05, 1], [12, 0.5, 0.5]]);
    expect(marks[0]!.text).toContain('7.39 times as long');
  });

  it('say where nothing leads from one set to another, and weigh it most', () => {
    const [apart, faint] = sliderMarks([{ sets: 2, clearness: null }, { sets: 4, clearness: 1.1 }], 2, 4);
    expect([apart!.weight, apart!.text]).toEqual([1, '2 sets: nothing leads from one to another at all.']);
    expect(faint!.text).toContain('a faint gap');
    expect(sliderMarks([], 1, 1)).toEqual([]);
  });

  it('put the timescale that is left within a set beside them', () => {
    expect([1, 2, 3, 9].map((sets) => timescaleWords([null, null, 40.2, 1234.5], sets))).toEqual(['parts that nothing joins', '40.2 steps', '1,230 steps', '']);
  });
});
