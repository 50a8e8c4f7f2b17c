import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JobEvent } from '../../../core/contract/job-event.ts';
import { jobEvent } from '../../../core/contract/job-event.ts';
import { landscape as landscapeSchema } from '../../../core/contract/landscape.ts';
import { mapSettings } from '../../../core/contract/map-settings.ts';
import { mapSummary } from '../../../core/contract/map-record.ts';
import { runMap } from '../../../core/jobs/map-runner.ts';
import { createMap, planSettings } from '../../../core/jobs/new-map.ts';
import { importPotential } from '../../../core/store/import-potential.ts';
import { readAllPaths, readBasin, readLandscape, readMembers } from '../../../core/store/read-landscape.ts';
import type { StoredMap } from '../../../core/store/map-store.ts';
import { openWorkspace } from '../../../core/store/workspace.ts';
import type { Workspace } from '../../../core/store/workspace.ts';

const weights = fileURLToPath(new URL('../../fixtures/reference/toy-gmm-trained.pth', import.meta.url));
const small = { states: 16, burnIn: 6, alpha: 0.08, barrierNearest: 3, barrierRepeats: 2, slots: 16, seed: 3, threads: 1 };

let folder: string;
let workspace: Workspace;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'basinscope-run-'));
  workspace = openWorkspace(folder);
});
afterEach(() => {
  workspace.close();
  rmSync(folder, { recursive: true, force: true });
});

async function newMap(settings: Record<string, unknown> = {}): Promise<StoredMap> {
  const potential = await importPotential(workspace, weights, { name: 'toy', trainEpsilon: 0.125 });
  return createMap(workspace, { potential: potential.id, name: 'm', settings: mapSettings.parse({ ...small, ...settings }), dataset: null, labels: null });
}

describe('running a map', () => {
  it('fills the workspace, seen by another connection as it grows, and keeps the contract', async () => {
    const map = await newMap();
    expect(map.status).toBe('queued');
    const events: JobEvent[] = [];
    const reader = openWorkspace(folder);
    const seen: number[] = [];
    const job = await runMap(workspace, map.id, {
      checkpointSeconds: 0.1,
      onEvent: (event) => {
        events.push(event);
        if (event.type === 'frame') {
          const landscape = readLandscape(reader, map.id);
          expect(landscapeSchema.parse(landscape)).toEqual(landscape);
          seen.push(landscape.basins.length);
        }
      },
    });
    expect(await job.finished).toEqual({ outcome: 'done', message: null });
    for (const event of events) expect(jobEvent.parse(event)).toEqual(event);
    expect(seen.length).toBeGreaterThan(1);

    const stored = reader.maps.get(map.id);
    expect(mapSummary.parse(stored)).toMatchObject({ status: 'done', states: 16, failure: null });
    expect(stored.engine).toContain('onnxruntime');
    // What the record counts is what the last progress told.
    expect(events.findLast((event) => event.type === 'progress')).toMatchObject({ chainSteps: stored.chainSteps, found: { kind: 'map', statesPlaced: 16, basins: stored.basins } });
    expect(reader.checkpoints.state(map.id)).toBeNull();
    expect(reader.lock.held(map.id)).toBe(false);

    const landscape = readLandscape(reader, map.id);
    expect(landscape.basins.length).toBe(stored.basins);
    expect(landscape.basins.reduce((sum, basin) => sum + basin.members, 0)).toBe(16);
    const [basin] = landscape.basins;
    const page = readMembers(reader, map.id, basin?.id ?? 0, 0, 5);
    expect(page.total).toBe(basin?.members);
    expect(page.members[0]?.energy).toBeLessThanOrEqual(page.members.at(-1)?.energy ?? -Infinity);
    const detail = readBasin(reader, map.id, basin?.id ?? 0);
    expect(detail.histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(basin?.members);
    expect(detail.neighbours).toHaveLength(landscape.basins.length - 1);
    for (const path of readAllPaths(reader, map.id)) expect(path.positions).not.toBeNull();
    reader.close();
  });

  it('is left and gone on with; cancelled it keeps what it found', async () => {
    const map = await newMap({ states: 400 });
    const first = await runMap(workspace, map.id, { onEvent: () => undefined });
    await first.leave('interrupted');
    expect(workspace.maps.get(map.id)).toMatchObject({ status: 'interrupted' });
    expect(workspace.lock.held(map.id)).toBe(false);
    const second = await runMap(workspace, map.id, { checkpointSeconds: 0.1, onEvent: () => undefined });
    await expect(runMap(workspace, map.id, { onEvent: () => undefined })).rejects.toThrow(/is being run by another program/);
    while (workspace.maps.get(map.id).states === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    await second.cancel();
    const stored = workspace.maps.get(map.id);
    expect(stored.status).toBe('cancelled');
    expect(stored.states).toBeGreaterThan(0);
    expect(workspace.members.all(map.id)).toHaveLength(stored.states);
  });

  it('that cannot start says why, in its record and as an event', async () => {
    const map = await newMap();
    const events: JobEvent[] = [];
    // TensorFlow.js has no WebGPU on any machine.
    const run = runMap(workspace, map.id, { engine: { engine: 'tfjs', device: 'webgpu', threads: 0 }, onEvent: (event) => events.push(event) });
    await expect(run).rejects.toThrow(/tfjs was asked to run on webgpu/);
    const { failure } = workspace.maps.get(map.id);
    expect(failure).toMatch(/tfjs was asked to run on webgpu/);
    expect(events).toEqual([{ type: 'failed', job: map.id, message: failure }]);
    expect(workspace.maps.get(map.id).status).toBe('failed');
    expect(workspace.lock.held(map.id)).toBe(false);
    // Mended, it runs.
    const job = await runMap(workspace, map.id, { onEvent: () => undefined });
    expect((await job.finished).outcome).toBe('done');
    expect(workspace.maps.get(map.id).failure).toBeNull();
  });

  it('resumed on another engine notes it', async () => {
    const map = await newMap({ states: 200 });
    const first = await runMap(workspace, map.id, { onEvent: () => undefined });
    await first.leave('paused');
    const second = await runMap(workspace, map.id, { engine: { engine: 'onnxruntime', device: 'cpu', threads: 2 }, onEvent: () => undefined });
    await second.leave('paused');
    const { warnings } = workspace.maps.get(map.id);
    expect(warnings.at(-1)).toMatchObject({ setting: 'engine' });
    expect(warnings.at(-1)?.message).toMatch(/Begun on .* gone on with on/);
  });
});

describe('planning a map', () => {
  it('fills settings in and leaves α to the sweep', async () => {
    const potential = await importPotential(workspace, weights, { name: 'toy', trainEpsilon: 0.125 });
    const { settings } = await planSettings(workspace, { potential: potential.id, settings: mapSettings.parse({}), dataset: null, labels: null });
    expect(settings).toMatchObject({ method: 'minimum', epsilon: 0.125, alpha: null });
    expect(Object.entries(settings).filter(([, value]) => value === null).map(([name]) => name)).toEqual(['alpha']);
    // The same weights with the same ε are taken once; with another ε they are another potential.
    expect((await importPotential(workspace, weights, { name: 'again', trainEpsilon: 0.125 })).id).toBe(potential.id);
    expect((await importPotential(workspace, weights, { name: 'other', trainEpsilon: 0.25 })).id).not.toBe(potential.id);
  });
});
