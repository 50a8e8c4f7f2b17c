import { describe, expect, it } from 'vitest';
import type { StateColumns } from '../../../core/contract/hierarchy.ts';
import { landscape as landscapeSchema, pathView as pathViewSchema } from '../../../core/contract/landscape.ts';
import { linkagePairs } from '../../../core/hierarchy/linkage.ts';
import { composeLandscape } from '../../../core/landscape/compose-landscape.ts';
import type { LandscapeBasis } from '../../../core/landscape/compose-landscape.ts';
import { edgeRows, howKnown, untested } from '../../../core/landscape/edge-rows.ts';
import { histogram } from '../../../core/landscape/histogram.ts';
import { imageStrip, planePosition } from '../../../core/landscape/image-strip.ts';
import { layoutBasins } from '../../../core/landscape/layout-basins.ts';
import { pathView } from '../../../core/landscape/path-view.ts';
import { principalPlane } from '../../../core/landscape/principal-plane.ts';
import { labelCounts, partitionStates } from '../../../core/landscape/state-sets.ts';
import { thumbnail } from '../../../core/landscape/thumbnail.ts';

const basins = [
  { id: 0, energy: -3 },
  { id: 2, energy: -1 },
  { id: 5, energy: -2 },
];

describe('edges', () => {
  it('are joined, failed or left out, with the barrier of the kept path and trials both ways', () => {
    const rows = edgeRows({
      basins,
      trials: [
        { from: 0, to: 2, successes: 2, trials: 5, barrier: 1.5 },
        { from: 2, to: 0, successes: 0, trials: 5, barrier: null },
        { from: 5, to: 2, successes: 0, trials: 3, barrier: null },
        // Basin 1 was merged away: no edge.
        { from: 1, to: 2, successes: 1, trials: 1, barrier: 0 },
      ],
      paths: [
        { a: 0, b: 2, kind: 'diffusion', barrier: 1.2 },
        { a: 0, b: 2, kind: 'refined', barrier: 0.7 },
        { a: 0, b: 4, kind: 'diffusion', barrier: 9 },
      ],
    });
    expect(rows).toEqual([
      { a: 0, b: 2, status: 'joined', barrier: 1.2, refined: 0.7, forward: [2, 5], backward: [0, 5] },
      { a: 2, b: 5, status: 'failed', barrier: null, refined: null, forward: [0, 0], backward: [0, 3] },
    ]);
    expect(rows.map(howKnown)).toEqual(['joined by 2 of 10', 'failed 3 of 3']);
    expect(howKnown(untested(5, 0))).toBe('untested');
    expect(untested(5, 0)).toMatchObject({ a: 0, b: 5 });
  });

  it('never put a barrier below the higher minimum, nor the refined one above the other', () => {
    const rows = edgeRows({
      basins,
      trials: [{ from: 0, to: 5, successes: 1, trials: 1, barrier: -7 }],
      paths: [
        { a: 0, b: 2, kind: 'diffusion', barrier: -4 },
        { a: 0, b: 2, kind: 'refined', barrier: 3 },
      ],
    });
    expect(rows[0]).toMatchObject({ barrier: -1, refined: -1 });
    expect(rows[1]).toMatchObject({ a: 0, b: 5, status: 'joined', barrier: -2 });
  });
});

function basis(): LandscapeBasis {
  const point = (x: number, y: number): Float32Array => new Float32Array([x, y]);
  const points: Record<number, Float32Array> = { 0: point(0, 0), 1: point(1, 1), 2: point(1, 0), 5: point(0, 1) };
  // Basin 1 was merged into 2. Members: four of basin 0, one of them labelled; seven of basin 2 and those merged into it, all labelled.
  const columns: StateColumns = {
    state: Int32Array.from({ length: 11 }, (_, state) => state),
    placedIn: Int32Array.of(0, 0, 0, 0, 2, 2, 2, 1, 1, 1, 1),
    energy: Float64Array.from({ length: 11 }, (_, state) => -state / 10),
    source: new Int32Array(11).fill(-1),
    label: Int32Array.of(0, -1, -1, -1, 1, 1, 1, 1, 1, 1, 1),
    labels: ['3', '8'],
  };
  const founded = [
    { basin: 0, state: 0, energy: -3 },
    { basin: 1, state: 7, energy: -0.5 },
    { basin: 2, state: 4, energy: -1 },
    { basin: 5, state: 11, energy: -2 },
  ];
  const linkage = linkagePairs(6, [{ a: 2, b: 1, height: 0 }]);
  const partition = partitionStates({ leafKind: 'basin', linkage, sets: 5 }, columns, founded, null);
  return {
    map: 'm',
    potential: 'p',
    shape: [2, 1, 1],
    cut: partition.cut,
    sets: partition.sets.map((set) => ({ ...set, x: points[set.id]!, thumbnail: null, members: set.rows.length, labelCounts: labelCounts(columns, set.rows) })),
    trials: [{ from: 0, to: 2, successes: 1, trials: 2, barrier: 1 }],
    paths: [],
    discovery: [{ states: 1, basins: 1 }],
    sweep: [],
    alpha: 4,
    scores: null,
  };
}

describe('a landscape', () => {
  it('has the standing basins, their merged history, a forest and positions, and keeps the contract', () => {
    const landscape = composeLandscape(basis());
    expect(landscapeSchema.parse(landscape)).toEqual(landscape);
    expect(landscape.basins).toEqual([
      { id: 0, energy: -3, members: 4, position: [0, 0], layout: [0, 0], merged: [], labelCounts: { '3': 1 } },
      { id: 2, energy: -1, members: 7, position: [1, 0], layout: [1, 0], merged: [1], labelCounts: { '8': 7 } },
      // Founded, its first member not written yet.
      { id: 5, energy: -2, members: 1, position: [0, 1], layout: [0, 1], merged: [], labelCounts: {} },
    ]);
    expect(landscape.forest.joins).toMatchObject([{ node: 3, barrier: 1, refined: null, height: 1, via: [0, 1] }]);
    // Basin 5 was never tried: a tree of its own.
    expect(landscape.forest.roots).toEqual([3, 2]);
    expect(landscape.images).toBeNull();
  });

  it('of images carries their representatives and a layout without overlaps', () => {
    const shape = [1, 4, 4] as const;
    const image = (value: number): Float32Array => new Float32Array(16).fill(value);
    const count = 30;
    const landscape = composeLandscape({
      ...basis(),
      shape,
      sets: Array.from({ length: count }, (_, index) => {
        const x = Float32Array.from(image(0), (_, at) => Math.sin(index * 3.7 + at * (1 + (index % 5))));
        return { id: index, energy: -index, members: 1, merged: [], labelCounts: null, x, thumbnail: thumbnail(x, shape) };
      }),
    });
    expect(landscape.images).toMatchObject({ width: 4, height: 4, channels: 1, count });
    expect(landscape.basins[3]?.position).toBeNull();
    expect(landscape.basins[3]?.labelCounts).toBeNull();
    const places = landscape.basins.map((basin) => basin.layout);
    places.forEach((p, i) => places.slice(i + 1).forEach((q) => expect(Math.hypot(p[0] - q[0], p[1] - q[1])).toBeGreaterThan(0.5)));
    expect(landscapeSchema.parse(landscape)).toEqual(landscape);
  });

  it('of no basins yet is empty', () => {
    const landscape = composeLandscape({ ...basis(), shape: [1, 4, 4], sets: [], trials: [] });
    expect(landscape).toMatchObject({ basins: [], edges: [], forest: { joins: [], roots: [], x: [] } });
    expect(landscapeSchema.parse(landscape)).toEqual(landscape);
  });
});

describe('layout', () => {
  it('keeps points of a plane in many dimensions as far apart as they are', () => {
    // A rectangle 6 × 2 turned into 40 dimensions.
    const corners = [[-3, -1], [3, -1], [3, 1], [-3, 1]] as const;
    const points = corners.map(([u, v]) => Float32Array.from({ length: 40 }, (_, at) => (at < 20 ? u : v * (at % 2 === 0 ? 1 : -1)) / Math.sqrt(20)));
    const flat = principalPlane(points);
    const distance = (p: number, q: number): number => Math.hypot(flat[p]![0] - flat[q]![0], flat[p]![1] - flat[q]![1]);
    // float32 points; power iteration on well separated directions converges to its rounding.
    expect(distance(0, 1)).toBeCloseTo(6, 4);
    expect(distance(1, 2)).toBeCloseTo(2, 4);
    expect(distance(0, 2)).toBeCloseTo(Math.hypot(6, 2), 4);
  });

  it('is the same every time, and copes with one point and with equal ones', () => {
    const points = Array.from({ length: 9 }, (_, index) => new Float32Array([index % 3, index / 3, 1]));
    expect(layoutBasins(points, [[0, 5]])).toEqual(layoutBasins(points, [[0, 5]]));
    expect(layoutBasins([new Float32Array([1, 2, 3])], [])).toEqual([[0, 0]]);
    const same = layoutBasins(Array.from({ length: 3 }, () => new Float32Array([1, 1])), []);
    expect(same.flat().every(Number.isFinite)).toBe(true);
    expect(Math.hypot(same[0]![0] - same[1]![0], same[0]![1] - same[1]![1])).toBeGreaterThan(0.5);
  });

  it('draws joined basins together', () => {
    const points = Array.from({ length: 12 }, (_, index) => new Float32Array([Math.cos(index), Math.sin(index), index / 12, 0]));
    const between = (places: [number, number][]): number => Math.hypot(places[0]![0] - places[3]![0], places[0]![1] - places[3]![1]);
    expect(between(layoutBasins(points, [[0, 3]]))).toBeLessThan(between(layoutBasins(points, [])));
  });
});

describe('images of states', () => {
  it('are 8 bits, channels last, clipped', () => {
    const strip = imageStrip([new Float32Array([-1, 1, 0, 7, -9, 0.5, 1, 1, 1, 1, 1, -1])], [3, 2, 2]);
    expect(strip).toMatchObject({ width: 2, height: 2, channels: 3, count: 1 });
    // Pixel 0: red −1, green −9, blue 1. Pixel 3: red 7, green 1, blue −1.
    expect(Array.from(strip?.pixels.subarray(0, 3) ?? [])).toEqual([0, 0, 255]);
    expect(Array.from(strip?.pixels.subarray(9, 12) ?? [])).toEqual([255, 255, 0]);
    expect(imageStrip([new Float32Array(2)], [2, 1, 1])).toBeNull();
    expect(imageStrip([new Float32Array(8)], [2, 2, 2])).toBeNull();
    expect(planePosition(new Float32Array([3, 4]), [2, 1, 1])).toEqual([3, 4]);
    expect(planePosition(new Float32Array(16), [1, 4, 4])).toBeNull();
  });

  it('round-trip 8-bit data, 2v/255 − 1', () => {
    const values = Float32Array.from({ length: 256 }, (_, v) => (2 * v) / 255 - 1);
    expect(Array.from(imageStrip([values], [1, 16, 16])?.pixels ?? [])).toEqual(Array.from({ length: 256 }, (_, v) => v));
  });
});

describe('a path for looking at', () => {
  it('is thinned and keeps its ends and its highest point', () => {
    const count = 5000;
    const energies = Float32Array.from({ length: count }, (_, index) => (index === 3217 ? 10 : Math.sin(index)));
    const points = Float32Array.from({ length: count * 2 }, (_, index) => (index % 2 === 0 ? index / 2 : 0));
    const view = pathView({ a: 0, b: 3, kind: 'diffusion', barrier: 10, energies, points }, [2, 1, 1]);
    expect(pathViewSchema.parse(view)).toEqual(view);
    expect(view.along.length).toBeLessThanOrEqual(240);
    expect(Math.max(...view.energies)).toBe(10);
    expect([view.along[0], view.along.at(-1)]).toEqual([0, 1]);
    expect(view.positions?.at(-1)).toEqual([4999, 0]);
    view.along.slice(1).forEach((along, index) => expect(along).toBeGreaterThan(view.along[index] ?? 1));
    expect(view.along[view.energies.indexOf(10)]).toBeCloseTo(3217 / 4999, 6);
  });

  it('of images shows some of them, the highest among them', () => {
    const count = 40;
    const energies = Float32Array.from({ length: count }, (_, index) => -Math.abs(index - 23));
    const points = Float32Array.from({ length: count * 4 }, (_, index) => index / 200);
    const view = pathView({ a: 0, b: 1, kind: 'refined', barrier: 0, energies, points }, [1, 2, 2]);
    expect(view.positions).toBeNull();
    expect(view.images?.count).toBe(view.imageAt.length);
    expect(view.imageAt).toContain(23);
    expect(view.imageAt.length).toBeLessThanOrEqual(9);
    expect(view.imageAt.at(-1)).toBe(39);
  });
});

describe('a histogram', () => {
  it('counts every value once', () => {
    const values = Array.from({ length: 100 }, (_, index) => Math.sqrt(index)).sort((p, q) => p - q);
    const { edges, counts } = histogram(values);
    expect(counts).toHaveLength(10);
    expect(edges).toHaveLength(11);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(100);
    expect([edges[0], edges.at(-1)]).toEqual([0, Math.sqrt(99)]);
    expect(histogram([2, 2, 2])).toEqual({ edges: [1.5, 2.5], counts: [3] });
    expect(histogram([])).toEqual({ edges: [], counts: [] });
  });
});
