import { describe, expect, it } from 'vitest';
import { logSpacedSteps } from '../../../core/analysis/log-spaced.ts';
import { nearestDistances } from '../../../core/analysis/nearest-distance.ts';
import { runningMean } from '../../../core/analysis/running-mean.ts';
import { signedHistogram } from '../../../core/analysis/signed-histogram.ts';
import { noise } from '../diagnosis/series-fixtures.ts';

describe('a running mean', () => {
  it('is the mean of each window, whatever its width', () => {
    const values = noise(200, 1);
    for (const width of [1, 2, 7, 60, 500]) {
      const before = Math.floor((width - 1) / 2);
      const expected = values.map((_, i) => {
        const own = values.slice(Math.max(0, i - before), i + width - before);
        return own.reduce((sum, value) => sum + value, 0) / own.length;
      });
      runningMean(values, width).forEach((value, i) => expect(value).toBeCloseTo(expected[i], 5));
    }
  });

  it('leaves out what is no number, and has none where nothing else is', () => {
    expect([...runningMean([1, NaN, 3], 3)]).toEqual([1, 2, 3]);
    expect([...runningMean([NaN, 5], 1)]).toEqual([NaN, 5]);
  });
});

describe('a signed histogram', () => {
  it('has an edge at 0, equal bars and every value', () => {
    const values = noise(1000, 2).map((value) => value + 0.3);
    const { edges, counts } = signedHistogram(values)!;
    expect(edges.some((edge) => Math.abs(edge) < 1e-12)).toBe(true);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1000);
    expect(edges).toHaveLength(counts.length + 1);
    const below = counts.filter((_, i) => edges[i + 1] <= 1e-12).reduce((sum, count) => sum + count, 0);
    expect(below).toBe(values.filter((value) => value < 0).length);
  });

  it.each([[[0]], [[5]], [[-2, -2]], [[1, 2]]])('holds %j', (values) => {
    const { edges, counts } = signedHistogram(values)!;
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(values.length);
    expect(edges[0]).toBeLessThanOrEqual(Math.min(0, ...values));
    expect(edges.at(-1)!).toBeGreaterThanOrEqual(Math.max(0, ...values));
    expect(edges.every((edge, i) => i === 0 || edge > edges[i - 1])).toBe(true);
  });

  it('of no numbers is none', () => {
    expect(signedHistogram([NaN, Infinity])).toBeNull();
  });
});

describe('log-spaced steps', () => {
  it('begin at 0, end at the last and rise by about equal factors', () => {
    const steps = logSpacedSteps(10_000, 4);
    expect(steps.slice(0, 3)).toEqual([0, 1, 2]);
    expect(steps.at(-1)).toBe(10_000);
    expect(steps.filter((step) => step >= 100 && step < 10_000).map((step) => Math.round(4 * Math.log10(step)))).toEqual([8, 9, 10, 11, 12, 13, 14, 15]);
    expect(logSpacedSteps(1, 3)).toEqual([0, 1]);
  });
});

it('the nearest of several states is found', () => {
  expect([...nearestDistances(Float32Array.of(0, 0, 10, 10), Float32Array.of(3, 4, 10, 9, 0, 2), 2)]).toEqual([2, 1]);
  expect(nearestDistances(Float32Array.of(0, 0), new Float32Array(0), 2)[0]).toBe(Infinity);
});
