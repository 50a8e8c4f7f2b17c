import { expect, test } from 'vitest';
import { RecentRate } from '../../../core/jobs/recent-rate.ts';

test('is the slope over the window, however fast the samples come', () => {
  for (const every of [0.0005, 0.02, 1.5]) {
    const rate = new RecentRate(10, 2);
    let value = 0;
    // 7 a second, then 3 a second for more than a window.
    for (let seconds = 0; seconds < 60; seconds += every) {
      value += every * (seconds < 30 ? 7 : 3);
      rate.add(seconds, value);
    }
    expect(rate.perSecond()).toBeCloseTo(3, 6);
  }
});

test('follows a change within a window', () => {
  const rate = new RecentRate(10, 2);
  for (let i = 0; i <= 35_000; i++) rate.add(i / 1000, i < 30_000 ? 0 : (i - 30_000) / 1000);
  // Half of the window at 0, half at 1 a second; samples are a two-hundredth of it apart.
  expect(Math.abs(rate.perSecond()! - 0.5)).toBeLessThan(0.02);
});

test('says nothing while too little time has been seen', () => {
  const rate = new RecentRate(10, 2);
  for (let i = 0; i < 100; i++) rate.add(i / 100, i);
  expect(rate.perSecond()).toBeNull();
});
