import { beforeAll, describe, expect, test } from 'vitest';
import type { Dataset } from '../../../core/data/dataset.ts';
import { runMap } from './run-map.ts';
import type { RunMapOptions, WholeMap } from './run-map.ts';
import { evaluatorOf, twoWells } from './wells.ts';
import type { Plane } from './wells.ts';

const plane = twoWells(12, 0.15, 15);
const basis = { network: { inputShape: [2, 1, 1] as [number, number, number] }, trainEpsilon: 0.1 };
const small = { states: 32, burnIn: 8, slots: 32, start: 'gaussian', seed: 5 };

/** Runs a map of a plane to its end, small and with a fixed seed unless said otherwise. */
function run(options: Partial<RunMapOptions> & { readonly plane?: Plane } = {}): Promise<WholeMap> {
  return runMap((slots) => evaluatorOf(options.plane ?? plane, slots), { basis, ...options, settings: { ...small, ...options.settings } });
}

describe('a map of two wells whose minima and saddle are known', () => {
  let whole: WholeMap;
  beforeAll(async () => {
    whole = await run();
  });

  test('two basins, at the minima', () => {
    const basins = [...whole.state.placement.basins].sort((p, q) => p.energy - q.energy);
    expect(basins).toHaveLength(2);
    for (const [i, x] of [plane.left, plane.right].entries()) {
      expect(Math.abs(basins[i]!.x[0]! - x)).toBeLessThan(2e-3);
      expect(Math.abs(basins[i]!.x[1]!)).toBeLessThan(2e-3);
      expect(Math.abs(basins[i]!.energy - plane.energy(x, 0))).toBeLessThan(1e-3);
    }
    expect(basins.reduce((sum, { members }) => sum + members, 0)).toBe(32);
  });

  test('both barriers: refined at the saddle, AD above it, neither below', () => {
    const saddle = plane.energy(plane.saddle, 0);
    const last = (kind: string) => whole.records.paths.filter((path) => path.kind === kind).at(-1)!;
    expect(last('refined').barrier).toBeGreaterThan(saddle - 1e-3);
    expect(last('refined').barrier).toBeLessThan(saddle + 0.01);
    expect(last('diffusion').barrier).toBeGreaterThanOrEqual(last('refined').barrier);
    expect(last('diffusion').barrier).toBeLessThan(saddle + 3);
    for (const path of whole.records.paths) {
      // From a to b, and as high as it says, to the rounding of float32.
      const basinAt = (id: number) => whole.state.placement.basins.find((basin) => basin.id === id)!.x;
      expect([...path.points.subarray(0, 2)]).toEqual([...basinAt(path.a)]);
      expect([...path.points.subarray(-2)]).toEqual([...basinAt(path.b)]);
      expect(Math.max(...path.energies)).toBeLessThanOrEqual(path.barrier + 1e-4);
    }
  });

  test('every state is placed once, in the basin of its own side', () => {
    const { members, minima, merges, discovery } = whole.records;
    expect(members.map(({ state }) => state)).toEqual(Array.from({ length: 32 }, (_, i) => i));
    const left = whole.state.placement.basins.find(({ x }) => x[0]! < 0)!.id;
    const now = (id: number): number => merges.reduce((at, { from, into }) => (at === from ? into : at), id);
    for (const { x, placedIn } of members) expect(now(placedIn) === left).toBe(x[0]! < 0);
    expect(discovery.filter(({ states }) => states === 32).at(-1)!.basins).toBe(2);
    // The representative is the lowest member.
    for (const { id, energy } of whole.state.placement.basins) {
      expect(energy).toBe(Math.min(...members.filter(({ placedIn }) => now(placedIn) === id).map((member) => member.energy)));
      expect(minima.filter(({ basin }) => basin === id).at(-1)!.energy).toBe(energy);
    }
  });

  test('trials ran in both directions, at α to place and at 2α for barriers, and every one is on record', () => {
    const { trials } = whole.records;
    const alpha = whole.state.alpha!;
    expect(trials.map(({ trial }) => trial).sort((p, q) => p - q)).toEqual([...new Set(trials.map(({ trial }) => trial))].sort((p, q) => p - q));
    const [a, b] = whole.state.placement.basins.map(({ id }) => id) as [number, number];
    const barrierTrials = trials.filter(({ phase }) => phase === 'barriers');
    for (const [from, to] of [[a, b], [b, a]]) {
      const between = barrierTrials.filter((trial) => 'basin' in trial.from && trial.from.basin === from && 'basin' in trial.to && trial.to.basin === to);
      expect(between).toHaveLength(5);
      expect(new Set(between.map((trial) => trial.alpha))).toEqual(new Set([2 * alpha]));
    }
    expect(trials.filter(({ phase }) => phase === 'main').every((trial) => trial.alpha === alpha)).toBe(true);
  });

  test('the sweep went from all apart to all one, and every phase came to its end', () => {
    const { sweep } = whole.records;
    expect(sweep.map(({ alpha }) => alpha)).toEqual([...sweep.map(({ alpha }) => alpha)].sort((p, q) => p - q));
    // The weakest magnet brings no pilot to another, the strongest all to one.
    const pilots = sweep[0]!.states;
    expect(pilots).toBeGreaterThan(1);
    expect([...new Set(sweep.map(({ states }) => states))]).toEqual([pilots]);
    expect([sweep[0]!.basins, sweep.at(-1)!.basins]).toEqual([pilots, 1]);
    expect(whole.tasks.every((task) => /^.+ (\d+)\/\1$/.test(task))).toBe(true);
  });

  test('stopped, saved and gone on with at every step border, it writes down the same', async () => {
    const broken = await run({ everyStep: true, stepMilliseconds: 0 });
    expect(broken.records).toEqual(whole.records);
    expect(broken.state.chainSteps).toBe(whole.state.chainSteps);
  });

  test('how long a step of the job lasts does not matter', async () => {
    expect((await run({ stepMilliseconds: 1000 })).records).toEqual(whole.records);
  });

  test('the basins do not depend on the number of slots', async () => {
    const other = await run({ settings: { slots: 7 } });
    expect(other.records.members).toEqual(whole.records.members);
    expect(other.records.minima).toEqual(whole.records.minima);
  });
});

describe('other maps', () => {
  test('one well is one basin, with nothing to join it to', async () => {
    const bowl: Plane = { energy: (x, y) => 20 * (x * x + y * y), gradient: (x, y) => [40 * x, 40 * y] };
    const { state, records } = await run({ plane: bowl });
    expect(state.placement.basins).toHaveLength(1);
    expect(records.paths).toEqual([]);
  });

  test('a wall that no magnet of this strength crosses leaves two basins unjoined, with their failures on record', async () => {
    const { state, records } = await run({ plane: twoWells(400, 0.15, 15), settings: { start: 'uniform', alpha: 20, epsilon: 0.02, states: 10, burnIn: 0, barrierRepeats: 3 } });
    expect(state.placement.basins).toHaveLength(2);
    expect(records.paths).toEqual([]);
    expect(records.trials.filter(({ phase }) => phase === 'barriers').map(({ success }) => success)).toEqual(Array(6).fill(false));
  });

  test('a dent less deep than T is no basin, with minDepth lowered it is', async () => {
    // The shallow well is 0.5 deep.
    const dent = twoWells(1, 0.35, 15);
    const depth = dent.energy(dent.saddle, 0) - dent.energy(dent.right, 0);
    expect(depth).toBeGreaterThan(0.4);
    expect(depth).toBeLessThan(0.7);
    // With these seeds every trial of some state fails by chance: its basin goes once its barrier is known.
    for (const seed of [1, 3, 5]) {
      const basins = async (minDepth: number) => (await run({ plane: dent, settings: { method: 'minimum', minDepth, seed } })).state.placement.basins.length;
      expect([await basins(1), await basins(0.2)]).toEqual([1, 2]);
    }
  });

  test('sample mode: chains from data in order of energy, labels kept, scores against them', async () => {
    const count = 40;
    const at = (index: number): number => (index % 2 === 0 ? plane.left : plane.right);
    const dataset = {
      path: 'wells', kind: 'npy', count, shape: [2, 1, 1], labels: ['left', 'right'], problems: [],
      labelOf: (index: number) => (index % 2 === 0 ? 'left' : 'right'),
      read: async (indices: readonly number[]) => Float32Array.from(indices.flatMap((index) => [at(index), 0])),
    } as unknown as Dataset;
    // A magnet that holds a chain in its well's thermal cloud but does not pull it over a slope of 12·1.6.
    const settings = { method: 'placing', states: 40, burnIn: 10, start: 'data', sampleSteps: 40, alpha: 8, delta: 0.35, epsilon: 0.05, patience: 100 };
    const { records, state, tasks } = await run({ plane: twoWells(40, 0.05, 40), settings, dataset });
    const { members } = records;
    const energies = members.map(({ energy }) => energy);
    expect(energies).toEqual([...energies].sort((p, q) => p - q));
    expect(members.map(({ source }) => source!).sort((p, q) => p - q)).toEqual(Array.from({ length: count }, (_, i) => i));
    for (const { source, label, x } of members) expect([label, x[0]! < 0]).toEqual(source! % 2 === 0 ? ['left', true] : ['right', false]);
    expect(state.placement.basins).toHaveLength(2);
    expect(tasks[0]).toBe(`Draw samples ${count}/${count}`);
    // Representatives stay those that founded: no member replaces them.
    expect(records.minima).toHaveLength(state.placement.nextBasin);
  });

  test('energies that are no numbers end the map with the image to blame', async () => {
    const hole: Plane = { energy: () => NaN, gradient: () => [0, 0] };
    await expect(run({ plane: hole })).rejects.toThrow(/has energy NaN/);
  });
});
