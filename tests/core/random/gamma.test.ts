import { describe, expect, it } from 'vitest';
import { drawBeta, drawGamma, uniformSequence } from '../../../core/random/gamma.ts';
import { streamKey } from '../../../core/random/stream-key.ts';
import { moments } from '../markov/known-chains.ts';

const DRAWS = 40_000;

describe('draws of the Gamma and Beta distributions', () => {
  it.each([0.3, 1, 2.5, 40])('of shape %f have its mean, variance and third moment', (shape) => {
    const next = uniformSequence(streamKey(1), 0);
    const values = Array.from({ length: DRAWS }, () => drawGamma(next, shape));
    const { mean, variance } = moments(values);
    expect(Math.abs(mean - shape)).toBeLessThan(4 * Math.sqrt(shape / DRAWS));
    // Var s² = (μ₄ − σ⁴)/n with μ₄ = 3k² + 6k.
    expect(Math.abs(variance - shape)).toBeLessThan(4 * Math.sqrt((2 * shape * shape + 6 * shape) / DRAWS));
    const cubes = values.map((value) => value ** 3);
    expect(Math.abs(moments(cubes).mean - shape * (shape + 1) * (shape + 2))).toBeLessThan(4 * Math.sqrt(moments(cubes).variance / DRAWS));
  });

  it('of shape 1 are exponential in their tail', () => {
    const next = uniformSequence(streamKey(2), 0);
    const beyond = Array.from({ length: DRAWS }, () => drawGamma(next, 1)).filter((value) => value > 3).length / DRAWS;
    expect(Math.abs(beyond - Math.exp(-3))).toBeLessThan(4 * Math.sqrt(Math.exp(-3) / DRAWS));
  });

  it('are a function of the stream and its step', () => {
    const draw = (seed: number, step: number) => drawGamma(uniformSequence(streamKey(seed), step), 3);
    expect(draw(1, 5)).toBe(draw(1, 5));
    expect(draw(1, 5)).not.toBe(draw(1, 6));
  });

  it.each([[2, 3], [0.5, 0.5], [60, 1.5]])('Beta(%f, %f) has its mean and variance', (a, b) => {
    const next = uniformSequence(streamKey(3), 0);
    const { mean, variance } = moments(Array.from({ length: DRAWS }, () => drawBeta(next, a, b)));
    const exact = (a * b) / ((a + b) ** 2 * (a + b + 1));
    expect(Math.abs(mean - a / (a + b))).toBeLessThan(4 * Math.sqrt(exact / DRAWS));
    expect(variance / exact).toBeGreaterThan(0.93);
    expect(variance / exact).toBeLessThan(1.07);
  });

  it('refuse shapes that make no distribution', () => {
    expect(() => drawGamma(() => 0.5, 0)).toThrow('positive shape; got 0');
    expect(drawBeta(() => 0.5, 0, 2)).toBe(0);
    expect(drawBeta(() => 0.5, 2, 0)).toBe(1);
  });
});
