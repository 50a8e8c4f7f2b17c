import { describe, expect, it } from 'vitest';
import { viewDirection } from '../../../renderer/graph3d/camera-fit.ts';
import { clearView, hiddenAlong } from '../../../renderer/graph3d/clear-view.ts';

/** A row of nodes along an azimuth: seen from there, each hides the next. */
function row(azimuth: number, count = 5): Float32Array {
  const [x, , z] = viewDirection(azimuth, 0);
  return Float32Array.from(Array.from({ length: count }, (_, i) => [(i - 2) * 0.4 * x, 0.1, (i - 2) * 0.4 * z, 0.15]).flat());
}

describe('the first view of a graph', () => {
  it('counts what lies over each other', () => {
    expect(hiddenAlong(row(40), 5, 40, 0)).toBeCloseTo(10, 4);
    expect(hiddenAlong(row(40), 5, 130, 0)).toBe(0);
    // From above nothing of a row on the floor is hidden.
    expect(hiddenAlong(row(40), 5, 40, 90)).toBe(0);
  });

  it('is from where nodes do not hide each other, and from where it was made for when they do not there', () => {
    expect(clearView(row(60), -30, 20)).toEqual(viewDirection(-30, 20));
    const found = clearView(row(-30), -30, 20);
    const azimuth = (Math.atan2(found[0], found[2]) * 180) / Math.PI;
    const elevation = (Math.asin(found[1]) * 180) / Math.PI;
    expect(hiddenAlong(row(-30), 5, azimuth, elevation)).toBe(0);
    expect(hiddenAlong(row(-30), 5, -30, 20)).toBeGreaterThan(0.3);
    expect(Math.abs(azimuth + 30)).toBeLessThan(60);
  });

  it('leaves a crowd and a single node alone', () => {
    expect(clearView(row(-30, 1), -30, 20)).toEqual(viewDirection(-30, 20));
    expect(clearView(row(-30, 300), -30, 20)).toEqual(viewDirection(-30, 20));
  });
});
