import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { requests } from '../../../core/contract/requests.ts';
import type { Answer, Ask } from '../../../core/contract/requests.ts';
import { RunStore } from '../../../core/runs/run-store.ts';
import { openWorkspace } from '../../../core/store/workspace.ts';
import { bundleHandlers } from '../../../electron/host/bundles.ts';
import { fixture, fixturePath } from '../../core/formats/fixtures.ts';
import { resources } from '../../core/runs/small-runs.ts';

const folder = mkdtempSync(join(tmpdir(), 'basinscope-host-bundles-'));
const workspace = openWorkspace(folder);
const runs = new RunStore(folder);
let told = 0;
const handlers = bundleHandlers({ workspace, runs, resources, onRecentFiles: () => void told++, onEvent: () => {} });
afterAll(() => {
  workspace.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What crosses fits the contract. */
async function ask<N extends 'workspace.openBundle' | 'map.bundle' | 'training.bundle'>(name: N, asked: Ask<N>): Promise<Answer<N>> {
  const { ask: schema, answer } = requests[name];
  const handler = handlers[name] as (ask: unknown) => unknown;
  return answer.parse(await handler(schema.parse(asked))) as Answer<N>;
}

it('bundles of maps and runs come into the workspace, once, and are written again', async () => {
  for (const name of ['minimum', 'kinetic', 'run']) {
    const path = fixturePath(`bundles/${name}.basinscope`);
    const opened = await ask('workspace.openBundle', { path });
    expect(opened).toMatchObject({ kind: name === 'run' ? 'run' : 'map', added: true });
    expect(await ask('workspace.openBundle', { path })).toEqual({ ...opened, added: false });
    const out = join(folder, `${name}.basinscope`);
    const written = opened.kind === 'map' ? await ask('map.bundle', { map: opened.id, path: out }) : await ask('training.bundle', { run: opened.id, path: out });
    expect(written).toMatchObject({ path: out, data: null });
    expect(await ask('workspace.openBundle', { path: out })).toEqual({ ...opened, added: false });
    expect(workspace.recentFiles.list()[0]).toBe(out);
  }
  expect(workspace.maps.list()).toHaveLength(2);
  expect(workspace.potentials.list()).toHaveLength(1);
  expect(runs.list()).toHaveLength(1);
  expect(told).toBe(9);
});

it('one that is damaged is refused, and is not remembered', async () => {
  const path = join(folder, 'cut.basinscope');
  writeFileSync(path, fixture('bundles/minimum.basinscope').subarray(0, 5000));
  await expect(ask('workspace.openBundle', { path })).rejects.toThrow(/cut\.basinscope: expected/);
  expect(workspace.recentFiles.list()).not.toContain(path);
});
