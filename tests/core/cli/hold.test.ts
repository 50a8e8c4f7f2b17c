import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorkspace } from '../../../core/store/workspace.ts';
import { addEightSets } from '../jobs/eight-sets.ts';
import { jsonOf, runCli } from './run-cli.ts';

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'basinscope-hold-cli-'));
  const workspace = openWorkspace(folder);
  await addEightSets(workspace);
  workspace.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('hold', () => {
  it('reports on chains in the map’s own sets as JSON and as tables, which cost nothing the second time', async () => {
    const args = ['hold', folder, '--steps', '600', '--chains', '80', '--seed', '2'];
    const json = jsonOf(await runCli([...args, '--json']));
    expect(json).toMatchObject({ sets: 8, steps: 600, chains: 80, seed: 2, verdict: { kind: 'leaves' } });
    const hold = json['hold'] as { set: number; steps: number; stay: number; low: number; high: number }[];
    expect(new Set(hold.map(({ set }) => set)).size).toBe(8);
    expect(Math.max(...hold.map(({ steps }) => steps))).toBe(600);
    for (const { stay, low, high } of hold) expect(low <= stay && stay <= high).toBe(true);
    expect((json['models'] as { lag: number }[]).map(({ lag }) => lag)).toEqual([20, 40, 60, 80, 120, 160]);
    const again = await runCli([...args, '--lags', '60,240,120']);
    expect(again.code).toBe(0);
    expect(again.stderr).not.toContain('unbiased chains');
    expect(again.stdout).toContain('Chains leave: ');
    expect(again.stdout).toMatch(/^lag +t2 .*\n 60 .*\n120 .*\n240 /m);
    expect(again.stdout).toContain('Chapman–Kolmogorov');
  }, 60_000);

  it('shows no table of timescales where no counted transitions connect sets', async () => {
    const cold = mkdtempSync(join(tmpdir(), 'basinscope-hold-cold-'));
    const workspace = openWorkspace(cold);
    await addEightSets(workspace, { epsilon: 0.05, temperature: 0.15 });
    workspace.close();
    const { code, stdout } = await runCli(['hold', cold, '--steps', '400', '--chains', '160']);
    rmSync(cold, { recursive: true, force: true });
    expect(code).toBe(0);
    expect(stdout).toContain('Sets hold for more than 400 steps');
    expect(stdout).not.toContain('timescales in steps');
    expect(stdout).toContain('Nothing is said of a stationary distribution');
  }, 60_000);

  it('refuses lags that no looks are apart, and other numbers of sets than there are', async () => {
    const lag = await runCli(['hold', folder, '--steps', '600', '--lags', '30']);
    expect([lag.code, lag.stderr]).toEqual([2, 'basinscope: A lag of 30 cannot be counted: chains of 600 steps are looked at every 20, so that lags are multiples of it up to 250.\n']);
    const sets = await runCli(['hold', folder, '--steps', '600', '--sets', '97']);
    expect([sets.code, sets.stderr]).toEqual([1, 'basinscope: The map eight can be cut into 1 to 96 sets; 97 were asked for.\n']);
  }, 60_000);
});
