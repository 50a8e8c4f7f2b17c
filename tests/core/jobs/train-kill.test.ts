import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { readPotentialFile } from '../../../core/potentials/potential-file.ts';
import { RunFolder } from '../../../core/runs/run-folder.ts';
import { readCheckpoint } from '../../../core/runs/save-checkpoint.ts';
import { StateStore } from '../../../core/runs/state-store.ts';
import { learned } from '../runs/small-runs.ts';

const child = join(inject('programs'), 'train-child.js');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'basinscope-train-kill-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Trains in a program of its own, which kills itself once it tells of an update, where one is given. */
async function sit(path: string, killAt: number | null, what: 'toy' | 'graph' = 'toy'): Promise<{ said: string[]; signal: NodeJS.Signals | null }> {
  const running = spawn(process.execPath, [child, path, killAt === null ? 'never' : String(killAt), what], { stdio: ['ignore', 'pipe', 'inherit'] });
  const said: string[] = [];
  running.stdout.on('data', (data: Buffer) => {
    said.push(...data.toString().trimEnd().split('\n'));
  });
  const [, signal] = (await once(running, 'close')) as [number | null, NodeJS.Signals | null];
  return { said, signal };
}

it('a training killed with SIGKILL has only whole files, and resumed ends with exactly what an unbroken one learned', async () => {
  const whole = join(folder, 'whole');
  expect((await sit(whole, null)).said.at(-1)).toBe('done');
  const broken = join(folder, 'broken');
  for (const kill of [2, 9, 15]) {
    expect((await sit(broken, kill)).signal).toBe('SIGKILL');
    const run = new RunFolder(broken);
    const reached = (await new StateStore(run.stateFolder).read())?.state.learner.update ?? 0;
    expect(reached).toBeLessThanOrEqual(20);
    for (const { update } of run.checkpointFiles()) expect((await readCheckpoint(run, update)).state.learner.update).toBe(update);
  }
  const last = await sit(broken, null);
  expect(last.said.at(-1)).toBe('done');
  expect(await learned(new RunFolder(broken))).toEqual(await learned(new RunFolder(whole)));
  // Five programs one after the other, on cores shared with other tests.
}, 180_000);

it('so does one of an imported graph, and its checkpoint is the graph again', async () => {
  const whole = join(folder, 'whole-graph');
  const broken = join(folder, 'broken-graph');
  const [unbroken, killed] = await Promise.all([sit(whole, null, 'graph'), sit(broken, 8, 'graph')]);
  expect(unbroken.said.at(-1)).toBe('done');
  expect(killed.signal).toBe('SIGKILL');
  expect((await sit(broken, null, 'graph')).said.at(-1)).toBe('done');
  expect(await learned(new RunFolder(broken))).toEqual(await learned(new RunFolder(whole)));
  const initial = await readPotentialFile(new RunFolder(whole).initialFile);
  const learnt = await readPotentialFile(new RunFolder(whole).checkpointFile(20));
  expect(learnt.recordedEpsilon).toBe(0.125);
  expect(learnt.network.description).toEqual(initial.network.description);
  const [frozen, ...rest] = [...learnt.network.weights.keys()] as [string, ...string[]];
  expect(learnt.weights[frozen]).toEqual(initial.weights[frozen]);
  expect(rest.filter((key) => learnt.weights[key]!.some((value, i) => value !== initial.weights[key]![i])).length).toBeGreaterThan(rest.length - 2);
}, 180_000);
