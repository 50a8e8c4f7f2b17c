import { expect, test } from 'vitest';
import { createQuench, isQuenched, stepQuench } from '../../../core/kinetic/quench.ts';
import { evaluatorOf, twoWells } from '../mapping/wells.ts';

const plane = twoWells(4, 0.1, 6);
const epsilon = 0.2;
const start = Float32Array.from({ length: 2 * 11 }, (_, i) => Math.sin(3 * i) * 1.4);

async function quenched(batch: number, steps = 30, interrupt = false) {
  let quench = createQuench(start, 2, steps);
  const evaluator = evaluatorOf(plane, batch);
  for (let turn = 0; !isQuenched(quench); turn++) {
    await stepQuench(quench, evaluator, epsilon);
    // Plain data: a copy goes on where the original stood.
    if (interrupt && turn % 3 === 0) quench = structuredClone(quench);
  }
  return quench;
}

test('each state takes its steps of ε²/2 along −∇U, and U at its end is kept', async () => {
  const { positions, energies } = await quenched(64, 12);
  for (let i = 0; i < start.length / 2; i++) {
    let x = Float32Array.from(start.subarray(2 * i, 2 * i + 2));
    for (let step = 0; step < 12; step++) {
      const slope = plane.gradient(x[0]!, x[1]!);
      x = x.map((value, d) => value - ((epsilon * epsilon) / 2) * Math.fround(slope[d]!));
    }
    expect([...positions.subarray(2 * i, 2 * i + 2)]).toEqual([...x]);
    expect(energies[i]).toBe(Math.fround(plane.energy(x[0]!, x[1]!)));
  }
});

test('batches and interruptions change nothing', async () => {
  const whole = await quenched(64);
  for (const other of [await quenched(1), await quenched(4), await quenched(4, 30, true)]) expect(other).toEqual(whole);
});

test('in the end states stand in the minimum of their well', async () => {
  const { positions } = await quenched(8, 200);
  for (let i = 0; i < positions.length / 2; i++) {
    const x = positions[2 * i]!;
    expect(Math.min(Math.abs(x - plane.left), Math.abs(x - plane.right))).toBeLessThan(1e-3);
    expect(Math.abs(positions[2 * i + 1]!)).toBeLessThan(1e-3);
  }
});

test('progress grows from step to step to 1; no steps at all still give U', async () => {
  const quench = createQuench(start, 2, 5);
  const evaluator = evaluatorOf(plane, 4);
  let last = 0;
  while (!isQuenched(quench)) {
    const { progress } = await stepQuench(quench, evaluator, epsilon);
    expect(progress).toBeGreaterThan(last);
    last = progress;
  }
  expect(last).toBe(1);
  const still = await quenched(4, 0);
  expect([...still.positions]).toEqual([...start]);
  expect(still.energies[3]).toBe(Math.fround(plane.energy(start[6]!, start[7]!)));
});

test('refuses part of a state and part of a step', () => {
  expect(() => createQuench(new Float32Array(5), 2, 3)).toThrow(/5 values/);
  expect(() => createQuench(start, 2, 1.5)).toThrow(/whole number of steps/);
});
