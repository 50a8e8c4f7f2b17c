import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEngine } from '../../../core/engines/open-engine.ts';
import type { Engine } from '../../../core/engines/engine.ts';
import { createHold, evenSpacing, holdLooks, holdRecord, HoldStepper, isHeld } from '../../../core/markov/hold-run.ts';
import type { HoldSettings, HoldState } from '../../../core/markov/hold-run.ts';
import { homeShares } from '../../../core/markov/hold-share.ts';
import type { Voters } from '../../../core/markov/vote.ts';
import { analyticPotential } from '../sampling/analytic-potential.ts';

// Two wells of the plane, left and right of a ridge 3.5 high along x = 0.1.
const EPSILON = 0.15;
const potential = analyticPotential(1);
const positions = Float32Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? (i < 20 ? -0.9 : 0.9) : 0) + 0.05 * Math.sin(i));
const structures: Voters = { positions, dimensions: 2, sets: Array.from({ length: 20 }, (_, i) => (i < 10 ? 0 : 1)) };
const settings: HoldSettings = { epsilon: EPSILON, temperature: 1, steps: 200, chains: 12, quenchSteps: 5, seed: 4 };

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: 1 });
});
afterAll(() => engine.close());

/** Runs to the end; after `every` steps of the stepper a new one goes on from a copy of the state. */
async function run(of: HoldSettings, every = Infinity): Promise<{ state: HoldState; evaluations: number }> {
  let state = createHold(structures, of);
  let stepper = new HoldStepper(engine, potential, structures, of);
  let evaluations = 0;
  for (let step = 1; !isHeld(state); step++) {
    evaluations += (await stepper.step(state)).evaluations;
    if (step % every !== 0) continue;
    await stepper.close();
    state = structuredClone(state);
    stepper = new HoldStepper(engine, potential, structures, of);
  }
  await stepper.close();
  return { state, evaluations };
}

describe('looks', () => {
  it('are early ones and even ones', () => {
    expect(evenSpacing(10_000)).toBe(500);
    expect(evenSpacing(3000)).toBe(100);
    expect(evenSpacing(20)).toBe(1);
    const looks = holdLooks(10_000);
    expect(looks.slice(0, 6)).toEqual([0, 1, 2, 3, 6, 10]);
    expect(looks.filter((step) => step % 500 === 0)).toHaveLength(21);
    expect(looks.at(-1)).toBe(10_000);
  });
});

describe('chains that are watched', () => {
  it('start from members of all sets by the sets’ sizes, each member once while there are others', () => {
    const { starts, homes } = createHold(structures, { ...settings, chains: 20 });
    expect(new Set(starts).size).toBe(20);
    expect([...homes].filter((home) => home === 1)).toHaveLength(10);
    starts.forEach((start, chain) => expect(structures.sets[start]).toBe(homes[chain]));
    const many = createHold(structures, { ...settings, chains: 50 });
    expect([...many.homes].filter((home) => home === 0)).toHaveLength(25);
    // 15, 4 and 1 members: 40 chains are 30, 8 and 2.
    const uneven = createHold({ ...structures, sets: Array.from(structures.sets, (_set, i) => (i < 15 ? 0 : i < 19 ? 1 : 2)) }, { ...settings, chains: 40 });
    expect([0, 1, 2].map((set) => [...uneven.homes].filter((home) => home === set).length)).toEqual([30, 8, 2]);
  });

  it('are seen at every look, and at home before they have moved', async () => {
    const { state, evaluations } = await run(settings);
    const record = holdRecord(state, 2);
    expect(record.steps).toEqual(holdLooks(200));
    expect(homeShares(record).all[0]).toMatchObject({ step: 0, share: 1 });
    expect([...record.seen].every((set) => set === 0 || set === 1)).toBe(true);
    // Steps of the chains, and at each look the steps of the descent and a last energy.
    expect(evaluations).toBe(12 * (200 + record.steps.length * 6));
  });

  it('come to the same however often they are stopped and gone on with', async () => {
    const brief = { ...settings, steps: 50 };
    const { state } = await run(brief);
    for (const every of [3, 50]) {
      const other = (await run(brief, every)).state;
      expect(other.x).toEqual(state.x);
      expect(other.seen).toEqual(state.seen);
    }
  });

  it('cross the ridge in time at a high temperature and hardly at a low one', async () => {
    const [hot, cold] = await Promise.all([3, 0.2].map((temperature) => run({ ...settings, temperature, steps: 2000, chains: 40 })));
    const share = ({ state }: { state: HoldState }): number => homeShares(holdRecord(state, 2)).all.at(-1)!.share;
    expect(share(cold)).toBeGreaterThan(0.95);
    expect(share(hot)).toBeLessThan(0.8);
  });

  it('are refused where there is nothing to run', () => {
    expect(() => createHold(structures, { ...settings, chains: 0 })).toThrow('at least one chain');
    expect(() => createHold({ ...structures, sets: Array.from({ length: 20 }, () => -1) }, settings)).toThrow('no set to start');
  });
});
