import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RunSeries } from '../../../renderer/features/train/series/run-series.svelte.ts';

interface Row {
  d: number;
  r: number;
}

/** A host whose run has recorded these updates; counts what it was asked. */
function hostWith(rows: Row[]): { asked: number[]; rows: Row[]; held: (() => void)[] | null } {
  const host = { asked: [] as number[], rows, held: null as (() => void)[] | null };
  const request = async (_name: string, { from }: { from: number }): Promise<unknown> => {
    host.asked.push(from);
    const there = host.rows.slice(from);
    if (host.held) await new Promise<void>((resolve) => host.held!.push(resolve));
    const column = (value: (row: Row) => number): Float32Array => Float32Array.from(there, value);
    return { ok: true, answer: { energyDifference: column((row) => row.d), gradientNorm: column((row) => row.r), learningRate: column(() => 0.1), seconds: column((_row) => 1) } };
  };
  (globalThis as unknown as { window: unknown }).window = { basinscope: { request } };
  return host;
}

const rowsTo = (count: number): Row[] => Array.from({ length: count }, (_, i) => ({ d: i + 1, r: 1000 + i }));
const event = (step: number, d = step): Parameters<RunSeries['hear']>[0] => ({ type: 'metric', job: 'run', name: 'update', step, values: { d_s: d, r_s: d + 1000, lr: 0.1, seconds: step } });

let before: unknown;
beforeEach(() => {
  before = (globalThis as unknown as { window: unknown }).window;
});
afterEach(() => {
  (globalThis as unknown as { window: unknown }).window = before;
});

test('what was fetched once is not fetched again: events append', async () => {
  const host = hostWith(rowsTo(5));
  const series = new RunSeries('run');
  await series.load();
  for (let step = 6; step <= 50; step++) series.hear(event(step));
  expect(host.asked).toEqual([0]);
  expect([...series.energyDifference.values]).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
  series.stop();
});

test('events that come while the past is under way are put after it, none twice', async () => {
  const host = hostWith(rowsTo(3));
  host.held = [];
  const series = new RunSeries('run');
  const loading = series.load();
  // The answer will hold updates 1 to 3; 3 is told of as well.
  for (const step of [3, 4, 5]) series.hear(event(step));
  host.held.forEach((go) => go());
  await loading;
  expect([...series.energyDifference.values]).toEqual([1, 2, 3, 4, 5]);
  series.stop();
});

test('a gap is fetched, not drawn over', async () => {
  const host = hostWith(rowsTo(3));
  const series = new RunSeries('run');
  await series.load();
  host.rows = rowsTo(9);
  series.hear(event(10));
  await vi.waitFor(() => expect(series.length).toBe(10), 20_000);
  expect(host.asked).toEqual([0, 3]);
  expect([...series.energyDifference.values]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  series.stop();
});

test('updates that are told of before they are saved are waited for', async () => {
  const host = hostWith(rowsTo(2));
  const series = new RunSeries('run', { every: 10, tries: 100 });
  await series.load();
  for (const step of [5, 6]) series.hear(event(step));
  await new Promise((resolve) => setTimeout(resolve, 40));
  expect(series.length).toBe(2);
  host.rows = rowsTo(5);
  series.hear(event(7));
  await vi.waitFor(() => expect(series.length).toBe(7), 20_000);
  expect([...series.energyDifference.values]).toEqual([1, 2, 3, 4, 5, 6, 7]);
  const asked = host.asked.length;
  series.hear(event(8));
  expect(series.length).toBe(8);
  await new Promise((resolve) => setTimeout(resolve, 40));
  expect(host.asked.length).toBe(asked);
  series.stop();
});

test('updates that nobody recorded stay blank instead of being asked for without end', async () => {
  const host = hostWith(rowsTo(2));
  const series = new RunSeries('run', { every: 1, tries: 3 });
  await series.load();
  series.hear(event(5));
  await vi.waitFor(() => expect(series.length).toBe(5), 20_000);
  // Once for the past, once for the gap, and three more times in vain.
  expect(host.asked).toEqual([0, 2, 2, 2, 2]);
  expect(series.energyDifference.at(3)).toBeNaN();
  expect(series.energyDifference.at(4)).toBe(5);
  series.stop();
});

test('a run that went back to a checkpoint does the updates after it anew', async () => {
  hostWith(rowsTo(8));
  const series = new RunSeries('run');
  await series.load();
  series.hear(event(5, -5));
  series.hear(event(6, -6));
  expect([...series.energyDifference.values]).toEqual([1, 2, 3, 4, -5, -6]);
  expect(series.gradientNorm.length).toBe(6);
  series.stop();
});
