import { describe, expect, it } from 'vitest';
import { meanNorm, noiseDistance, steadyGradient } from '../../../core/diagnosis/steady-gradient.ts';
import { densitySource } from '../../../core/training/positive-source.ts';
import { toyDensity } from '../../../core/data/toy-density.ts';
import { streamKey } from '../../../core/random/stream-key.ts';
import { imageConfig, noise, toyConfig } from './series-fixtures.ts';

describe('the steady gradient', () => {
  it('is what chains on the exact density of the data have', () => {
    // x ← x − ∇F + εz on one Gaussian of the mixture (they hardly overlap): ∇F = (ε²/2)·x/sd².
    const { epsilon } = toyConfig;
    const slope = epsilon ** 2 / 2 / 0.15 ** 2;
    const z = noise(400_000, 1);
    let [x, y, sum, count] = [0, 0, 0, 0];
    for (let t = 0; t < 200_000; t++) {
      const [fx, fy] = [slope * x, slope * y];
      if (t > 100) {
        sum += Math.hypot(fx, fy);
        count++;
      }
      x += -fx + epsilon * z[2 * t];
      y += -fy + epsilon * z[2 * t + 1];
    }
    expect(sum / count).toBeCloseTo(steadyGradient(toyConfig)!.level!, 3);
  });

  it('is a quarter of ε√N for images with ε_data = 2ε', () => {
    const { level, overshoot } = steadyGradient(imageConfig({ steps: 50, start: 'persistent' }))!;
    expect(overshoot).toBeCloseTo(0.015 * 32, 12);
    // √((1 − a)/(1 + a)) with a = 7/8, up to E‖z‖ < √N.
    expect(level! / overshoot).toBeCloseTo(Math.sqrt(1 / 15), 3);
  });

  it('scales with the states, and is not defined where nothing bounds it', () => {
    const twice = steadyGradient({ ...toyConfig, epsilon: 0.25, data: { kind: 'toy', density: { type: 'gmm', groups: 8, sd: 0.3, radius: 2 } } })!;
    expect(twice.level).toBeCloseTo(2 * steadyGradient(toyConfig)!.level!, 12);
    expect(steadyGradient(imageConfig({ steps: 1, start: 'data', dataEpsilon: 0 }))!.level).toBeNull();
    expect(steadyGradient({ ...toyConfig, epsilon: 0 })).toBeNull();
  });

  it('knows the mean norm of normal vectors', () => {
    expect(meanNorm(1)).toBeCloseTo(Math.sqrt(2 / Math.PI), 12);
    expect(meanNorm(2)).toBeCloseTo(Math.sqrt(Math.PI / 2), 12);
    expect(meanNorm(3)).toBeCloseTo(Math.sqrt(8 / Math.PI), 12);
    expect(meanNorm(301) / meanNorm(300)).toBeCloseTo(Math.sqrt(300.5 / 299.5), 5);
  });
});

describe('the distance from noise to data', () => {
  it.each([
    ['gmm', 'gaussian'], ['gmm', 'uniform'], ['rings', 'uniform'],
  ] as const)('of a %s density and %s noise is that of samples', async (type, start) => {
    const density = { type, groups: 3, sd: 0.15, radius: 1 };
    const config = { ...toyConfig, data: { kind: 'toy' as const, density }, shortRun: { ...toyConfig.shortRun, start, noiseFactor: 1.5 } };
    const data = await densitySource(toyDensity(density)).draw(100_000, streamKey(1), 0);
    const dataSquare = data.reduce((sum, value) => sum + value * value, 0) / 100_000;
    const noiseSquare = 2 * 1.5 ** 2 * (start === 'gaussian' ? 1 : 1 / 3);
    const { least, most } = noiseDistance(config);
    expect(least).toBe(most);
    expect(most).toBeCloseTo(Math.sqrt(noiseSquare + dataSquare), 2);
  });

  it('of images is a range', () => {
    const { least, most } = noiseDistance(imageConfig({ steps: 10, start: 'uniform' }));
    expect(least).toBeCloseTo(32 / Math.sqrt(3), 10);
    expect(most).toBeCloseTo(32 * Math.sqrt(4 / 3), 10);
  });
});
