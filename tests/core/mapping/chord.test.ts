import { describe, expect, test } from 'vitest';
import { chordFractions, evenFractions } from '../../../core/mapping/chord.ts';

/** The chord of U(s) = a s³ + b s² + c s + d from s = 0 to 1. */
function cubic(a: number, b: number, c: number, d: number) {
  return { from: d, to: a + b + c + d, slopeFrom: c, slopeTo: 3 * a + 2 * b + c, steepness: 0, length: 1 };
}

describe('where a chord is looked at', () => {
  test('many dimensions: the inner maximum of the cubic, exactly', () => {
    for (let i = 0; i < 200; i++) {
      const [a, b, c] = [Math.sin(i) * 5, Math.cos(3 * i) * 5, Math.sin(7 * i) * 5];
      const value = (s: number): number => ((a * s + b) * s + c) * s;
      // By a fine scan, independent of the formula.
      let best = { s: 0, value: -Infinity };
      for (let s = 0; s <= 1; s += 1e-4) if (value(s) > best.value) best = { s, value: value(s) };
      const found = chordFractions(cubic(a, b, c, 0), Math.max(0, value(1)) + 1e-6, 1024, 0.1);
      if (best.value > Math.max(0, value(1)) + 1e-6) expect(Math.abs(found[0]! - best.s)).toBeLessThan(2e-4);
      else expect(found).toEqual([]);
    }
  });

  test('a parabola, whose cubic term is 0, and a straight line', () => {
    expect(chordFractions(cubic(0, -1, 1, 0), 0, 1024, 0.1)).toEqual([0.5]);
    expect(chordFractions(cubic(0, 0, 1, 0), 0, 1024, 0.1)).toEqual([]);
    expect(chordFractions(cubic(0, 0, 0, 0), 0, 1024, 0.1)).toEqual([]);
  });

  test('many dimensions: nothing to look at below the highest so far', () => {
    expect(chordFractions(cubic(0, -1, 1, 0), 0.2501, 1024, 0.1)).toEqual([]);
    expect(chordFractions(cubic(0, -1, 1, 0), 0.2499, 1024, 0.1)).toEqual([0.5]);
  });

  test('few dimensions: even pieces, unless the slopes met so far cannot reach the highest', () => {
    const chord = { from: 1, to: 1, slopeFrom: 0, slopeTo: 0, steepness: 10, length: 0.4 };
    // (1 + 1 + 10·0.4)/2 = 3 is as high as it can get.
    expect(chordFractions(chord, 2.9, 2, 0.1)).toEqual([0.25, 0.5, 0.75]);
    expect(chordFractions(chord, 3.1, 2, 0.1)).toEqual([]);
    // An end that is the highest itself is always looked at.
    expect(chordFractions({ ...chord, steepness: 0 }, 1, 2, 0.2)).toEqual([0.5]);
  });

  test('pieces are no longer than asked for, and at most 256', () => {
    expect(evenFractions(0.1, 0.1)).toEqual([]);
    expect(evenFractions(0.11, 0.1)).toEqual([0.5]);
    expect(evenFractions(1e9, 0.1)).toHaveLength(255);
  });
});
