import { describe, expect, it } from 'vitest';
import { wilsonInterval } from '../../../core/analysis/wilson-interval.ts';
import { uniformAt } from '../../../core/random/draw.ts';
import { streamKey } from '../../../core/random/stream-key.ts';

describe("Wilson's interval", () => {
  it('has the values of its formula at hand-worked counts', () => {
    // 10 of 10: z²/(n + z²) below 1.
    expect(wilsonInterval(10, 10)).toMatchObject({ share: 1, high: 1 });
    expect(wilsonInterval(10, 10).low).toBeCloseTo(10 / (10 + 1.959963984540054 ** 2), 10);
    expect(wilsonInterval(0, 20).high).toBeCloseTo(1 - 20 / (20 + 1.959963984540054 ** 2), 10);
    // Newcombe 1998, table I: 81 of 263 is 0.2553 to 0.3662, 15 of 148 is 0.0624 to 0.1605, 1 of 29 is 0.0061 to 0.1718.
    for (const [count, of, low, high] of [[81, 263, 0.2553, 0.3662], [15, 148, 0.0624, 0.1605], [1, 29, 0.0061, 0.1718]]) {
      const interval = wilsonInterval(count, of);
      expect(interval.low).toBeCloseTo(low, 4);
      expect(interval.high).toBeCloseTo(high, 4);
    }
  });

  it.each([0.5, 0.9, 0.97])('holds a share of %f about as often as it says', (share) => {
    let within = 0;
    for (let run = 0; run < 2000; run++) {
      const count = Array.from({ length: 60 }, (_, i) => uniformAt(streamKey(8, run), 0, i)).filter((value) => value < share).length;
      const { low, high } = wilsonInterval(count, 60);
      if (low <= share && share <= high) within++;
    }
    expect(within / 2000).toBeGreaterThan(0.92);
    expect(within / 2000).toBeLessThan(0.99);
  });

  it('of nothing is everything, and refuses what is no share', () => {
    expect(wilsonInterval(0, 0)).toMatchObject({ low: 0, high: 1 });
    expect(() => wilsonInterval(3, 2)).toThrow('3 of 2');
  });
});
