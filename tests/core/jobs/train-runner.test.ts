import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TrainingConfig } from '../../../core/contract/training-config.ts';
import { branchRun } from '../../../core/jobs/new-run.ts';
import { extendRun } from '../../../core/jobs/extend-run.ts';
import { readPotentialFile } from '../../../core/potentials/potential-file.ts';
import { readMetrics } from '../../../core/runs/metrics-file.ts';
import { RunFolder } from '../../../core/runs/run-folder.ts';
import type { RunRecord } from '../../../core/runs/run-record.ts';
import { RunLock } from '../../../core/runs/run-lock.ts';
import { readCheckpoint } from '../../../core/runs/save-checkpoint.ts';
import { StateStore } from '../../../core/runs/state-store.ts';
import { withUpdates } from '../../../core/training/config-length.ts';
import { learned, makeRun, resources, smallImages, smallToy, train } from '../runs/small-runs.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'basinscope-train-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Stops a run so many times, each time after a few more updates, in the middle of updates too; then to its end. */
async function inSittings(path: string, config: TrainingConfig, stops: readonly number[], options = {}): Promise<RunFolder> {
  const run = await makeRun(path, config);
  for (const stop of stops) {
    const { outcome } = await train(run, (event, job) => {
      if (event.type === 'metric' && event.step === stop) void job.leave('paused');
    }, options);
    expect(outcome).toBe('paused');
    expect(run.read()).toMatchObject({ status: 'paused' });
  }
  expect((await train(run, undefined, options)).outcome).toBe('done');
  return run;
}

describe('a training run', () => {
  it('stopped and resumed at ten random updates gives the metrics and weights of an unbroken one, bit for bit', async () => {
    const whole = await makeRun(join(folder, 'whole'), smallToy);
    const { outcome, events } = await train(whole);
    expect(outcome).toBe('done');
    expect(events.filter(({ type }) => type === 'metric').map((event) => event.type === 'metric' && event.step)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    // Fixed by a seed of their own, so that a failure can be looked at again.
    const stops = Array.from({ length: 19 }, (_, i) => i + 1).sort((p, q) => ((p * 7919) % 41) - ((q * 7919) % 41)).slice(0, 10).sort((p, q) => p - q);
    expect(stops).toHaveLength(10);
    const broken = await inSittings(join(folder, 'broken'), smallToy, stops);
    expect(await learned(broken)).toEqual(await learned(whole));
    for (const { update } of whole.checkpointFiles()) {
      const [a, b] = await Promise.all([readCheckpoint(whole, update), readCheckpoint(broken, update)]);
      expect({ ...a.state, seconds: 0 }).toEqual({ ...b.state, seconds: 0 });
    }
  }, 120_000);

  it('hears what is asked of it while it waits for the disk', async () => {
    const { path } = await makeRun(join(folder, 'asked-meanwhile'), smallToy, { keeping: { every: 5 } });
    const meanwhile: (() => void)[] = [];
    class BusyFolder extends RunFolder {
      override checkpointFile(update: number): string {
        meanwhile.pop()?.();
        return super.checkpointFile(update);
      }
    }
    const run = new BusyFolder(path);
    const { outcome } = await train(run, (event, job) => {
      if (event.type !== 'metric' || event.step !== 3) return;
      meanwhile.push(() => {
        job.checkpoint();
        job.rename('renamed meanwhile');
      });
    });
    expect(outcome).toBe('done');
    // Kept at 5 on its own account; asked for while that was written, the next is kept too.
    expect(run.read().checkpoints.filter(({ kept }) => kept.includes('asked')).map(({ update }) => update)).toEqual([6]);
    expect(run.read().name).toBe('renamed meanwhile');
  }, 120_000);

  it('goes on from within an update, on images, with long runs between', async () => {
    const whole = await makeRun(join(folder, 'images-whole'), smallImages, { keeping: { every: 2 } });
    // So short that every Langevin step is a border of its own.
    expect((await train(whole, undefined, { chunkSeconds: 0 })).outcome).toBe('done');
    const broken = await makeRun(join(folder, 'images-broken'), smallImages, { keeping: { every: 2 } });
    const within: boolean[] = [];
    for (const stop of [1, 2, 3, Infinity]) {
      await train(broken, (event, job) => {
        // A moment after an update's end the next one, or a long run, is under way.
        if (event.type === 'metric' && event.step === stop) setTimeout(() => void job.leave('paused'), 2);
      }, { chunkSeconds: 0 });
      const { unfinished, longRun } = (await new StateStore(broken.stateFolder).read())!.state;
      within.push(unfinished !== null || longRun !== null);
    }
    expect(within).toContain(true);
    expect(within.at(-1)).toBe(false);
    expect(await learned(broken)).toEqual(await learned(whole));
    for (const run of [whole, broken]) {
      expect(readdirSync(run.shortRunFolder).sort()).toEqual(['2.png', '4.png']);
      expect(readdirSync(run.longRunFolder).sort()).toEqual(['3.png']);
    }
  }, 120_000);

  it('has steps so short that it pauses promptly, and the numbers do not depend on where an update is divided', async () => {
    const once = await makeRun(join(folder, 'one-chunk'), smallToy);
    await train(once, undefined, { chunkSeconds: 1000 });
    const many = await makeRun(join(folder, 'many-chunks'), smallToy);
    await train(many, undefined, { chunkSeconds: 0 });
    expect(await learned(many)).toEqual(await learned(once));
  }, 120_000);

  it('keeps checkpoints by its rules, and those asked for', async () => {
    const run = await makeRun(join(folder, 'kept'), smallToy, { keeping: { every: 4, newest: 2, nth: 3, best: false } });
    let asked = false;
    await train(run, (event, job) => {
      if (asked || event.type !== 'metric' || event.step < 5) return;
      asked = true;
      job.checkpoint();
    });
    const { checkpoints } = run.read();
    const hand = checkpoints.find(({ kept }) => kept.includes('asked'));
    expect(hand?.update).toBeGreaterThanOrEqual(5);
    expect(checkpoints.filter((checkpoint) => checkpoint !== hand).map(({ update, kept }) => [update, kept])).toEqual([
      [12, ['nth']], [16, ['newest']], [20, ['newest']],
    ]);
    expect(run.checkpointFiles().map(({ update }) => update)).toEqual(checkpoints.map(({ update }) => update));
  }, 120_000);

  it('saves checkpoints that open as potentials: the average of the weights where there is one', async () => {
    const run = await makeRun(join(folder, 'opened'), smallToy);
    await train(run);
    const { state } = await readCheckpoint(run, 20);
    const opened = await readPotentialFile(run.checkpointFile(20));
    expect(opened.weights).toEqual(state.learner.average);
    expect(opened.weights['f.0.weight']).not.toEqual(state.learner.weights['f.0.weight']);
    expect(opened.recordedEpsilon).toBe(0.125);
    expect(opened.provenance).toMatch(/update 20 .* average of its weights/);
    expect(opened.warnings).toEqual([]);
  }, 120_000);

  it('is over for good when it is done or cancelled, and is trained by one program at a time', async () => {
    const run = await makeRun(join(folder, 'over'), smallToy);
    const lock = new RunLock(run.path);
    const token = lock.claim();
    await expect(train(run)).rejects.toThrow(/trained by another program/);
    lock.release(token);
    expect((await train(run, (event, job) => void (event.type === 'metric' && event.step === 5 && job.cancel()))).outcome).toBe('cancelled');
    expect(run.read().status).toBe('cancelled');
    // What was learned stays, as a checkpoint.
    expect(run.checkpointFiles()).toHaveLength(1);
    await expect(train(run)).rejects.toThrow(/cancelled: it cannot go on/);
    expect(lock.held()).toBe(false);
  }, 120_000);

  it('lets go at once when its lock is taken over', async () => {
    const run = await makeRun(join(folder, 'stolen'), smallToy);
    const { outcome, message } = await train(run, (event) => {
      if (event.type === 'metric' && event.step === 3) writeFileSync(join(run.path, 'lock.json'), JSON.stringify({ token: 'another', pid: process.pid, host: 'elsewhere', beat: Date.now() }));
    }, { checkpointSeconds: 0 });
    expect(outcome).toBe('failed');
    expect(message).toMatch(/Another program has taken this run over/);
    expect(readMetrics(run.metricsFile).length).toBeLessThan(20);
    new RunLock(run.path).free();
  }, 120_000);

  it('made longer goes on as if it had been so from the start', async () => {
    const longer = withUpdates(smallToy, 28);
    const whole = await makeRun(join(folder, 'long'), longer);
    await train(whole);
    const extended = await makeRun(join(folder, 'extended'), smallToy);
    await train(extended);
    await extendRun(extended, longer);
    expect(extended.read().status).toBe('paused');
    await train(extended);
    expect(await learned(extended)).toMatchObject({ rows: (await learned(whole) as { rows: object[] }).rows, state: (await learned(whole) as { state: object }).state });
  }, 120_000);
});

describe('divergence', () => {
  const wild: TrainingConfig = { ...smallToy, phases: [{ updates: 10, optimizer: 'sgd', lrInit: 0.05, lrMin: 0.05, lrDecay: 1 }, { updates: 20, optimizer: 'adam', lrInit: 30, lrMin: 30, lrDecay: 1 }], options: { ...smallToy.options, weightAverage: null } };

  it('stops at the last good state, says so, and a branch with a lower rate goes on', async () => {
    const run = await makeRun(join(folder, 'wild'), wild, { keeping: { every: 5 } });
    const { outcome, message, events } = await train(run);
    expect(outcome).toBe('failed');
    expect(message).toMatch(/diverged in update \d+/);
    expect(message).toMatch(/lower learning rate/);
    expect(events.at(-1)).toMatchObject({ type: 'failed' });
    const { status, failure, updates, checkpoints } = run.read();
    expect(status).toBe('failed');
    expect(failure).toBe(message);
    expect(run.read().failedBy).toBe('learning');
    // The state that is left, and every checkpoint, is from before: all weights are numbers.
    expect(checkpoints.map(({ update }) => update)).toContain(10);
    for (const { update } of checkpoints) {
      const { state } = await readCheckpoint(run, update);
      for (const values of Object.values(state.learner.weights)) expect(values.every(Number.isFinite)).toBe(true);
    }
    // The metrics tell how it came to it, up to the update that diverged.
    expect(readMetrics(run.metricsFile).length).toBeGreaterThan(updates);

    const to = new RunFolder(join(folder, 'tamed'));
    const branched = await branchRun(run, to, { update: 10, name: 'tamed', rateFactor: 1e-5, seed: 99, moreUpdates: 0 }, resources);
    expect(branched).toMatchObject({ status: 'queued', updates: 10, seed: 99, branchOf: { run: run.read().id, update: 10 } });
    expect(branched.config.phases[1].lrInit).toBeCloseTo(3e-4, 10);
    expect((await train(to)).outcome).toBe('done');
    const rows = readMetrics(to.metricsFile);
    expect(rows).toHaveLength(30);
    expect(rows.slice(0, 10)).toEqual(readMetrics(run.metricsFile).slice(0, 10));
    // The run it came from stays as it is.
    expect(run.read().status).toBe('failed');
  }, 120_000);

  it('a full disk fails it with what helps, also in its record, and tried again it ends with the numbers of an unbroken run', async () => {
    const { path } = await makeRun(join(folder, 'full-disk'), smallToy, { keeping: { every: 5 } });
    let full = true;
    /** A disk that has no room for checkpoints, and for the record only once the reserve has gone. */
    class FullFolder extends RunFolder {
      override checkpointFile(update: number): string {
        if (full) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
        return super.checkpointFile(update);
      }
      override write(record: RunRecord): Promise<void> {
        if (full && this.read().updates > 0 && existsSync(join(this.path, '.reserve'))) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
        return super.write(record);
      }
    }
    const run = new FullFolder(path);
    const { outcome, message } = await train(run);
    expect(outcome).toBe('failed');
    expect(message).toMatch(/full-disk could not be written: the disk is full \(ENOSPC\)\. Free some space and try again/);
    expect(message).not.toMatch(/rate/);
    expect(run.read()).toMatchObject({ status: 'failed', failure: message, failedBy: 'outside' });
    full = false;
    expect((await train(run)).outcome).toBe('done');
    expect(run.read()).toMatchObject({ status: 'done', failure: null, failedBy: null });
    const whole = await makeRun(join(folder, 'roomy-disk'), smallToy, { keeping: { every: 5 } });
    await train(whole);
    expect(await learned(run)).toEqual(await learned(whole));
  });

  it('branches anew from the beginning, and from the end with more updates', async () => {
    const run = await makeRun(join(folder, 'trunk'), smallToy);
    await train(run);
    await expect(branchRun(run, new RunFolder(join(folder, 'no-more')), { update: 20, name: 'x', rateFactor: 1, seed: null, moreUpdates: 0 }, resources)).rejects.toThrow(/how many more updates/);
    await expect(branchRun(run, new RunFolder(join(folder, 'nowhere')), { update: 17, name: 'x', rateFactor: 1, seed: null, moreUpdates: 0 }, resources)).rejects.toThrow(/no checkpoint of update 17; there are those of updates 10, 20/);
    const more = new RunFolder(join(folder, 'more'));
    await branchRun(run, more, { update: 20, name: 'more', rateFactor: 1, seed: null, moreUpdates: 8 }, resources);
    await train(more);
    const whole = await makeRun(join(folder, 'sixty'), withUpdates(smallToy, 28));
    await train(whole);
    expect((await learned(more) as { state: object }).state).toEqual((await learned(whole) as { state: object }).state);
    const anew = new RunFolder(join(folder, 'anew'));
    await branchRun(run, anew, { update: 0, name: 'anew', rateFactor: 0.5, seed: 8, moreUpdates: 0 }, resources);
    expect(anew.read()).toMatchObject({ updates: 0, seed: 8 });
    expect((await train(anew)).outcome).toBe('done');
  }, 120_000);
});
