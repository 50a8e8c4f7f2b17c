import { describe, expect, test } from 'vitest';
import { createRelaxation, rowsOf, stepRelaxations } from '../../../core/mapping/string-method.ts';
import { arcLengths, cutPieces, resample, straightened, withoutLoops } from '../../../core/mapping/string-geometry.ts';
import { streamKey } from '../../../core/random/stream-key.ts';
import type { StreamKey } from '../../../core/random/stream-key.ts';
import { evaluatorOf, twoWells } from './wells.ts';
import type { Plane } from './wells.ts';

const owner = { kind: 'pair', effort: 'full', pair: 0, path: 0 } as const;
const settings = { images: 32, maxSteps: 240, epsilon: 0.1, enough: -Infinity, walked: true, bend: null as StreamKey | null };

function pathOver(plane: Plane, points: readonly (readonly [number, number])[]) {
  const line = { points: Float32Array.from(points.flat()), energies: Float32Array.from(points, ([x, y]) => plane.energy(x, y)) };
  return { line, highest: Math.max(...line.energies) };
}

async function relax(plane: Plane, points: readonly (readonly [number, number])[], options: Partial<typeof settings> = {}) {
  const { line, highest } = pathOver(plane, points);
  const relaxation = createRelaxation(owner, line, highest, 2, { ...settings, ...options });
  const evaluator = evaluatorOf(plane);
  let rows = 0;
  while (!relaxation.done) rows += await stepRelaxations([relaxation], evaluator, 0.1);
  return { relaxation, rows, walked: highest };
}

/** Degrees that a path in the plane turns by in all, left and right alike. */
function turnOf(points: Float32Array): number {
  let total = 0;
  for (let at = 2; at + 3 < points.length; at += 2) {
    const [ax, ay, bx, by] = [points[at]! - points[at - 2]!, points[at + 1]! - points[at - 1]!, points[at + 2]! - points[at]!, points[at + 3]! - points[at + 1]!];
    total += Math.abs(Math.atan2(ax * by - ay * bx, ax * bx + ay * by));
  }
  return (total * 180) / Math.PI;
}

describe('the string method', () => {
  const plane = twoWells(10, 0.15, 15);
  const saddle = plane.energy(plane.saddle, 0);
  const detour: [number, number][] = [[plane.left, 0], [-0.8, 0.5], [0, 0.9], [0.3, 0.7], [0.7, 0.4], [plane.right, 0]];

  test('finds the saddle of two wells from a path far over it', async () => {
    const { relaxation, walked } = await relax(plane, detour);
    expect(walked).toBeGreaterThan(saddle + 5);
    // An upper bound, and as good as the finest look at a path that passes the saddle within a millimetre.
    expect(relaxation.best.barrier).toBeGreaterThanOrEqual(saddle - 1e-5);
    expect(relaxation.best.barrier).toBeLessThan(saddle + 1e-3);
    const top = relaxation.best.energies.indexOf(Math.max(...relaxation.best.energies));
    expect(Math.abs(relaxation.best.points[2 * top]! - plane.saddle)).toBeLessThan(0.05);
    expect(Math.abs(relaxation.best.points[2 * top + 1]!)).toBeLessThan(0.02);
  });

  test('its ends stay where they are, its images are evenly apart', async () => {
    const { best } = (await relax(plane, detour)).relaxation;
    const last = best.points.length - 2;
    expect([best.points[0], best.points[1], best.points[last], best.points[last + 1]]).toEqual([plane.left, 0, plane.right, 0].map(Math.fround));
    const lengths = arcLengths(best.points, 2);
    const gaps = [...lengths].slice(1).map((length, i) => length - lengths[i]!);
    expect(Math.max(...gaps) / Math.min(...gaps)).toBeLessThan(1.1);
  });

  test('on a kinked potential, as LeakyReLU makes them, too', async () => {
    // V-shaped valley floor and walls: the saddle is (0, 0), U = 8.
    const kinked: Plane = {
      energy: (x, y) => 8 * (1 - Math.abs(x)) + 12 * Math.abs(y),
      gradient: (x, y) => [-8 * Math.sign(x), 12 * Math.sign(y)],
    };
    const { relaxation } = await relax(kinked, [[-1, 0], [-0.5, 0.6], [0.1, 0.8], [0.5, 0.5], [1, 0]]);
    expect(relaxation.best.barrier).toBeGreaterThanOrEqual(8 - 1e-4);
    expect(relaxation.best.barrier).toBeLessThan(8.05);
  });

  test('a zigzag that no force acts on does not stay', async () => {
    // A ridge with plane sides: U says nothing of y.
    const ridge: Plane = { energy: (x) => 8 * (1 - Math.abs(x)), gradient: (x) => [-8 * Math.sign(x), 0] };
    const zigzag = Array.from({ length: 33 }, (_, i): [number, number] => [-1 + i / 16, i === 0 || i === 32 ? 0 : i % 2 === 0 ? 0.02 : -0.02]);
    const { relaxation } = await relax(ridge, zigzag, { walked: false });
    expect(turnOf(Float32Array.from(zigzag.flat()))).toBeGreaterThan(1500);
    expect(turnOf(relaxation.points)).toBeLessThan(100);
    // Kept from the start, since no other is lower: straightened but next to its top.
    expect(turnOf(relaxation.best.points)).toBeLessThan(1000);
  });

  test('never worse than the path given, and no more rows than it says', async () => {
    const straight: [number, number][] = [[plane.left, 0], [plane.saddle, 0], [plane.right, 0]];
    const { relaxation, rows, walked } = await relax(plane, straight);
    expect(walked).toBeCloseTo(saddle, 6);
    expect(relaxation.best.barrier).toBeLessThanOrEqual(walked + 1e-5);
    expect(rows).toBe(240 * 30);
    expect(rowsOf(relaxation)).toBe(30);
  });

  test('stops as soon as the barrier is low enough', async () => {
    const { relaxation } = await relax(plane, detour, { enough: saddle + 1 });
    expect(relaxation.best.barrier).toBeLessThan(saddle + 1);
    expect(relaxation.step).toBeLessThan(240);
  });

  test('a bent start ends at the saddle as well', async () => {
    for (let i = 0; i < 4; i++) {
      const { relaxation } = await relax(plane, detour, { bend: streamKey(3, i) });
      expect(relaxation.best.barrier).toBeGreaterThanOrEqual(saddle - 1e-5);
      expect(relaxation.best.barrier).toBeLessThan(saddle + 2e-3);
    }
  });

  test('several relaxations in one batch give what each gives alone', async () => {
    const other: [number, number][] = [[plane.left, 0], [0, -0.7], [plane.right, 0]];
    const alone = [(await relax(plane, detour)).relaxation.best, (await relax(plane, other)).relaxation.best];
    const together = [detour, other].map((points) => {
      const { line, highest } = pathOver(plane, points);
      return createRelaxation(owner, line, highest, 2, settings);
    });
    while (together.some(({ done }) => !done)) await stepRelaxations(together.filter(({ done }) => !done), evaluatorOf(plane), 0.1);
    expect(together.map(({ best }) => best)).toEqual(alone);
  });
});

describe('polylines', () => {
  const square = Float32Array.of(0, 0, 1, 0, 1, 1, 0, 1);

  test('arc lengths and even resampling along the line', () => {
    expect([...arcLengths(square, 2)]).toEqual([0, 1, 2, 3]);
    expect([...resample(square, 2, 7)].map((value) => Math.round(value * 1e6) / 1e6)).toEqual([0, 0, 0.5, 0, 1, 0, 1, 0.5, 1, 1, 0.5, 1, 0, 1]);
    // Points that coincide do not divide by 0.
    expect([...resample(Float32Array.of(0, 0, 0, 0, 2, 0), 2, 3)]).toEqual([0, 0, 1, 0, 2, 0]);
  });

  test('a walk without its loops goes on from the last point near', () => {
    const loop = Float32Array.of(0, 0, 1, 0, 2, 0, 2, 1, 1, 1, 1, 0.1, 1, -1, 3, -1);
    expect([...withoutLoops(loop, 2, 0.5)].map((value) => Math.round(value * 10) / 10)).toEqual([0, 0, 1, 0, 1, 0.1, 1, -1, 3, -1]);
    expect([...withoutLoops(loop, 2, 100)]).toEqual([0, 0, 3, -1]);
  });

  test('pieces are cut evenly', () => {
    expect([...cutPieces(Float32Array.of(0, 0, 4, 8), 2, 4)]).toEqual([1, 2, 2, 4, 3, 6]);
  });

  test('a straightened line loses what lies to the left and right in turn, but for its ends and the points it is to keep', () => {
    const points = Float32Array.from(Array.from({ length: 9 }, (_, i) => [i, i % 2 === 0 ? 0.5 : -0.5]).flat());
    const once = straightened(points, 2, 1, 6);
    expect([...once].filter((_, at) => at % 2 === 1)).toEqual([0.5, 0, 0, 0, 0, -0.5, 0.5, -0.5, 0.5]);
    expect([...once].filter((_, at) => at % 2 === 0)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(straightened(points, 2, 0, 6)).toBe(points);
  });
});
