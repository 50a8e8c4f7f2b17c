import { describe, expect, test } from 'vitest';
import { createPath, pathCapacity, raisePeak, reversed, toPolyline, visit } from '../../../core/mapping/diffusion-path.ts';

/** A path of `count` visited states (step, 2·step) with U = energyAt(step), kept in at most `capacity` points. */
function walked(count: number, capacity: number, energyAt: (step: number) => number) {
  const path = createPath(2, capacity);
  for (let step = 0; step < count; step++) visit(path, step, Float32Array.of(step, 2 * step), energyAt(step));
  return path;
}

describe('a path that is thinned as it grows', () => {
  test('keeps every state as long as there is room', () => {
    const line = toPolyline(walked(5, 8, (step) => step), Float32Array.of(9, 9), -1);
    expect([...line.points]).toEqual([0, 0, 1, 2, 2, 4, 3, 6, 4, 8, 9, 9]);
    expect([...line.energies]).toEqual([0, 1, 2, 3, 4, -1]);
  });

  test('never holds more than its capacity, evenly spaced, with the start, and the highest in its place', () => {
    for (const count of [9, 50, 1000, 1003]) {
      for (const top of [1, 7, 33, 997].filter((step) => step < count)) {
        const path = walked(count, 8, (step) => (step === top ? 100 : 0));
        expect(path.count).toBeLessThanOrEqual(8);
        expect(path.count).toBeGreaterThanOrEqual(4);
        const kept = [...path.steps.subarray(0, path.count)];
        expect(kept).toEqual(kept.map((_, i) => i * path.stride));
        const line = toPolyline(path, Float32Array.of(count, 2 * count), 0);
        const steps = [...line.energies].map((_, i) => line.points[2 * i]!);
        expect(steps).toEqual([...steps].sort((p, q) => p - q));
        expect(new Set(steps).size).toBe(steps.length);
        expect(steps[0]).toBe(0);
        expect(steps.at(-1)).toBe(count);
        expect(line.energies[steps.indexOf(top)]).toBe(100);
        expect(Math.max(...line.energies)).toBe(100);
      }
    }
  });

  test('a peak on a chord stands between its two states', () => {
    const path = walked(3, 8, () => 0);
    raisePeak(path, 1.5, Float32Array.of(1.5, 3), 7);
    raisePeak(path, 0.5, Float32Array.of(0.5, 1), 6);
    expect([...toPolyline(path, Float32Array.of(3, 6), 0).energies]).toEqual([0, 0, 7, 0, 0]);
  });

  test('reversed: the same points the other way', () => {
    const line = toPolyline(walked(3, 8, (step) => step), Float32Array.of(3, 6), 3);
    const back = reversed(line, 2);
    expect([...back.points]).toEqual([3, 6, 2, 4, 1, 2, 0, 0]);
    expect([...back.energies]).toEqual([3, 2, 1, 0]);
    expect(reversed(back, 2)).toEqual(line);
  });

  test('capacity: 256 in the plane, at most 128 KiB of images, never under 24', () => {
    expect([2, 128, 1024, 3072].map(pathCapacity)).toEqual([256, 256, 32, 24]);
  });
});
