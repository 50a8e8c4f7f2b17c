import { describe, expect, it } from 'vitest';
import { toyDensity } from '../../../core/data/toy-density.ts';
import { streamKey } from '../../../core/random/stream-key.ts';

const settings = [
  { type: 'gmm', groups: 8, sd: 0.15, radius: 1 },
  { type: 'rings', groups: 3, sd: 0.1, radius: 0.5 },
] as const;

describe.each(settings)('toy density $type', (setting) => {
  const density = toyDensity(setting);

  it('integrates to 1 over its extent', () => {
    const cells = 800;
    const side = (2 * density.extent) / cells;
    let mass = 0;
    for (let i = 0; i < cells; i++) {
      for (let j = 0; j < cells; j++) {
        mass += density.densityAt(-density.extent + (i + 0.5) * side, -density.extent + (j + 0.5) * side) * side * side;
      }
    }
    // Midpoint rule on features of many cells: its error is far below 1e-3; the pole of rings at 0 carries less than that.
    expect(mass).toBeCloseTo(1, 3);
  });

  it('draws samples that follow it', () => {
    const count = 200_000;
    const points = density.sample(count, streamKey(7), 3);
    const bins = 12;
    const counts = new Float64Array(bins * bins);
    const expected = new Float64Array(bins * bins);
    const side = (2 * density.extent) / bins;
    for (let i = 0; i < count; i++) {
      const column = Math.floor((points[2 * i] + density.extent) / side);
      const row = Math.floor((points[2 * i + 1] + density.extent) / side);
      counts[row * bins + column] += 1;
    }
    const fine = 60;
    for (let row = 0; row < bins; row++) {
      for (let column = 0; column < bins; column++) {
        for (let a = 0; a < fine; a++) {
          for (let b = 0; b < fine; b++) {
            const x = -density.extent + (column + (a + 0.5) / fine) * side;
            const y = -density.extent + (row + (b + 0.5) / fine) * side;
            expected[row * bins + column] += density.densityAt(x, y) * (side / fine) ** 2 * count;
          }
        }
      }
    }
    for (let bin = 0; bin < counts.length; bin++) {
      // Five standard deviations of a Poisson count over 144 bins: a wrong density is off by hundreds of them.
      expect(Math.abs(counts[bin] - expected[bin])).toBeLessThan(5 * Math.sqrt(expected[bin]) + 5);
    }
  });

  it('is a function of key and step', () => {
    expect(density.sample(5, streamKey(1), 2)).toEqual(density.sample(5, streamKey(1), 2));
    expect(density.sample(5, streamKey(1), 2)).not.toEqual(density.sample(5, streamKey(1), 3));
    expect(density.sample(5, streamKey(1), 2)).not.toEqual(density.sample(5, streamKey(2), 2));
  });
});
