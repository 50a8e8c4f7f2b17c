import { describe, expect, it } from 'vitest';
import { estimateMean, estimateSlope, quantile } from '../../../core/analysis/series-statistics.ts';
import { autoregressive, noise } from '../diagnosis/series-fixtures.ts';

describe('the mean of a dependent series', () => {
  // x_t = φ x_{t−1} + z has autocorrelation time (1 + φ)/(1 − φ) and variance 1/(1 − φ²).
  it.each([-0.8, -0.5, 0, 0.5, 0.9])('has the autocorrelation time of an AR(1) process, φ = %f', (phi) => {
    const { time, spread, error, effective } = estimateMean(autoregressive(40_000, phi, 1));
    const exact = (1 + phi) / (1 - phi);
    expect(time / exact).toBeGreaterThan(0.85);
    expect(time / exact).toBeLessThan(1.15);
    expect(spread).toBeCloseTo(1 / Math.sqrt(1 - phi * phi), 1);
    expect(error).toBeCloseTo(spread * Math.sqrt(time / 40_000), 12);
    expect(effective).toBeCloseTo(40_000 / time, 6);
  });

  it('has an error that means what it says: true means lie within two of them as often as they should', () => {
    let within = 0;
    const runs = 300;
    for (let run = 0; run < runs; run++) {
      const { mean, error } = estimateMean(autoregressive(800, 0.6, 100 + run));
      if (Math.abs(mean) < 2 * error) within++;
    }
    // 95.4 % expected; the estimated time is a little short, and 300 runs have a standard deviation of 1.2 %.
    expect(within / runs).toBeGreaterThan(0.89);
    expect(within / runs).toBeLessThan(0.99);
  });

  it('of a strictly alternating series is as certain as its ends', () => {
    const { mean, time } = estimateMean(Float64Array.from({ length: 1000 }, (_, t) => (t % 2 === 0 ? 1 : -1)));
    expect(mean).toBe(0);
    expect(time).toBeLessThan(0.01);
  });

  it('scales with the values and does not move with them', () => {
    const values = autoregressive(500, 0.3, 2);
    const plain = estimateMean(values);
    const moved = estimateMean(values.map((value) => 1000 * value + 7));
    expect(moved.time).toBeCloseTo(plain.time, 6);
    expect(moved.error).toBeCloseTo(1000 * plain.error, 6);
    expect(moved.mean).toBeCloseTo(1000 * plain.mean + 7, 6);
  });

  it.each([[[]], [[3]], [[2, 2, 2, 2]]])('of %j has no error', (values) => {
    expect(estimateMean(values)).toMatchObject({ spread: 0, error: 0, mean: values[0] ?? 0 });
  });
});

describe('a slope', () => {
  it('is found within its error, and of noise is within its error of 0', () => {
    const z = noise(2000, 3);
    const line = estimateSlope(z.map((value, t) => value + 0.002 * t));
    expect(Math.abs(line.slope - 0.002)).toBeLessThan(4 * line.error);
    // σ/√(Σ (t − t̄)²) = √(12/n³) for independent residuals of unit variance.
    expect(line.error / Math.sqrt(12 / 2000 ** 3)).toBeGreaterThan(0.85);
    expect(line.error / Math.sqrt(12 / 2000 ** 3)).toBeLessThan(1.15);
    expect(Math.abs(estimateSlope(z).slope)).toBeLessThan(4 * line.error);
  });
});

it('quantiles lie between neighbours and leave out what is no number', () => {
  expect(quantile([4, NaN, 1, 3, 2, Infinity], 0.5)).toBe(2.5);
  expect(quantile([1, 2, 3], 0)).toBe(1);
  expect(quantile([1, 2, 3], 1)).toBe(3);
  expect(quantile([], 0.5)).toBeNaN();
});
