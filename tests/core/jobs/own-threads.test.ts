import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mapSettings } from '../../../core/contract/map-settings.ts';
import { EngineError } from '../../../core/engines/engine-error.ts';
import { runMap } from '../../../core/jobs/map-runner.ts';
import { createMap } from '../../../core/jobs/new-map.ts';
import { onceOpen, ownThreads, shareOut } from '../../../core/jobs/own-threads.ts';
import type { PieceRunner } from '../../../core/pieces/piece-runner.ts';
import type { ThreadNews } from '../../../core/pieces/threads/thread-words.ts';
import { importPotential } from '../../../core/store/import-potential.ts';
import { recordDigest } from '../../../core/store/record-digest.ts';
import { openWorkspace } from '../../../core/store/workspace.ts';
import type { Workspace } from '../../../core/store/workspace.ts';
import { until } from '../queue/until.ts';

const resource = (path: string): string => fileURLToPath(new URL(`../../../resources/${path}`, import.meta.url));

describe('threads of the processor', () => {
  it('are shared out to at most eight compute threads, and further ones to the engines of those', () => {
    expect([0, 1, 2, 3, 8, 15, 16, 64].map(shareOut)).toEqual([
      null, null, { threads: 2, each: 1 }, { threads: 3, each: 1 }, { threads: 8, each: 1 }, { threads: 8, each: 1 }, { threads: 8, each: 2 }, { threads: 8, each: 8 },
    ]);
  });

  it('are not for a job that has one, nor for another device', () => {
    expect(ownThreads({ engine: 'onnxruntime', device: 'cpu', threads: 1 })).toBeNull();
    expect(ownThreads({ engine: 'onnxruntime', device: 'cpu', threads: 4 }, 4)).toBeNull();
    expect(ownThreads({ engine: 'onnxruntime', device: 'webgpu', threads: 4 })).toBeNull();
    expect(ownThreads({ engine: 'tfjs', device: 'cpu', threads: 4 })).toBeNull();
  });

  it('are waited for by no one: nothing is worth handing out before they are there, nor where they cannot be had', async () => {
    let closed = 0;
    const threads: PieceRunner = { width: 5, run: () => Promise.reject(new Error('not asked')), release: () => Promise.resolve(), close: async () => void closed++ };
    let open: (pieces: PieceRunner) => void = () => {};
    const pieces = onceOpen(new Promise((resolve) => (open = resolve)));
    expect(pieces.width).toBe(1);
    open(threads);
    await Promise.resolve();
    expect(pieces.width).toBe(5);
    await pieces.close();
    expect(closed).toBe(1);
    const none = onceOpen(Promise.reject(new EngineError('no memory for another thread')));
    await none.close();
    expect(none.width).toBe(1);
  });
});

describe('a kinetic map of images on two threads', () => {
  let folder: string;
  let workspace: Workspace;
  let potential: string;
  const threads: Worker[] = [];
  let [ready, computed] = [0, 0];
  const notice = (thread: Worker): void => {
    threads.push(thread);
    thread.on('message', ({ type }: ThreadNews) => {
      if (type === 'ready') ready++;
      else if (type === 'computed') computed++;
    });
  };
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'basinscope-threads-'));
    workspace = openWorkspace(folder);
    potential = (await importPotential(workspace, resource('potentials/mnist-convergent-small.safetensors'), { name: 'digits', trainEpsilon: 0.02 })).id;
    process.on('worker', notice);
  });
  afterAll(() => {
    process.removeListener('worker', notice);
    workspace.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const made = async (name: string, given: number): Promise<string> => {
    const settings = mapSettings.parse({ method: 'kinetic', start: 'data', states: 120, sampleSteps: 12, quenchSteps: 8, neighbours: 4, chordPoints: 5, sets: 3, slots: 16, rampSteps: 20, rampRepeats: 1, refineSteps: 4, refineImages: 5, seed: 2, threads: given });
    return (await createMap(workspace, { potential, name, settings, dataset: resource('data/mnist'), labels: null })).id;
  };

  it('is computed by two compute threads, and left and gone on with has the records that one engine gives, to the bit', async () => {
    const one = await made('one thread', 1);
    expect((await (await runMap(workspace, one, { onEvent: () => {} })).finished).outcome).toBe('done');
    expect(threads).toHaveLength(0);

    const two = await made('two threads', 2);
    let sittings = 0;
    for (let outcome: string = 'paused'; outcome === 'paused'; sittings++) {
      let checkpoints = 0;
      const job = await runMap(workspace, two, {
        checkpointSeconds: 0,
        onEvent: ({ type }) => {
          if (type === 'checkpoint' && sittings < 2 && ++checkpoints === 8) void job.leave('paused');
        },
      });
      // It would be over before its threads are there.
      await job.pause();
      await until(() => ready === 2 * (sittings + 1), 30);
      job.resume();
      ({ outcome } = await job.finished);
    }
    expect(sittings).toBeGreaterThan(1);
    expect(threads).toHaveLength(2 * sittings);
    expect(computed).toBeGreaterThan(10);
    expect(recordDigest(workspace, two)).toEqual(recordDigest(workspace, one));
    const [alone, beside] = [workspace.maps.get(one), workspace.maps.get(two)];
    expect(beside).toMatchObject({ states: alone.states, basins: alone.basins, chainSteps: alone.chainSteps, warnings: alone.warnings });
    expect(beside.engine).toMatch(/CPU, 2 threads$/);
  }, 120_000);
});
