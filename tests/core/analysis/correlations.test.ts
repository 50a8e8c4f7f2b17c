import { describe, expect, it } from 'vitest';
import { autocorrelation, correlate } from '../../../core/analysis/correlations.ts';
import { fillGaussian } from '../../../core/random/fill-gaussian.ts';
import { streamKey } from '../../../core/random/stream-key.ts';

const noise = (length: number, stream: number): Float32Array => {
  const values = new Float32Array(length);
  fillGaussian(values, 0, length, streamKey(5, stream), 0);
  return values;
};

describe('correlations', () => {
  it('of an alternating series is −1 at lag 1, up to the ends', () => {
    const values = Float64Array.from({ length: 1000 }, (_, t) => (t % 2 === 0 ? 1 : -1));
    const auto = autocorrelation(values, 2);
    expect(auto[0]).toBe(1);
    expect(auto[1]).toBeCloseTo(-0.999, 10);
    expect(auto[2]).toBeCloseTo(0.998, 10);
  });

  it('of white noise vanishes at all other lags', () => {
    const length = 20_000;
    const { autoEnergy, cross } = correlate(noise(length, 0), noise(length, 1));
    // Five standard errors 1/√n.
    for (const value of autoEnergy.subarray(1)) expect(Math.abs(value)).toBeLessThan(5 / Math.sqrt(length));
    for (const value of cross) expect(Math.abs(value)).toBeLessThan(5 / Math.sqrt(length));
  });

  it('finds the lag at which r_s follows d_s', () => {
    const energy = noise(5000, 2);
    const gradient = Float64Array.from(energy, (_, t) => (t >= 4 ? energy[t - 4] : 0));
    const { cross } = correlate(energy, gradient);
    expect(cross.indexOf(Math.max(...cross)) - 15).toBe(4);
    expect(cross[19]).toBeGreaterThan(0.95);
  });

  it('does not centre d_s but standardizes r_s', () => {
    const constant = new Float64Array(100).fill(3);
    const { autoEnergy, autoGradient } = correlate(constant, constant);
    expect(autoEnergy[0]).toBe(1);
    expect([...autoGradient]).toEqual(new Array(16).fill(0));
  });

  it('refuses series of two lengths', () => {
    expect(() => correlate([1, 2], [1])).toThrow(/one length, got 2 and 1/);
  });
});
