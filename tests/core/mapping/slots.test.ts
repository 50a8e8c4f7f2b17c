import { describe, expect, test } from 'vitest';
import { createChain } from '../../../core/mapping/chain.ts';
import { createDescent } from '../../../core/mapping/descend.ts';
import { createSlots, load, stepSlots, withdraw } from '../../../core/mapping/trial-slots.ts';
import type { TrialPlan } from '../../../core/mapping/trial.ts';
import { toRecord } from '../../../core/mapping/trial.ts';
import type { WalkSettings } from '../../../core/mapping/walk-settings.ts';
import { streamKey } from '../../../core/random/stream-key.ts';
import { evaluatorOf, twoWells } from './wells.ts';

const plane = twoWells(20, 0.1, 20);
const walk: WalkSettings = { temperature: 1, epsilon: 0.05, delta: 0.15, patience: 30, maxSteps: 400 };

/** Trial number `i`: some arrive soon, some late, some never. */
function plan(i: number): TrialPlan {
  const across = i % 3 !== 0;
  return {
    owner: { kind: 'pair', pair: i, round: 0, forward: true }, phase: 'main', from: { state: i }, to: { basin: 0 }, key: streamKey(9, i), alpha: i % 2 === 0 ? 60 : 25,
    start: Float32Array.of(plane.right, 0), target: Float32Array.of(across ? plane.left : plane.right, 0.2), targetEnergy: 0, keepPath: false,
  };
}

async function run(count: number, slotCount: number) {
  const slots = createSlots(slotCount);
  const evaluator = evaluatorOf(plane);
  for (let i = 0; i < count; i++) slots.queue.push({ kind: 'plan', trial: i, plan: plan(i) });
  slots.queue.push(createDescent(100, Float32Array.of(0.5, 0.5), { epsilon: 0.05, descentPatience: 10, descentSteps: 200 }), createChain(101, streamKey(1), Float32Array.of(1, 0), 25));
  const records: unknown[] = [];
  const rows: { due: number; done: number }[] = [];
  while (load(slots) > 0) {
    const before = { load: load(slots), done: slots.chainSteps };
    for (const walker of await stepSlots(slots, evaluator, walk)) records.push(walker.kind === 'trial' ? toRecord(walker, walk) : [walker.kind, walker.state, [...walker.x]]);
    rows.push({ due: Math.min(slotCount, before.load), done: slots.chainSteps - before.done });
  }
  return { records, rows, chainSteps: slots.chainSteps };
}

const byName = (p: unknown, q: unknown): number => (JSON.stringify(p) < JSON.stringify(q) ? -1 : 1);

describe('slots', () => {
  test('results depend neither on how many slots there are nor on what runs beside', async () => {
    const one = await run(24, 1);
    for (const count of [3, 8, 64]) {
      const other = await run(24, count);
      expect([...other.records].sort(byName)).toEqual([...one.records].sort(byName));
      expect(other.chainSteps).toBe(one.chainSteps);
    }
    const outcomes = one.records.filter((record) => !Array.isArray(record)) as { success: boolean; steps: number }[];
    expect(outcomes.filter(({ success }) => success).length).toBeGreaterThan(4);
    expect(outcomes.filter(({ success }) => !success).length).toBeGreaterThan(4);
  });

  test('whoever is finished leaves at once and the next comes in: every step moves as many as there are, up to the slots', async () => {
    for (const count of [1, 5, 16]) {
      const { rows } = await run(24, count);
      expect(rows.map(({ done }) => done)).toEqual(rows.map(({ due }) => due));
      expect(rows.filter(({ done }) => done === count).length).toBeGreaterThan(10);
    }
  });

  test('a trial that nobody needs any more leaves without a result, from its slot and from the queue', async () => {
    const slots = createSlots(2);
    for (let i = 0; i < 6; i++) slots.queue.push({ kind: 'plan', trial: i, plan: plan(i) });
    await stepSlots(slots, evaluatorOf(plane), walk);
    expect(load(slots)).toBeGreaterThanOrEqual(5);
    withdraw(slots, ({ owner }) => owner.kind === 'pair' && owner.pair !== 5);
    expect(load(slots)).toBe(1);
    expect(slots.queue.map((waiting) => waiting.kind === 'plan' && waiting.trial)).toEqual([5]);
  });
});
