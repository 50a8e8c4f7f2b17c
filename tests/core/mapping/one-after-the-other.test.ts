import { describe, expect, test } from 'vitest';
import { mapSettings } from '../../../core/contract/map-settings.ts';
import { resolveSettings } from '../../../core/mapping/defaults.ts';
import { createMapJobOn } from '../../../core/mapping/map-job.ts';
import type { MapRecords } from '../../../core/mapping/records.ts';
import { barrierLines, SequentialMap } from './sequential-oracle.ts';
import type { MapResult } from './sequential-oracle.ts';
import { eggBox, evaluatorOf, twoWells } from './wells.ts';
import type { Plane } from './wells.ts';

const basis = { network: { inputShape: [2, 1, 1] as [number, number, number] }, trainEpsilon: 0.1 };

function resolve(given: Record<string, unknown>) {
  return resolveSettings(basis, mapSettings.parse(given)).settings;
}

async function runMap(plane: Plane, given: Record<string, unknown>): Promise<{ result: MapResult; records: MapRecords[]; alpha: number }> {
  const settings = resolve(given);
  const job = createMapJobOn(evaluatorOf(plane, settings.slots), { settings, dataset: null, stepMilliseconds: 50 });
  let state = await job.init();
  const records: MapRecords[] = [];
  for (let done = false; !done; ) {
    const step = await job.step(state);
    ({ state, done } = step);
    records.push(step.info.records);
  }
  const paths = records.flatMap((one) => one.paths);
  const result = {
    members: records.flatMap((one) => one.members).map(({ state: number, placedIn, energy }) => ({ state: number, placedIn, energy })),
    minima: records.flatMap((one) => one.minima).map(({ basin, state: number, energy }) => ({ basin, state: number, energy })),
    merges: records.flatMap((one) => one.merges),
    barriers: barrierLines(new Map(paths.map(({ a, b, kind, barrier }) => [`${a} ${b} ${kind}`, barrier]))),
  };
  return { result, records, alpha: state.alpha! };
}

const SLOTS = [1, 4, 32, 256];

/** Every number of slots gives what the oracle gives. */
async function sameAsOneAfterTheOther(plane: Plane, given: Record<string, unknown>): Promise<MapResult> {
  const settings = resolve(given);
  const expected = await new SequentialMap(evaluatorOf(plane), settings).run(settings.alpha!);
  for (const slots of SLOTS) expect((await runMap(plane, { ...given, slots })).result, `${slots} slots`).toEqual(expected);
  return expected;
}

describe('however many slots, a map is that of placing one state after the other, one trial at a time', () => {
  const many = eggBox(6, 2.5, 1);
  const cheap = { method: 'minimum', barrierNearest: 2, barrierRepeats: 2, refineSteps: 30 };

  test.each([1, 2, 3])('descents cut short: representatives are replaced while others are tried against them (seed %i)', async (seed) => {
    const { minima, members } = await sameAsOneAfterTheOther(many, { ...cheap, states: 36, burnIn: 12, epsilon: 0.03, descentSteps: 4, alpha: 20, seed });
    // The case is there: some representatives were replaced.
    expect(minima.length).toBeGreaterThan(new Set(minima.map(({ basin }) => basin)).size + 3);
    expect(members).toHaveLength(36);
  });

  test.each([1, 2])('descents to the end (seed %i)', async (seed) => {
    const { minima } = await sameAsOneAfterTheOther(eggBox(3, 1.5, 0.5), { ...cheap, states: 40, burnIn: 10, alpha: 20, seed });
    expect(new Set(minima.map(({ basin }) => basin)).size).toBeGreaterThan(4);
  });

  test.each([1, 2, 3])('few candidates, success alone decides: a candidate left out may matter once another one is overtaken (seed %i)', async (seed) => {
    const settings = { ...cheap, states: 60, burnIn: 0, epsilon: 0.03, delta: 0.06, descentSteps: 4, alpha: 20, nearest: 2, minDepth: 1e12, refine: 'none', seed };
    await sameAsOneAfterTheOther(many, settings);
  });

  test.each([1, 2, 3])('samples (seed %i)', async (seed) => {
    const settings = { ...cheap, method: 'placing', start: 'uniform', states: 60, burnIn: 20, sampleSteps: 20, alpha: 30, delta: 0.15, epsilon: 0.05, patience: 30, nearest: 2, seed };
    const { minima } = await sameAsOneAfterTheOther(eggBox(10, 2, 1), settings);
    expect(minima.length).toBeGreaterThan(3);
  });

  test('two wells, by distance', async () => {
    await sameAsOneAfterTheOther(twoWells(12, 0.15, 15), { method: 'minimum', states: 32, burnIn: 8, start: 'gaussian', rank: 'distance', descentSteps: 6, alpha: 40, seed: 5 });
  });
});

describe('the sweep for α', () => {
  test.each([1, 2])('places its pilots as one after the other, whatever the slots (seed %i)', async (seed) => {
    const plane = eggBox(3, 1.5, 0.5);
    const given = { method: 'placing', start: 'uniform', states: 24, burnIn: 0, sampleSteps: 30, delta: 0.2, epsilon: 0.05, patience: 30, nearest: 2, barrierNearest: 1, barrierRepeats: 1, seed };
    const oracle = new SequentialMap(evaluatorOf(plane), resolve(given));
    const states = await oracle.states();
    const delta = 0.2;
    const pilots = states.filter(({ x }, i) => states.slice(0, i).every((other) => Math.hypot(other.x[0]! - x[0]!, other.x[1]! - x[1]!) > delta) || i === 0);
    const curves: unknown[] = [];
    for (const slots of SLOTS) {
      const { records, alpha } = await runMap(plane, { ...given, slots });
      const curve = records.flatMap((one) => one.sweep);
      expect(new Set(curve.map(({ basins }) => basins)).size).toBeGreaterThan(2);
      curves.push([alpha, curve]);
      if (slots !== 32) continue;
      for (const { alpha: at, basins } of curve) expect([at, basins]).toEqual([at, await oracle.count(pilots, at)]);
    }
    for (const curve of curves) expect(curve).toEqual(curves[0]);
  });
});
