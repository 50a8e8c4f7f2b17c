import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { recordDigest } from '../../../core/store/record-digest.ts';
import { openWorkspace } from '../../../core/store/workspace.ts';
import { draftPlan } from '../../../core/sweeps/draft-plan.ts';
import { fixture, jsonOf, runCli } from './run-cli.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'basinscope-sweep-cli-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const quickCell = { method: 'minimum', states: 16, burnIn: 5, barrierNearest: 2, barrierRepeats: 1, refine: 'none', slots: 16, threads: 1 };

function writePlan(more: Record<string, unknown> = {}): string {
  const path = join(folder, 'plan.json');
  writeFileSync(path, JSON.stringify({
    kind: 'map', name: 'Toy', potential: fixture('toy-gmm-trained.pth'), trainEpsilon: 0.125,
    settings: quickCell,
    axes: [{ setting: 'temperature', values: [1, 2] }, { setting: 'alpha', values: { from: 0.5, to: 5, count: 2, scale: 'log' } }],
    ...more,
  }));
  return path;
}

type Row = Record<string, unknown> & { map: string };
const out = (): string => join(folder, 'out');

it('goes on after a kill and after Ctrl-C, says so, and finds what it would have found at once', async () => {
  // Cells long enough that a signal of a test on a busy machine comes before their end.
  const plan = writePlan({ settings: { ...quickCell, states: 48 } });
  const atCell = (cell: RegExp, signal: NodeJS.Signals) => {
    let sent = false;
    return (child: { kill(signal: NodeJS.Signals): boolean }, stderr: string): void => {
      if (!sent && cell.test(stderr)) sent = child.kill(signal);
    };
  };
  const killed = await runCli(['sweep', plan, '--out', out()], atCell(/cell 2 of 4/, 'SIGKILL'));
  expect(killed.code).toBeNull();
  const stopped = await runCli(['sweep', plan, '--out', out()], atCell(/cell \d of 4/, 'SIGINT'));
  expect(stopped.code).toBe(130);
  expect(stopped.stderr).toMatch(/Going on: [1-3] of 4 cells/);
  expect(stopped.stderr).toMatch(/Stopped and saved after [1-3] of 4 cells\. The same command goes on\./);
  // What there is so far is drawn.
  expect(readFileSync(join(out(), 'sweep.csv'), 'utf8').split('\n')[0]).toBe('temperature,alpha,seed,basins,trees,states,largest_share,lowest_barrier,highest_barrier,alpha_in_use,chain_steps,seconds,status,failure,map');

  const ended = await runCli(['sweep', plan, '--out', out(), '--json']);
  const { rows, done, files } = jsonOf(ended) as unknown as { rows: Row[]; done: number; files: string[] };
  expect(done).toBe(4);
  expect(files.map((file) => existsSync(file))).toEqual([true, true, true, true]);
  expect(rows.map(({ temperature, alpha, status }) => [temperature, alpha, status])).toEqual([[1, 0.5, 'done'], [2, 0.5, 'done'], [1, 5, 'done'], [2, 5, 'done']]);

  const straight = jsonOf(await runCli(['sweep', plan, '--out', join(folder, 'straight'), '--jobs', '2', '--json'])) as unknown as { rows: Row[] };
  const [mine, theirs] = [openWorkspace(out()), openWorkspace(join(folder, 'straight'))];
  try {
    expect(rows.map(({ map }) => recordDigest(mine, map))).toEqual(straight.rows.map(({ map }) => recordDigest(theirs, map)));
    // No cell has a second map.
    expect(mine.maps.list()).toHaveLength(4);
  } finally {
    mine.close();
    theirs.close();
  }
}, 60_000);

it('says what a changed plan keeps, what failed and why, and tries that again when told to', async () => {
  const first = await runCli(['sweep', writePlan({ axes: [{ setting: 'states', values: [2, 6] }] }), '--out', out()]);
  expect(first.code).toBe(1);
  expect(first.stderr).toMatch(/1 cell of 2 failed; the table says why/);
  expect(first.stdout).toMatch(/failed: .*burn/i);
  const changed = await runCli(['sweep', writePlan({ axes: [{ setting: 'states', values: [6, 2, 5] }] }), '--out', out(), '--retry']);
  expect(changed.stderr).toMatch(/The plan was changed: of 3 cells 2 are as before and stay, 1 is new\./);
  expect(changed.stderr).toMatch(/1 cell that failed is tried again/);
  expect(changed.stderr).toMatch(/1 of 3 cells is done and stays/);
  expect(changed.code).toBe(1);
}, 60_000);

it('a plan that cannot be is refused with its field, before anything is made', async () => {
  const draft = (more: Record<string, unknown>) => draftPlan(writePlan(more), { resources: '', engine: {} });
  await expect(draft({ axes: [{ setting: 'temperature', values: [1, -1] }] })).rejects.toThrow(/axes\.0\.values\.1: temperature cannot be -1/);
  await expect(draft({ settings: { temperatur: 1 } })).rejects.toThrow(/settings: .*temperatur/);
  await expect(draft({ trainEpsilon: undefined })).rejects.toThrow(/trainEpsilon: .* does not record the ε/);
  await expect(draft({ dataset: 'nowhere' })).rejects.toThrow(/dataset: .*nowhere is not there/);
  await expect(draft({ potential: undefined })).rejects.toThrow(/potential: say which weights file/);
  expect((await draft({})).plan).toMatchObject({ name: 'Toy', settings: { method: 'minimum' } });
});
