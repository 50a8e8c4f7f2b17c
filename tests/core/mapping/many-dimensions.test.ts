import { beforeAll, describe, expect, test } from 'vitest';
import type { Dataset } from '../../../core/data/dataset.ts';
import { evaluatorOfMixture, gaussianMixture, lowestWay } from '../potentials/gaussian-mixture.ts';
import { runMap } from './run-map.ts';
import type { WholeMap } from './run-map.ts';

const shape: [number, number, number] = [1, 8, 8];

function nearest(points: readonly { readonly x: Float64Array }[], x: Float32Array): { index: number; distance: number } {
  const distances = points.map((point) => Math.hypot(...point.x.map((value, i) => value - x[i]!)));
  const index = distances.indexOf(Math.min(...distances));
  return { index, distance: distances[index]! };
}

describe('minimum mode in 64 dimensions, on a mixture whose minima and saddles are known', () => {
  const mixture = gaussianMixture(64, 0.3, [{ half: 1.2, weight: 0.6 }, { half: 1, weight: 0.5 }, { half: 0.8, weight: 0.3 }]);
  let whole: WholeMap;
  /** Place in `mixture.minima` of each basin, by its id. */
  let minimumOf: Map<number, number>;

  beforeAll(async () => {
    whole = await runMap((slots) => evaluatorOfMixture(mixture, slots), {
      basis: { network: { inputShape: shape }, trainEpsilon: 0.05 },
      // In 64 dimensions the default of 100 steps of relaxation leaves barriers 1 to 5 above their saddles.
      settings: { method: 'minimum', states: 40, burnIn: 8, startScale: 1.5, alpha: 80, minDepth: 1, consolidateNearest: 1, barrierNearest: 3, barrierRepeats: 3, refineSteps: 600, seed: 5 },
    });
    minimumOf = new Map(whole.state.placement.basins.map(({ id, x }) => [id, nearest(mixture.minima, x).index]));
  });

  test('the basins are exactly its minima', () => {
    expect([...minimumOf.values()].sort((p, q) => p - q)).toEqual(mixture.minima.map((_, index) => index));
    for (const { x, energy } of whole.state.placement.basins) {
      const { index, distance } = nearest(mixture.minima, x);
      expect(distance).toBeLessThan(1e-3);
      expect(Math.abs(energy - mixture.minima[index]!.energy)).toBeLessThan(1e-4);
    }
  });

  test('every state is in the basin whose well it descended into', () => {
    const { members, merges } = whole.records;
    expect(members).toHaveLength(40);
    const now = (id: number): number => merges.reduce((at, { from, into }) => (at === from ? into : at), id);
    for (const { placedIn, x } of members) expect(minimumOf.get(now(placedIn))).toBe(nearest(mixture.minima, x).index);
  });

  test('refined barriers are those of the saddles, none below; AD barriers lie above them', () => {
    const paths = whole.records.paths.filter(({ a, b }) => minimumOf.has(a) && minimumOf.has(b));
    const joins = (kind: 'diffusion' | 'refined') =>
      paths.filter((path) => path.kind === kind).map(({ a, b, barrier }) => ({ a: minimumOf.get(a)!, b: minimumOf.get(b)!, height: barrier }));
    const refined = joins('refined');
    expect(refined.length).toBeGreaterThanOrEqual(7);
    let besides = 0;
    for (const { a, b, height } of refined) {
      const lowest = lowestWay(mixture.joins, a, b);
      expect(height).toBeGreaterThan(lowest - 1e-3);
      // Where one saddle lies between the two, the path is over it.
      const between = mixture.joins.find((join) => (join.a === a && join.b === b) || (join.a === b && join.b === a));
      if (between === undefined) continue;
      besides++;
      expect(height).toBeGreaterThan(between.height - 1e-3);
      expect(height).toBeLessThan(between.height + 0.15);
    }
    expect(besides).toBeGreaterThanOrEqual(7);
    // The tree: for every pair the lowest way over the pairs that were joined.
    for (let a = 0; a < 8; a++) {
      for (let b = 0; b < a; b++) {
        const exact = lowestWay(mixture.joins, a, b);
        expect(lowestWay(refined, a, b) - exact).toBeLessThan(0.15);
        expect(lowestWay(joins('diffusion'), a, b)).toBeGreaterThanOrEqual(lowestWay(refined, a, b));
        expect(lowestWay(joins('diffusion'), a, b) - exact).toBeLessThan(4);
      }
    }
  });
});

describe('sample mode in 64 dimensions, on four wells a long way apart', () => {
  const mixture = gaussianMixture(64, 0.3, [{ half: 4, weight: 0.6 }, { half: 4, weight: 0.3 }]);
  const count = 40;
  const dataset = {
    path: 'corners', kind: 'npy', count, shape, labels: ['0', '1', '2', '3'], problems: [],
    labelOf: (index: number) => String(index % 4),
    read: async (indices: readonly number[]) => Float32Array.from(indices.flatMap((index) => [...mixture.means[index % 4]!])),
  } as unknown as Dataset;
  const map = (alpha: number): Promise<WholeMap> =>
    runMap((slots) => evaluatorOfMixture(mixture, slots), {
      basis: { network: { inputShape: shape }, trainEpsilon: 0.1 },
      settings: { method: 'placing', states: count, burnIn: 10, start: 'data', sampleSteps: 200, alpha, delta: 2, maxSteps: 300, seed: 5 },
      dataset,
    });

  test('under a magnet that does not pull over a ridge the basins are the wells, and the samples are thermal', async () => {
    const { records, state, scores } = await map(32);
    expect(state.placement.basins.map(({ members }) => members)).toEqual([10, 10, 10, 10]);
    expect(scores).toMatchObject({ purity: 1, nmi: 1, clusters: 4 });
    for (const { source, label, x } of records.members) expect([label, String(nearest(mixture.minima, x).index)]).toEqual([String(source! % 4), String(source! % 4)]);
    // N·T/2 above their minimum, within four standard errors (spread √(N/2)) and the 3 % by which steps of ε = 0.1 widen a well.
    const above = records.members.map(({ energy, x }) => energy - mixture.minima[nearest(mixture.minima, x).index]!.energy);
    const mean = above.reduce((sum, value) => sum + value, 0) / count;
    expect(Math.abs(mean - 32 * 1.03)).toBeLessThan(4 * Math.sqrt(32 / count));
  });

  test('under a stronger one than the ridge is steep, wells run together', async () => {
    const { state } = await map(60);
    expect(state.placement.basins).toHaveLength(1);
  });
});
