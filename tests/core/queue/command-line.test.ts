import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Piece } from '../../../core/pieces/piece.ts';
import { parseQueueAddress } from '../../../core/queue/queue-address.ts';
import { queuePieces } from '../../../core/queue/queue-pieces.ts';
import { listWorkers } from '../../../core/queue/roster.ts';
import { recordDigest } from '../../../core/store/record-digest.ts';
import { openWorkspace } from '../../../core/store/workspace.ts';
import { fixture, jsonOf } from '../cli/run-cli.ts';
import { ofImages, statesOf } from '../pieces/example-pieces.ts';
import { noQueueServer, startQueueServer } from './queue-server.ts';
import type { QueueServer } from './queue-server.ts';
import { until } from './until.ts';
import type { Running } from './worker-process.ts';
import { ruinedWorker, runBeside, workerFromSources, workerProcess } from './worker-process.ts';

const PASSWORD = 'open sesame/7';

describe.skipIf(noQueueServer())('the command line and a queue', () => {
  let server: QueueServer;
  let folder: string;
  beforeAll(async () => {
    server = await startQueueServer({ password: PASSWORD });
    folder = mkdtempSync(join(tmpdir(), 'basinscope-queue-cli-'));
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('a map over a queue has the records of one without; its password stands nowhere; the worker is listed and leaves when asked', async () => {
    const map = (out: string, queue?: string) => runBeside(['map', fixture('toy-gmm-trained.pth'), '--train-epsilon', '0.125', '--method', 'kinetic', '--states', '60', '--seed', '2', '--threads', '1', '--out', join(folder, out), '--json'], queue).ended;
    const alone = map('alone');
    const worker = await workerFromSources(server.url);
    const over = await map('over', server.url);
    expect(jsonOf(over)['records']).toEqual(jsonOf(await alone)['records']);
    // It says so itself, a moment after the map has its last piece.
    await until(async () => (await listWorkers(parseQueueAddress(server.url)))[0]?.state === 'waiting');
    const listed = await runBeside(['worker', '--list', '--json'], server.url).ended;
    const { queue, workers } = jsonOf(listed) as { queue: string; workers: { pieces: number; threads: number }[] };
    expect(queue).toBe(`redis://127.0.0.1:${server.port}`);
    expect(workers).toEqual([expect.objectContaining({ threads: 1, state: 'waiting' })]);
    expect(workers[0]!.pieces).toBeGreaterThan(2);
    worker.kill('SIGTERM');
    const left = await worker.ended;
    expect([left.code, left.stderr]).toEqual([0, expect.stringMatching(/Left after \d+ pieces, [1-9]\d* chain steps\./)]);
    const texts = [over, listed, left].flatMap(({ stdout, stderr }) => [stdout, stderr]);
    const files = readdirSync(join(folder, 'over'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    texts.push(...files.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1')));
    for (const text of texts) for (const secret of [PASSWORD, encodeURIComponent(PASSWORD)]) expect(text).not.toContain(secret);
    expect(await listWorkers(parseQueueAddress(server.url))).toEqual([]);
  });

  /** A plan of two small maps. */
  function planOf(name: string): string {
    const plan = join(folder, `${name}.json`);
    writeFileSync(plan, JSON.stringify({
      kind: 'map', name, potential: fixture('toy-gmm-trained.pth'), trainEpsilon: 0.125,
      settings: { method: 'minimum', states: 16, burnIn: 5, barrierNearest: 2, barrierRepeats: 1, slots: 16, threads: 1 }, axes: [{ setting: 'alpha', values: [0.5, 5] }],
    }));
    return plan;
  }

  it('the cells of a sweep over a queue are the maps of one without', async () => {
    const plan = planOf('Over and alone');
    const sweep = async (out: string, queue?: string) => {
      const { rows } = jsonOf(await runBeside(['sweep', plan, '--out', join(folder, out), '--jobs', '2', '--json'], queue).ended) as unknown as { rows: { map: string }[] };
      const workspace = openWorkspace(join(folder, out));
      try {
        // How many trials placing took, and in which order they ended, is no part of the result.
        return rows.map(({ map }) => ({ ...recordDigest(workspace, map), trials: null }));
      } finally {
        workspace.close();
      }
    };
    const worker = await workerProcess(server.url);
    const [over, alone] = await Promise.all([sweep('sweep-over', server.url), sweep('sweep-alone')]);
    expect(over).toEqual(alone);
    expect((await listWorkers(parseQueueAddress(server.url)))[0]?.pieces).toBeGreaterThan(5);
    worker.kill('SIGTERM');
    expect((await worker.ended).code).toBe(0);
  });

  it('a worker killed in the middle of a piece is found out, one that is told to leave gives its piece back at once, and one that has time finishes it', async () => {
    const runner = await queuePieces(parseQueueAddress(server.url), { engine: 'onnxruntime', device: 'cpu', lookMs: 200 });
    // Some seconds of steps.
    const piece: Piece = { program: 'descent', potential: ofImages, states: statesOf(ofImages, 5), batch: 5, epsilon: 1e-3, steps: 6000 };
    const workers = await Promise.all([1, 2, 3].map(() => workerProcess(server.url, '--lock-seconds', '1', '--grace', '60')));
    /** The one of these that has the piece. */
    const busy = async (among: readonly Running[]): Promise<Running> => {
      let found: Running | undefined;
      await until(async () => {
        const having = (await listWorkers(parseQueueAddress(server.url))).filter(({ now }) => now.length === 1);
        found = among.find((worker) => having.some(({ id }) => worker.said().includes(id)));
        return found !== undefined;
      }, 30);
      return found!;
    };
    const result = runner.run(piece);
    const first = await busy(workers);
    first.kill('SIGKILL');
    await first.ended;
    const second = await busy(workers.filter((worker) => worker !== first));
    // Twice: gives its piece back without waiting.
    second.kill('SIGTERM');
    await sleep(100);
    second.kill('SIGTERM');
    expect((await second.ended).stderr).toMatch(/Left after 0 pieces/);
    const third = await busy(workers.filter((worker) => worker !== first && worker !== second));
    third.kill('SIGINT');
    expect((await result).states).toHaveLength(piece.states.length);
    expect((await third.ended).stderr).toMatch(/Left after 1 piece/);
    await runner.close();
  });

  it('a worker that leaves itself out ends with a code of its own', async () => {
    const worker = ruinedWorker(server.url);
    const runner = await queuePieces(parseQueueAddress(server.url), { engine: 'onnxruntime', device: 'cpu' });
    const waiting = runner.run({ program: 'energies', potential: ofImages, states: statesOf(ofImages, 2), batch: 2 }).catch(() => null);
    const { code, stderr } = await worker.ended;
    expect([code, stderr]).toEqual([3, expect.stringMatching(/This worker leaves itself out: It failed the same piece \(energies\) twice/)]);
    await runner.close();
    await waiting;
  });

  it('a worker that is told to leave while its server is away ends all the same', async () => {
    const away = await startQueueServer();
    const worker = await workerProcess(away.url, '--grace', '1');
    await away.kill();
    await until(() => worker.said().includes('went away'));
    worker.kill('SIGTERM');
    const { code, stderr } = await worker.ended;
    expect([code, stderr]).toEqual([0, expect.stringContaining('Left after 0 pieces')]);
    await away.stop();
  });

  it('what keeps a worker or a map from its queue is said, without the password', async () => {
    const asked: [args: string[], queue: string, message: RegExp][] = [
      [['worker'], server.url.replace(/:[^:@/]*@/, ':wrong%20word@'), /does not accept this user and password/],
      [['sweep', planOf('refused'), '--out', join(folder, 'refused')], server.url.replace(/:[^:@/]*@/, ':wrong%20word@'), /The sweep failed: The queue .* does not accept this user and password/],
      [['worker', '--device', 'cuda'], server.url, /onnxruntime was asked to run on cuda/],
      [['map', fixture('toy-gmm-trained.pth'), '--train-epsilon', '0.125', '--out', '/nowhere/at/all'], 'rediss://me:secret@queue.example:1/2', /rediss:\/\/queue\.example:1\/2 is on another machine/],
    ];
    for (const [args, queue, message] of asked) {
      const { code, stdout, stderr } = await runBeside(args, queue).ended;
      expect([code, stdout, stderr]).toEqual([1, '', expect.stringMatching(message)]);
      expect(stderr).not.toMatch(/secret|wrong.{0,3}word|open.{0,3}sesame/);
    }
  });
});
