import { describe, expect, test } from 'vitest';
import { mapSettings } from '../../../core/contract/map-settings.ts';
import { resolveSettings } from '../../../core/mapping/defaults.ts';
import { deliverTrial, placeStates } from '../../../core/mapping/place-state.ts';
import { mapPlacing } from '../../../core/mapping/map-placing.ts';
import { createPlacement, createPlacing } from '../../../core/mapping/placement.ts';
import type { Placement } from '../../../core/mapping/placement.ts';
import { createBook } from '../../../core/mapping/record-book.ts';
import { createTrial } from '../../../core/mapping/trial.ts';
import type { TrialOwner } from '../../../core/mapping/trial.ts';
import { createWork } from '../../../core/mapping/work.ts';
import type { MapTools, Work } from '../../../core/mapping/work.ts';
import { evaluatorOf, flat } from './wells.ts';

type Placed = Extract<TrialOwner, { run: number }>;

/** A run of sample mode on flat ground with states on the x-axis; trials are not run but told how they ended. */
function begin(positions: readonly number[], settings: Record<string, unknown> = {}) {
  const resolved = resolveSettings(
    { network: { inputShape: [2, 1, 1] }, trainEpsilon: 0.1 },
    mapSettings.parse({ method: 'placing', start: 'uniform', alpha: 1, delta: 0.25, slots: 64, repeats: 2, ...settings }),
  ).settings;
  const tools: MapTools = { evaluator: evaluatorOf(flat), settings: resolved, walk: resolved, book: createBook() };
  const run = createPlacement(0, 'main', 1);
  const work = createWork(64);
  for (const [state, x] of positions.entries()) run.waiting.push(createPlacing({ state, x: Float32Array.of(x, 0), energy: 10 - state, source: null, label: null }));
  return { run, work, tools };
}

const waiting = (work: Work): Placed[] =>
  work.slots.queue.flatMap((one) => (one.kind === 'plan' && one.plan.owner.kind === 'placing' ? [one.plan.owner] : []));

/** Takes a queued trial out and tells its end: a barrier, or null for a failure. */
function end(run: Placement, work: Work, tools: MapTools, which: Partial<Placed>, barrier: number | null): void {
  const at = work.slots.queue.findIndex((one) => one.kind === 'plan' && Object.entries(which).every(([key, value]) => (one.plan.owner as unknown as Record<string, unknown>)[key] === value));
  expect(at, JSON.stringify(which)).toBeGreaterThanOrEqual(0);
  const [taken] = work.slots.queue.splice(at, 1);
  if (taken?.kind !== 'plan') throw new Error('no trial');
  const trial = createTrial(taken.trial, taken.plan);
  trial.outcome = barrier === null ? 'failure' : 'success';
  trial.barrier = barrier ?? 0;
  deliverTrial(run, mapPlacing, trial, work, tools);
}

describe('placing states', () => {
  test('the first founds; one within δ of a representative joins it without a step, and both directions are on record', async () => {
    const { run, work, tools } = begin([0, 0.2]);
    await placeStates(run, mapPlacing, work, tools);
    expect(tools.book.members.map(({ state, placedIn }) => [state, placedIn])).toEqual([[0, 0], [1, 0]]);
    expect(tools.book.trials.map(({ from, to, success, steps, barrier }) => [from, to, success, steps, barrier])).toEqual([
      [{ state: 1 }, { basin: 0 }, true, 0, 10],
      [{ basin: 0 }, { state: 1 }, true, 0, 10],
    ]);
    // Sample mode: a member of lower energy does not become the representative.
    expect(run.basins).toMatchObject([{ id: 0, state: 0, members: 2 }]);
  });

  test('minimum mode: the lowest member is the representative', async () => {
    const { run, work, tools } = begin([0, 0.2], { method: 'minimum' });
    await placeStates(run, mapPlacing, work, tools);
    expect(run.basins).toMatchObject([{ id: 0, state: 1, energy: 9, members: 2 }]);
    expect(tools.book.minima.map(({ basin, state }) => [basin, state])).toEqual([[0, 0], [0, 1]]);
  });

  test('trials run in both directions; without a success up to R rounds, then a basin is founded', async () => {
    const { run, work, tools } = begin([0, 3]);
    await placeStates(run, mapPlacing, work, tools);
    expect(waiting(work)).toMatchObject([{ state: 1, basin: 0, round: 0, forward: true }, { state: 1, basin: 0, round: 0, forward: false }]);
    for (const forward of [true, false]) end(run, work, tools, { forward }, null);
    await placeStates(run, mapPlacing, work, tools);
    expect(waiting(work).map(({ round }) => round)).toEqual([1, 1]);
    for (const forward of [true, false]) end(run, work, tools, { forward }, null);
    await placeStates(run, mapPlacing, work, tools);
    expect(run.basins.map(({ id }) => id)).toEqual([0, 1]);
    expect(waiting(work)).toEqual([]);
  });

  test('a success ends the rounds: the state joins', async () => {
    const { run, work, tools } = begin([0, 3]);
    await placeStates(run, mapPlacing, work, tools);
    end(run, work, tools, { forward: true }, null);
    end(run, work, tools, { forward: false }, 5);
    await placeStates(run, mapPlacing, work, tools);
    expect(run.basins).toMatchObject([{ id: 0, members: 2 }]);
  });

  test('only the nearest k are tried', async () => {
    const { run, work, tools } = begin([0, 3, 6], { nearest: 2 });
    const failAll = async (): Promise<void> => {
      await placeStates(run, mapPlacing, work, tools);
      while (waiting(work).length > 0) {
        end(run, work, tools, waiting(work)[0]!, null);
        await placeStates(run, mapPlacing, work, tools);
      }
    };
    await failAll();
    expect(run.basins.map(({ x }) => x[0])).toEqual([0, 3, 6]);
    run.waiting.push(createPlacing({ state: 3, x: Float32Array.of(9, 0), energy: 7, source: null, label: null }));
    await placeStates(run, mapPlacing, work, tools);
    expect([...new Set(waiting(work).map(({ basin }) => basin))].sort()).toEqual([1, 2]);
    await failAll();
    expect(run.basins).toHaveLength(4);
  });

  test('a candidate that can no longer have most successes is not tried to the end', async () => {
    const { run, work, tools } = begin([0, 3, 1.5]);
    await placeStates(run, mapPlacing, work, tools);
    for (const round of [0, 1]) {
      for (const forward of [true, false]) end(run, work, tools, { state: 1, round, forward }, null);
      await placeStates(run, mapPlacing, work, tools);
    }
    expect(waiting(work).filter(({ state }) => state === 2)).toHaveLength(4);
    end(run, work, tools, { state: 2, basin: 0, forward: true }, null);
    end(run, work, tools, { state: 2, basin: 1, forward: true }, 4);
    // 0 can still come level with one success each.
    expect(waiting(work)).toHaveLength(2);
    end(run, work, tools, { state: 2, basin: 1, forward: false }, 4);
    expect(waiting(work)).toEqual([]);
    await placeStates(run, mapPlacing, work, tools);
    expect(tools.book.members.at(-1)).toMatchObject({ state: 2, placedIn: 1 });
  });

  test('states are taken in strictly in their order, whichever is decided first', async () => {
    const { run, work, tools } = begin([0, 3, 6]);
    await placeStates(run, mapPlacing, work, tools);
    for (const round of [0, 1]) {
      for (const forward of [true, false]) end(run, work, tools, { state: 2, basin: 0, round, forward }, null);
      await placeStates(run, mapPlacing, work, tools);
    }
    expect(tools.book.members.map(({ state }) => state)).toEqual([0]);
    for (const forward of [true, false]) end(run, work, tools, { state: 1, forward }, 1);
    await placeStates(run, mapPlacing, work, tools);
    expect(tools.book.members.map(({ state, placedIn }) => [state, placedIn])).toEqual([[0, 0], [1, 0], [2, 1]]);
  });

  test('a representative replaced: what was tried against the one before counts no more, and the state is tried against the new one', async () => {
    const { run, work, tools } = begin([0, 0.2, 3], { method: 'minimum' });
    await placeStates(run, mapPlacing, work, tools);
    expect(run.basins).toMatchObject([{ id: 0, state: 1, members: 2 }]);
    expect(waiting(work)).toMatchObject([{ state: 2, representative: 1, forward: true }, { state: 2, representative: 1, forward: false }]);
    // One direction is in when a lower member comes in between.
    end(run, work, tools, { state: 2, forward: true }, 20);
    Object.assign(run.basins[0]!, { state: 9, x: Float32Array.of(0.1, 0), energy: 1 });
    await placeStates(run, mapPlacing, work, tools);
    expect(waiting(work)).toMatchObject([{ state: 2, representative: 9, round: 0, forward: true }, { state: 2, representative: 9, round: 0, forward: false }]);
  });

  test('trials withdrawn because another candidate was ahead are asked again when that one is a candidate no more', async () => {
    const { run, work, tools } = begin([], { nearest: 2 });
    for (const [id, x] of [[0, 0], [1, 6]] as const) run.basins.push({ id, state: 10 + id, x: Float32Array.of(x, 0), energy: 0, members: 1 });
    run.waiting.push(createPlacing({ state: 2, x: Float32Array.of(2.8, 0), energy: 1, source: null, label: null }));
    await placeStates(run, mapPlacing, work, tools);
    for (const forward of [true, false]) end(run, work, tools, { basin: 1, forward }, 2);
    end(run, work, tools, { basin: 0, forward: true }, null);
    expect(waiting(work)).toEqual([]);
    run.basins.push({ id: 2, state: 12, x: Float32Array.of(2.3, 0), energy: 0, members: 1 });
    await placeStates(run, mapPlacing, work, tools);
    // Basin 2 is nearer than 1: 0 may still be the one.
    expect(waiting(work).map(({ basin, forward }) => [basin, forward])).toEqual([[0, false], [2, true], [2, false]]);
  });
});
