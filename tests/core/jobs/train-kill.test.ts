import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RunFolder } from '../../../core/runs/run-folder.ts';
import { readCheckpoint } from '../../../core/runs/save-checkpoint.ts';
import { StateStore } from '../../../core/runs/state-store.ts';
import { learned } from '../runs/small-runs.ts';

const child = fileURLToPath(new URL('train-child.ts', import.meta.url));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'basinscope-train-kill-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Trains in a program of its own, which kills itself once it tells of an update, where one is given. */
async function sit(path: string, killAt: number | null): Promise<{ said: string[]; signal: NodeJS.Signals | null }> {
  const running = spawn(process.execPath, ['--import', 'tsx', child, path, ...(killAt === null ? [] : [String(killAt)])], { stdio: ['ignore', 'pipe', 'inherit'] });
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
