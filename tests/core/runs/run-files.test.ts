import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync, utimesSync, mkdirSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeCheckpoint, encodeCheckpoint } from '../../../core/runs/checkpoint-codec.ts';
import { betterCheckpoint, keptCheckpoints } from '../../../core/runs/keeping.ts';
import { appendMetrics, cutMetrics, MetricsReader, readMetrics } from '../../../core/runs/metrics-file.ts';
import type { MetricRow } from '../../../core/runs/metrics-file.ts';
import { RunFolder } from '../../../core/runs/run-folder.ts';
import { RunLock } from '../../../core/runs/run-lock.ts';
import { RunStore } from '../../../core/runs/run-store.ts';
import { StateStore } from '../../../core/runs/state-store.ts';
import { writeStates } from '../../../core/training/state-bank.ts';
import { checkpoint, makeRun, smallToy } from './small-runs.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'basinscope-run-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const row = (update: number): MetricRow => ({ update, energyDifference: Math.sin(update) / 3, gradientNorm: update / 7, learningRate: 0.1, seconds: update * 0.3, acceptance: update % 2 === 0 ? 0.25 : null });
const rows = (first: number, last: number): MetricRow[] => Array.from({ length: last - first + 1 }, (_, i) => row(first + i));

describe('metrics.csv', () => {
  it('gives every number back exactly, NaN too', () => {
    const file = join(folder, 'metrics.csv');
    appendMetrics(file, rows(1, 3));
    appendMetrics(file, [{ ...row(4), energyDifference: NaN }]);
    expect(readMetrics(file)).toEqual([...rows(1, 3), { ...row(4), energyDifference: NaN }]);
    expect(readFileSync(file, 'utf8').split('\n')[0]).toBe('update,d_s,r_s,lr,seconds,acceptance');
  });

  it('is cut back to an update, half a last line included, and goes on without a gap or a double', () => {
    const file = join(folder, 'metrics.csv');
    appendMetrics(file, rows(1, 9));
    appendFileSync(file, '10,0.3,');
    cutMetrics(file, 6);
    appendMetrics(file, rows(7, 8));
    expect(readMetrics(file)).toEqual(rows(1, 8));
    cutMetrics(file, 0);
    expect(readMetrics(file)).toEqual([]);
    appendMetrics(file, rows(1, 1));
    expect(readMetrics(file)).toEqual(rows(1, 1));
    expect(() => cutMetrics(file, 2)).toThrow(/has 1 rows and the run stands at update 2/);
  });

  it('is read on as it grows, and anew where it was cut back', () => {
    const file = join(folder, 'metrics.csv');
    const reader = new MetricsReader(file);
    expect(reader.rows()).toEqual([]);
    appendMetrics(file, rows(1, 5));
    expect(reader.rows()).toEqual(rows(1, 5));
    appendFileSync(file, '6,1,2,3');
    expect(reader.rows()).toEqual(rows(1, 5));
    cutMetrics(file, 3);
    appendMetrics(file, [{ ...row(4), gradientNorm: 9 }, row(5), row(6)]);
    expect(reader.rows().map(({ gradientNorm }) => gradientNorm)).toEqual([1 / 7, 2 / 7, 3 / 7, 9, 5 / 7, 6 / 7]);
    expect(reader.series(4).energyDifference).toEqual(Float32Array.from(rows(5, 6), ({ energyDifference }) => energyDifference));
  });

  it('says which line is damaged', () => {
    const file = join(folder, 'metrics.csv');
    appendMetrics(file, rows(1, 3));
    appendMetrics(file, rows(5, 5));
    expect(() => readMetrics(file)).toThrow(/after update 3 comes "5,/);
  });
});

describe('checkpoints', () => {
  it('give back all that decides what follows, bit for bit', async () => {
    const saved = checkpoint(3);
    const bytes = Buffer.from(encodeCheckpoint(saved, 'a test'));
    expect(await decodeCheckpoint(bytes, 'x')).toEqual(saved);
    const bare = { ...saved, state: { ...saved.state, unfinished: null, longRun: null, learner: { ...saved.state.learner, average: null, bank: null, slots: {} } } };
    expect(await decodeCheckpoint(Buffer.from(encodeCheckpoint(bare, 'a test')), 'x')).toEqual(bare);
  });

  it('that are damaged or foreign say what is wrong', async () => {
    const bytes = Buffer.from(encodeCheckpoint(checkpoint(3), 'a test'));
    await expect(decodeCheckpoint(bytes.subarray(0, bytes.length - 7), 'cut.safetensors')).rejects.toThrow(/cut\.safetensors/);
    await expect(decodeCheckpoint(Buffer.from('hello there, this is text'), 'text')).rejects.toThrow(/text/);
    const text = bytes.toString('latin1');
    const without = Buffer.from(text.replace('"training":"', '"tr_ining":"'), 'latin1');
    await expect(decodeCheckpoint(without, 'other')).rejects.toThrow(/other is no checkpoint of a training run/);
    const newer = Buffer.from(text.replace('"checkpoint_version":"1"', '"checkpoint_version":"9"'), 'latin1');
    await expect(decodeCheckpoint(newer, 'newer')).rejects.toThrow(/newer Basinscope \(version 9/);
    const broken = Buffer.from(text.replace('\\"phaseUpdate\\":3', '\\"phaseUpd_te\\":3'), 'latin1');
    await expect(decodeCheckpoint(broken, 'broken')).rejects.toThrow(/broken is damaged/);
  });
});

describe('the state to go on from', () => {
  it('with a journaled bank is the state that was saved, after any number of saves', async () => {
    // Every bank is large to this store: it goes to the journal.
    const store = new StateStore(folder, 0);
    const now = checkpoint(1);
    const { bank } = now.state.learner;
    await store.write(now, []);
    for (let save = 0; save < 60; save++) {
      const changes = Array.from({ length: 1 + (save % 3) }, (_, at) => {
        const places = Uint32Array.of((save * 7 + at) % 300, (save * 13 + at + 1) % 300);
        const states = Float32Array.of(save, at, -save, -at);
        writeStates(bank!, places, states);
        return { places, states };
      });
      await store.write(now, changes);
      if (save % 7 === 0) expect(await new StateStore(folder, 0).read()).toEqual(now);
    }
    // Whoever goes on from there writes on.
    const next = new StateStore(folder, 0);
    const read = (await next.read())!;
    const change = { places: Uint32Array.of(17), states: Float32Array.of(5, 6) };
    writeStates(read.state.learner.bank!, change.places, change.states);
    await next.write(read, [change]);
    expect((await new StateStore(folder, 0).read())!.state.learner.bank!.states.subarray(34, 36)).toEqual(Float32Array.of(5, 6));
  });

  it('does not see what a killed program wrote to the journal after it', async () => {
    const store = new StateStore(folder, 0);
    const now = checkpoint(1);
    await store.write(now, []);
    const before = structuredClone(now);
    appendFileSync(join(folder, 'bank-1.journal'), Buffer.alloc(100, 7));
    expect(await new StateStore(folder, 0).read()).toEqual(before);
  });

  it('says what is damaged', async () => {
    const store = new StateStore(folder, 0);
    const now = checkpoint(1);
    await store.write(now, []);
    await store.write(now, [{ places: Uint32Array.of(1), states: Float32Array.of(1, 2) }]);
    truncateSync(join(folder, 'bank-1.journal'), 5);
    await expect(new StateStore(folder, 0).read()).rejects.toThrow(/bank-1\.journal is damaged: it ends before byte/);
    truncateSync(join(folder, 'bank-1.base'), 8);
    await expect(new StateStore(folder, 0).read()).rejects.toThrow(/bank-1\.base is damaged: it has 8 bytes, 300 states of 2/);
  });
});

describe('which checkpoints stay', () => {
  const at = (update: number, kept: ('asked')[] = []) => ({ update, savedAt: '', bytes: 1, kept });
  const keeping = { every: 10, newest: 2, nth: 3, best: true };

  it('the newest, every n-th, the best and those asked for, each with its reasons', () => {
    const kept = keptCheckpoints([at(10), at(20), at(30), at(35, ['asked']), at(40), at(60), at(70)], keeping, 20);
    expect(kept.map(({ update, kept: why }) => [update, why])).toEqual([[20, ['best']], [30, ['nth']], [35, ['asked']], [60, ['newest', 'nth']], [70, ['newest']]]);
    expect(keptCheckpoints([at(30), at(60)], { ...keeping, nth: 0, newest: 1, best: false }, 30).map(({ update }) => update)).toEqual([60]);
  });

  it('the best is of the best verdict, of equals the newest', () => {
    const first = betterCheckpoint(null, { update: 10, verdict: 'non-convergent' });
    expect(first).toEqual({ update: 10, verdict: 'non-convergent' });
    expect(betterCheckpoint(null, { update: 10, verdict: 'unstable' })).toBeNull();
    expect(betterCheckpoint(first, { update: 20, verdict: 'expanding' })).toEqual(first);
    const better = betterCheckpoint(first, { update: 30, verdict: 'convergent' });
    expect(better?.update).toBe(30);
    expect(betterCheckpoint(better, { update: 40, verdict: 'non-convergent' })?.update).toBe(30);
    expect(betterCheckpoint(better, { update: 50, verdict: 'convergent' })?.update).toBe(50);
  });
});

describe('the lock of a run', () => {
  it('is one program’s at a time; of a dead owner it is taken over', () => {
    const lock = new RunLock(folder);
    const token = lock.claim();
    expect(() => new RunLock(folder).claim()).toThrow(/trained by another program \(process \d+/);
    lock.check(token);
    lock.release(token);
    expect(lock.held()).toBe(false);
    // A process number that no program has.
    writeFileSync(join(folder, 'lock.json'), JSON.stringify({ token: 'dead', pid: 2 ** 22 - 3, host: hostname(), beat: Date.now() }));
    const other = lock.claim();
    expect(other).not.toBe('dead');
    expect(() => lock.check('dead')).toThrow(/Another program has taken this run over/);
  });

  it('of another machine is respected until its heartbeat is a minute old; half a lock is none', () => {
    let now = Date.now();
    const lock = new RunLock(folder, () => now);
    const file = join(folder, 'lock.json');
    writeFileSync(file, JSON.stringify({ token: 'far', pid: 1, host: 'elsewhere', beat: now }));
    expect(lock.held()).toBe(true);
    now += 61_000;
    expect(lock.held()).toBe(false);
    utimesSync(file, now / 1000, now / 1000);
    expect(lock.held()).toBe(true);
    writeFileSync(file, '{"token":"h');
    expect(lock.held()).toBe(false);
    lock.claim();
  });
});

describe('the folder of a run', () => {
  it('says what is wrong with one that is foreign, damaged or newer', async () => {
    const run = new RunFolder(join(folder, 'a'));
    expect(() => run.read()).toThrow(/is not a training run: its run\.json cannot be read \(there is none\)/);
    await makeRun(run.path, smallToy);
    await expect(makeRun(run.path, smallToy)).rejects.toThrow(/holds a run already/);
    const file = join(run.path, 'run.json');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.slice(0, 400));
    expect(() => run.read()).toThrow(/run\.json is damaged: it is not JSON/);
    writeFileSync(file, '{"name":"x"}');
    expect(() => run.read()).toThrow(/is not the record of a training run/);
    writeFileSync(file, text.replace('"version": 1', '"version": 7'));
    expect(() => run.read()).toThrow(/newer Basinscope \(version 7/);
    writeFileSync(file, text.replace('"updates": 0', '"updates": -1'));
    expect(() => run.read()).toThrow(/is damaged/);
  });

  it('in a workspace: listed, with those left out that are none, and never elsewhere', async () => {
    const problems: string[] = [];
    const runs = new RunStore(folder, (problem) => problems.push(problem));
    expect(runs.list()).toEqual([]);
    await makeRun(join(folder, 'runs', 'one'), smallToy);
    mkdirSync(join(folder, 'runs', 'junk'));
    expect(runs.list().map(({ id, status, totalUpdates }) => [id, status, totalUpdates])).toEqual([['one', 'queued', 20]]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/junk is left out/);
    expect(() => runs.get('../one')).toThrow(/is no id of a training run/);
    // Left running by a program that died.
    runs.change('one', { status: 'running' });
    expect(runs.get('one').status).toBe('interrupted');
    runs.recover();
    expect(runs.folderOf('one').read().status).toBe('interrupted');
    await runs.remove('one');
    expect(runs.list()).toEqual([]);
  });
});
