import { describe, expect, it } from 'vitest';
import { mapSettings } from '../../../core/contract/map-settings.ts';
import { MapForecast } from '../../../core/jobs/map-forecast.ts';
import { resolveSettings } from '../../../core/mapping/defaults.ts';
import type { MapInfo } from '../../../core/mapping/map-info.ts';
import { createMapState } from '../../../core/mapping/map-state.ts';
import type { MapState } from '../../../core/mapping/map-state.ts';
import { createPairRun } from '../../../core/mapping/pair-run.ts';
import type { TrialRecord } from '../../../core/mapping/records.ts';
import { noRecords } from '../store/sample-map.ts';

const { settings } = resolveSettings(
  { network: { inputShape: [2, 1, 1] }, trainEpsilon: 0.1 },
  mapSettings.parse({ states: 120, burnIn: 20, alpha: 1, consolidateNearest: 5, barrierNearest: 15, repeats: 3, barrierRepeats: 5, refine: 'string', refineImages: 20, refineSteps: 100 }),
);

/** A map at a phase of which `done` units of `total` are done. */
function stateAt(kind: 'pilots' | 'burn-in' | 'main' | 'barriers' | 'done', chainSteps: number, [done, total]: readonly [number, number] = [0, 0]): MapState {
  const state = createMapState(4, 1, false);
  state.chainSteps = chainSteps;
  state.placement.placed = kind === 'main' ? settings.burnIn + done : done;
  if (kind !== 'barriers') state.phase = { kind };
  else {
    const run = createPairRun('barriers', [], { alpha: 1, nearest: 1, rounds: 1, untilSuccess: false });
    run.chosen = Array.from({ length: total }, (_, i) => [0, i] as const);
    run.closed = done;
    run.pairs.length = done;
    state.phase = { kind, run, refined: 0 };
  }
  return state;
}

function infoOf(trials: number, steps: number): MapInfo {
  const trial: TrialRecord = { trial: 0, phase: 'main', from: { state: 0 }, to: { basin: 0 }, alpha: 1, temperature: 1, epsilon: 0.1, success: true, steps, barrier: 0, closest: 0 };
  return { records: { ...noRecords, trials: Array.from({ length: trials }, (_, index) => ({ ...trial, trial: index })) }, alpha: 1, scores: null, warnings: [] };
}

describe('the forecast of a map', () => {
  it('tells nothing before states and trials have been seen', () => {
    const forecast = new MapForecast(settings);
    for (const state of [stateAt('pilots', 500), stateAt('burn-in', 1000, [0, 20]), stateAt('burn-in', 1200, [2, 20])]) {
      forecast.observe(state, infoOf(1, 10));
      expect(forecast.stepsLeft(state)).toBeNull();
    }
  });

  it('counts states to come at the cost of those seen, and pairs at that of their trials', () => {
    const forecast = new MapForecast(settings);
    forecast.observe(stateAt('main', 10_000, [10, 100]), infoOf(0, 0));
    const state = stateAt('main', 14_000, [50, 100]);
    // Four basins: six pairs, each 2 · 5 trials of 30 steps and a relaxation of 20 points.
    state.placement.basins.push(...Array.from({ length: 4 }, (_, id) => ({ id })) as unknown as typeof state.placement.basins);
    forecast.observe(state, infoOf(100, 30));
    expect(forecast.stepsLeft(state)).toBeCloseTo(50 * 100 + 6 * (2 * 5 * 30 + 20 * 100), 6);
  });

  it('believes what pairs cost once they are at work, and ends at nothing', () => {
    const forecast = new MapForecast(settings);
    forecast.observe(stateAt('barriers', 0, [0, 28]), infoOf(0, 0));
    const state = stateAt('barriers', 7000, [7, 28]);
    forecast.observe(state, infoOf(30, 500));
    expect(forecast.stepsLeft(state)).toBeCloseTo(21 * 1000, 6);
    expect(forecast.stepsLeft(stateAt('done', 0))).toBe(0);
  });
});
