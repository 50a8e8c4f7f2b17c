import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../../core/engines/open-engine.ts';
import type { Engine } from '../../../core/engines/engine.ts';
import { compileProducts } from '../../../core/kinetic/matrix-products.ts';
import { createNearestSearch, nearestByDistances, nearestPoints, pairsOf, stepNearestSearch } from '../../../core/kinetic/nearest-pairs.ts';
import type { NearestSearch } from '../../../core/kinetic/nearest-pairs.ts';
import { fillGaussian } from '../../../core/random/fill-gaussian.ts';
import { streamKey } from '../../../core/random/stream-key.ts';

let engine: Engine;
beforeAll(async () => void (engine = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: 1 })));
afterAll(() => engine.close());

function cloud(count: number, dimensions: number, offset = 0): Float32Array {
  const points = new Float32Array(count * dimensions);
  fillGaussian(points, 0, points.length, streamKey(5), count);
  return points.map((value) => value + offset);
}

async function byProducts(positions: Float32Array, dimensions: number, k: number, rows: number, columns: number): Promise<NearestSearch> {
  const products = await compileProducts(engine, dimensions, rows, columns);
  let search = createNearestSearch(positions.length / dimensions, k);
  const points = nearestPoints(positions, dimensions);
  while (search.found < search.count) {
    await stepNearestSearch(search, points, products);
    search = structuredClone(search);
  }
  await products.close();
  return search;
}

describe('nearest neighbours', () => {
  test('by distances: those of a row of points, nearest first, ties in order', () => {
    const { neighbours, squared } = nearestByDistances(Float32Array.from([0, 1, 2, 4, 8]), 1, 2);
    expect([...neighbours]).toEqual([1, 2, 0, 2, 1, 0, 2, 1, 3, 2]);
    expect([...squared]).toEqual([1, 4, 1, 1, 1, 4, 4, 9, 16, 36]);
  });

  test.each([[60, 16], [64, 32], [7, 5], [256, 256]])('by products in blocks of %i × %i they are the same to the last bit', async (rows, columns) => {
    const positions = cloud(150, 24);
    expect(await byProducts(positions, 24, 9, rows, columns)).toEqual(nearestByDistances(positions, 24, 9));
  });

  test('far from 0, where float32 products cannot tell the neighbours apart, they are the same too', async () => {
    // Spread 1e-3 around 100: x·y is about 2.4e6, its float32 step 0.25, squared distances about 1e-5.
    const positions = cloud(120, 240).map((value) => 100 + 1e-3 * value);
    expect(await byProducts(positions, 240, 6, 32, 48)).toEqual(nearestByDistances(positions, 240, 6));
    // A pair of clusters far apart: centring leaves the points large.
    const apart = cloud(120, 240).map((value, i) => (i % 480 < 240 ? 50 : -50) + 1e-3 * value);
    expect(await byProducts(apart, 240, 6, 32, 48)).toEqual(nearestByDistances(apart, 240, 6));
  });

  test('equal points are neighbours at distance 0, in order of their numbers', async () => {
    const positions = new Float32Array(40 * 3).fill(0.7);
    const search = await byProducts(positions, 3, 4, 16, 16);
    expect([...search.neighbours.subarray(0, 8)]).toEqual([1, 2, 3, 4, 0, 2, 3, 4]);
    expect(search).toEqual(nearestByDistances(positions, 3, 4));
  });

  test('fewer points than neighbours: all others; one point: none', async () => {
    expect((await byProducts(cloud(5, 3), 3, 30, 8, 8)).k).toBe(4);
    expect(pairsOf(await byProducts(cloud(5, 3), 3, 30, 8, 8)).a).toHaveLength(10);
    expect(pairsOf(await byProducts(cloud(1, 3), 3, 30, 8, 8)).a).toHaveLength(0);
    expect(() => createNearestSearch(4, 0)).toThrow(/at least one neighbour/);
  });
});

test('pairs: each once, smaller number first, in order, and every neighbour of every state among them', () => {
  const search = nearestByDistances(cloud(80, 5), 5, 6);
  const { a, b } = pairsOf(search);
  const keys = Array.from(a, (first, pair) => first * 80 + b[pair]!);
  expect(keys).toEqual([...new Set(keys)].sort((p, q) => p - q));
  expect(a.every((first, pair) => first < b[pair]!)).toBe(true);
  const known = new Set(keys);
  for (let i = 0; i < 80; i++) {
    for (const j of search.neighbours.subarray(6 * i, 6 * i + 6)) expect(known.has(Math.min(i, j) * 80 + Math.max(i, j))).toBe(true);
  }
  expect(a.length).toBeGreaterThanOrEqual((80 * 6) / 2);
  expect(a.length).toBeLessThan(80 * 6);
});
