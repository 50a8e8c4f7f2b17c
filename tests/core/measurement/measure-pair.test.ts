import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { edgeRow } from '../../../core/contract/landscape.ts';
import type { EdgeRow } from '../../../core/contract/landscape.ts';
import { mapSettings } from '../../../core/contract/map-settings.ts';
import type { Engine } from '../../../core/engines/engine.ts';
import { openEngine } from '../../../core/engines/open-engine.ts';
import { runMap } from '../../../core/jobs/map-runner.ts';
import { createMap } from '../../../core/jobs/new-map.ts';
import { measurePair } from '../../../core/measurement/measure-pair.ts';
import { importPotential } from '../../../core/store/import-potential.ts';
import { readLandscape, readPaths } from '../../../core/store/read-landscape.ts';
import { openWorkspace } from '../../../core/store/workspace.ts';
import type { Workspace } from '../../../core/store/workspace.ts';
import { fixture, jsonOf, runCli } from '../cli/run-cli.ts';
import { addSampleMap } from '../store/sample-map.ts';

let folder: string;
let workspace: Workspace;
let engine: Engine;
/** The same map of the eight Gaussians, once measured by itself, once not. */
let measured: string;
let bare: string;
let placed: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'basinscope-pair-'));
  workspace = openWorkspace(folder);
  placed = (await addSampleMap(workspace)).id;
  const potential = await importPotential(workspace, fixture('toy-gmm-trained.pth'), { name: 'eight Gaussians', trainEpsilon: 0.125 });
  const make = async (more: Record<string, unknown>): Promise<string> => {
    const settings = mapSettings.parse({
      method: 'kinetic', states: 300, startScale: 1.8, sampleSteps: 128, quenchSteps: 6, neighbours: 30, chordPoints: 31, sets: 8, rampRepeats: 3, rampSteps: 300, refineSteps: 120, seed: 4, threads: 1, ...more,
    });
    const { id } = await createMap(workspace, { potential: potential.id, name: 'eight', settings, dataset: null, labels: null });
    expect(await (await runMap(workspace, id, { onEvent: () => undefined })).finished).toEqual({ outcome: 'done', message: null });
    return id;
  };
  measured = await make({});
  bare = await make({ barrierNearest: 0, rampRepeats: 3, refine: 'none' });
  engine = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: 1 });
}, 60_000);
afterAll(async () => {
  await engine.close();
  workspace.close();
  rmSync(folder, { recursive: true, force: true });
});

const rowOf = (map: string, { a, b }: Pick<EdgeRow, 'a' | 'b'>): EdgeRow | undefined => readLandscape(workspace, map, 8).edges.find((edge) => edge.a === a && edge.b === b);

describe('measuring a pair of sets that a map did not', () => {
  it('finds what the map would have found, keeps it, and does nothing again', async () => {
    const pair = readLandscape(workspace, measured, 8).edges.find((edge) => (edge.alpha ?? null) !== null && edge.refined !== null && (rowOf(bare, edge)?.alpha ?? null) === null)!;
    expect(pair).toBeDefined();
    const found = edgeRow.parse(await measurePair(workspace, engine, { map: bare, sets: 8, a: pair.b, b: pair.a }));
    expect(found).toMatchObject({ a: pair.a, b: pair.b, alpha: pair.alpha, quenched: pair.quenched, barrier: pair.barrier, forward: pair.forward, backward: pair.backward });
    expect(found.refined).toBeCloseTo(pair.refined!, 5);
    expect(rowOf(bare, pair)).toMatchObject({ alpha: pair.alpha, refined: found.refined });
    expect(readPaths(workspace, bare, pair.a, pair.b).map(({ kind }) => kind).sort()).toEqual(['graph', 'quenched', 'refined']);
    const count = workspace.trials.count(bare);
    expect(workspace.trials.all(bare).map(({ trial }) => trial)).toEqual(Array.from({ length: count }, (_, i) => i));
    await measurePair(workspace, engine, { map: bare, sets: 8, a: pair.a, b: pair.b });
    expect(workspace.trials.count(bare)).toBe(count);
    expect(workspace.lock.held(bare)).toBe(false);
  });

  it('is asked for from the command line too, which names it as the map does', async () => {
    const pair = readLandscape(workspace, measured, 8).edges.find((edge) => (edge.alpha ?? null) !== null && (rowOf(bare, edge)?.alpha ?? null) === null)!;
    const { a, b, alpha, quenched } = pair;
    const told = await runCli(['measure', folder, String(a), String(b), '--map', bare, '--sets', '8', '--threads', '1', '--json']);
    expect(jsonOf(told)).toMatchObject({ a, b, alpha, quenched, free_energy: expect.any(Number), graph: expect.any(Number), refined: expect.any(Number) });
    expect(rowOf(bare, pair)!.alpha).toEqual(alpha);
    const text = await runCli(['measure', folder, String(a), String(b), '--map', bare, '--sets', '8', '--threads', '1']);
    expect(text.stdout).toMatch(/critical α +[\d.]+ \([\d.]+ to [\d.]+\)/);
  }, 60_000);

  it('is asked for with two sets of a finished kinetic map that nobody runs', async () => {
    const [p, q] = readLandscape(workspace, bare, 8).basins.map(({ id }) => id) as [number, number];
    await expect(measurePair(workspace, engine, { map: placed, sets: null, a: 0, b: 1 })).rejects.toThrow('it is not kinetic');
    await expect(measurePair(workspace, engine, { map: bare, sets: 8, a: p, b: p })).rejects.toThrow('no two of the 8 sets');
    await expect(measurePair(workspace, engine, { map: bare, sets: 8, a: p, b: 99_999 })).rejects.toThrow('no two of the 8 sets');
    workspace.maps.setStatus(bare, 'paused');
    await expect(measurePair(workspace, engine, { map: bare, sets: 8, a: p, b: q })).rejects.toThrow('Let it finish first');
    workspace.maps.setStatus(bare, 'done');
    const token = workspace.lock.claim(bare);
    await expect(measurePair(workspace, engine, { map: bare, sets: 8, a: p, b: q })).rejects.toThrow('being run by another program');
    workspace.lock.release(bare, token);
  });
});
