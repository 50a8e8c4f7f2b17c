import { connect, createServer } from 'node:net';
import type { Worker } from 'node:worker_threads';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Engine } from '../../../core/engines/engine.ts';
import { EngineError } from '../../../core/engines/engine-error.ts';
import { openEngine } from '../../../core/engines/open-engine.ts';
import { localPieces } from '../../../core/pieces/local-pieces.ts';
import type { Piece } from '../../../core/pieces/piece.ts';
import type { EncodedPiece } from '../../../core/pieces/threads/thread-host.ts';
import { ThreadPool } from '../../../core/pieces/threads/thread-pool.ts';
import type { PieceRunner } from '../../../core/pieces/piece-runner.ts';
import { potentialHash } from '../../../core/pieces/potential-hash.ts';
import { encodePiece } from '../../../core/pieces/wire.ts';
import { parseQueueAddress } from '../../../core/queue/queue-address.ts';
import { pieceId, potentialKey, QUEUE_VERSION, queueName } from '../../../core/queue/queue-keys.ts';
import { queuePieces } from '../../../core/queue/queue-pieces.ts';
import { PieceWorker } from '../../../core/queue/queue-worker.ts';
import type { Threads } from '../../../core/queue/queue-worker.ts';
import { listWorkers, Roster } from '../../../core/queue/roster.ts';
import { examplePieces, inPlane, ofImages, statesOf } from '../pieces/example-pieces.ts';
import { noQueueServer, startQueueServer } from './queue-server.ts';
import type { QueueServer } from './queue-server.ts';
import { until } from './until.ts';

/** Ends a compute thread as soon as it is ready. */
const ruin = (thread: Worker): void => void thread.once('message', () => thread.postMessage(null));

const NEED = { engine: 'onnxruntime', device: 'cpu' } as const;

describe.skipIf(noQueueServer())('pieces computed by the workers of a queue', () => {
  let server: QueueServer;
  let engine: Engine;
  let watch: Redis;
  /** Threads that most workers share: each takes a second to start from its sources. */
  let threads: ThreadPool;
  const open: { workers: PieceWorker[]; runners: PieceRunner[] } = { workers: [], runners: [] };
  let notices: string[];
  /** What coordinators told that holds. */
  let standing: (string | null)[];

  beforeAll(async () => {
    engine = await openEngine({ ...NEED, threads: 1 });
    threads = await ThreadPool.open({ ...NEED, threads: 2 });
  });
  afterAll(async () => {
    await engine.close();
    await threads.close();
  });
  beforeEach(async () => {
    server = await startQueueServer({ password: 'not for the eyes', appendOnly: true });
    watch = new Redis(server.url);
    watch.on('error', () => {});
    notices = [];
    standing = [];
  });
  afterEach(async () => {
    for (const runner of open.runners.splice(0)) await runner.close();
    for (const worker of open.workers.splice(0)) await worker.leave({ graceSeconds: 5 });
    watch.disconnect();
    await server.stop();
  });

  async function worker(count = 1, own = false, { lockSeconds = 2, url = server.url } = {}): Promise<PieceWorker> {
    const shared = { description: threads.description, run: (piece: EncodedPiece) => threads.run(piece), close: () => Promise.resolve(), kill: () => Promise.resolve() };
    const options = { ...NEED, threads: count, lockSeconds, onNotice: (text: string) => notices.push(text) };
    const one = await PieceWorker.start(parseQueueAddress(url), options, own ? undefined : shared);
    open.workers.push(one);
    return one;
  }

  async function coordinator(attempts = 5): Promise<PieceRunner> {
    const one = await queuePieces(parseQueueAddress(server.url), { ...NEED, lookMs: 200, attempts, onNotice: (text) => notices.push(text), onStanding: (text) => standing.push(text) });
    open.runners.push(one);
    return one;
  }

  async function computedHere(pieces: readonly Piece[]): Promise<unknown[]> {
    const local = localPieces(engine);
    const results: unknown[] = [];
    for (const piece of pieces) results.push(await local.run(piece));
    await local.close();
    return results;
  }

  const together = (runner: PieceRunner, pieces: readonly Piece[]): Promise<unknown[]> => Promise.all(pieces.map((piece) => runner.run(piece)));

  it('have the bits of those computed here, by one worker and by two; each is computed once and nothing of it stays behind', async () => {
    const pieces = examplePieces();
    const expected = await computedHere(pieces);
    const runner = await coordinator();
    // On a machine that is slow none is thought to be gone.
    const patient = { lockSeconds: 30 };
    const one = await worker(1, false, patient);
    // Each twice at once: the same job.
    expect(await together(runner, [...pieces, ...pieces])).toEqual([...expected, ...expected]);
    // A result may be there before its worker has heard that it is.
    await until(() => one.card.now.length === 0);
    expect(one.card.pieces).toBe(pieces.length);
    const two = await worker(2, false, patient);
    await until(() => runner.width === 6);
    const more = Array.from({ length: 12 }, (_, seed) => ({ ...pieces[4]!, states: statesOf(ofImages, 3, 10 + seed) }) as Piece);
    expect(await together(runner, [...pieces, ...more])).toEqual([...expected, ...(await computedHere(more))]);
    await until(() => one.card.now.length + two.card.now.length === 0);
    expect(one.card.pieces + two.card.pieces).toBe(2 * pieces.length + more.length);
    expect(two.card.pieces).toBeGreaterThan(2);
    const listed = () => listWorkers(parseQueueAddress(server.url));
    // They say how they are some time after it changed.
    await until(async () => (await listed()).every(({ state }) => state === 'waiting'));
    expect((await listed()).map(({ id, threads, state }) => [id, threads, state])).toEqual([[one.card.id, 1, 'waiting'], [two.card.id, 2, 'waiting']].sort());
    const left = async (): Promise<string[]> => (await watch.keys('*')).filter((key) => /:(piece|result):|:p[0-9a-f]{64}/.test(key));
    await until(async () => (await left()).length === 0);
  });

  it('throw their own error by name, and are taken back when the job ends', async () => {
    const runner = await coordinator();
    await worker(1, true);
    await expect(runner.run({ ...examplePieces()[3]!, stepsACall: 4 } as Piece)).rejects.toMatchObject({ name: 'SamplingError', message: expect.stringMatching(/cannot be walked 4 at a time/) as string });
    const long = runner.run({ program: 'descent', potential: ofImages, states: statesOf(ofImages, 5), batch: 5, epsilon: 0.01, steps: 1_000_000 });
    const outcome = expect(long).rejects.toMatchObject({ name: 'PieceError', message: expect.stringMatching(/taken back/) as string });
    await until(() => open.workers[0]!.card.now.length === 1);
    await runner.close();
    await outcome;
    await open.workers[0]!.leave({ graceSeconds: 0 });
  });

  it('of two jobs that hand out the same ones both get every result', async () => {
    const pieces = examplePieces();
    const expected = await computedHere(pieces);
    const [a, b] = [await coordinator(), await coordinator()];
    await worker();
    expect(await Promise.all([together(a, pieces), together(b, pieces)])).toEqual([expected, expected]);
  });

  it('come back when the server is killed with them and starts again from its log, and when it starts empty', async () => {
    const pieces = examplePieces();
    const expected = await computedHere(pieces);
    const runner = await coordinator();
    const first = together(runner, pieces);
    await until(async () => (await watch.keys('basinscope:piece:*')).length === pieces.length);
    await until(() => /^No worker is at the queue/.test(standing.at(-1) ?? ''));
    await server.kill();
    await until(() => /went away: waiting/.test(standing.at(-1) ?? ''));
    await worker().catch((error: Error) => expect(error.message).toMatch(/Nobody answers at the queue redis:\/\/127\.0\.0\.1:\d+: is its server/));
    await server.start();
    await worker();
    expect(await first).toEqual(expected);
    expect(notices).toEqual(expect.arrayContaining([expect.stringMatching(/went away: waiting/), expect.stringMatching(/is back/)]));
    await until(() => standing.at(-1) === null);
    await open.workers.pop()!.leave({ graceSeconds: 5 });
    // All that it knew is gone.
    const second = together(runner, pieces);
    await until(async () => (await watch.keys('basinscope:piece:*')).length === pieces.length);
    await watch.flushall();
    await worker();
    expect(await second).toEqual(expected);
  });

  it('find their potential again when the server has lost it, or has other bytes in its place', async () => {
    const pieces = examplePieces().filter(({ potential }) => potential === inPlane);
    const expected = await computedHere(pieces);
    const runner = await coordinator();
    const results = together(runner, pieces);
    await until(async () => (await watch.keys('basinscope:piece:*')).length === pieces.length);
    await watch.set(potentialKey(potentialHash(inPlane)), 'something else');
    await worker();
    expect(await results).toEqual(expected);
  });

  it('go to another worker when one fails the same twice, which leaves itself out and is named', async () => {
    const pieces = examplePieces().slice(0, 3);
    const expected = await computedHere(pieces);
    process.on('worker', ruin);
    const bad = await worker(1, true);
    const runner = await coordinator();
    const results = together(runner, pieces);
    const reason = await bad.finished;
    process.removeListener('worker', ruin);
    expect(reason).toMatch(/It failed the same piece \(.*\) twice\. The compute thread .* is gone/);
    await worker();
    expect(await results).toEqual(expected);
    await until(() => notices.some((text) => text.includes(`The worker ${bad.card.id}`) && text.includes('has left itself out')));
    expect(await listWorkers(parseQueueAddress(server.url))).toContainEqual(expect.objectContaining({ id: bad.card.id, state: 'left-out' }));
    await until(() => standing.at(-1)?.startsWith(`The worker ${bad.card.id}`) === true);
  });

  it('go to another worker when the engine of one fails, which leaves itself out; where the engines of two fail, or that of the only one twice, the job hears what the engine says', async () => {
    const broken = { description: 'a broken GPU', run: () => Promise.reject(new EngineError('CUDA failure 719.')), close: () => Promise.resolve(), kill: () => Promise.resolve() };
    const options = { ...NEED, threads: 1, lockSeconds: 30, onNotice: (text: string) => notices.push(text) };
    const start = async (computing: Threads): Promise<PieceWorker> => {
      const one = await PieceWorker.start(parseQueueAddress(server.url), options, computing);
      open.workers.push(one);
      return one;
    };
    const itsWords = expect.stringMatching(/The engines at the queue redis:\/\/127\.0\.0\.1:\d+ cannot compute a piece of work \(energies\); the last that tried: .* CUDA failure 719\.$/) as string;
    const [first, ...others] = examplePieces().slice(0, 3);
    const runner = await coordinator();
    // Alone it tries twice.
    const bad = await start(broken);
    await expect(runner.run(first!)).rejects.toMatchObject({ name: 'EngineError', message: itsWords });
    expect(bad.card.state).not.toBe('left-out');
    // A good one holds its first piece until the bad one has failed the others twice.
    const good = await start({ ...broken, run: async (piece: EncodedPiece) => {
      await bad.finished;
      return threads.run(piece);
    } });
    await until(() => runner.width === 4);
    const expected = await computedHere(others);
    expect(await together(runner, others)).toEqual(expected);
    expect(await bad.finished).toMatch(/It failed the same piece \(.*\) twice\. CUDA failure 719/);
    await good.leave({ graceSeconds: 5 });
    await Promise.all([start(broken), start(broken)]);
    await until(() => runner.width === 4);
    await expect(runner.run(first!)).rejects.toMatchObject({ name: 'EngineError', message: itsWords });
  });

  it('are given up, in words, where every worker that tries them fails', async () => {
    process.on('worker', ruin);
    const runner = await coordinator(2);
    const failed = expect(runner.run(examplePieces()[0]!)).rejects.toMatchObject({ name: 'PieceError', message: expect.stringMatching(/failed at every worker of the queue redis:\/\/127\.0\.0\.1:\d+ that tried it, 2 times in all; the last: .*compute thread/) as string });
    await worker(1, true);
    await failed;
    process.removeListener('worker', ruin);
  });

  it('wait for a server that is full, which is said', async () => {
    const piece = examplePieces()[0]!;
    const runner = await coordinator();
    await worker();
    await watch.config('SET', 'maxmemory', '1');
    const result = runner.run(piece);
    // The job's word and the worker's.
    const refused = (): string[] => notices.filter((text) => /^The queue redis:\/\/127\.0\.0\.1:\d+ refuses: OOM .*It is asked again/.test(text));
    await until(() => refused().length === 2);
    await watch.config('SET', 'maxmemory', '0');
    expect(await result).toEqual((await computedHere([piece]))[0]);
    expect(refused()).toHaveLength(2);
    // That holds no more.
    expect(standing).toContain(refused()[0]);
    await until(() => standing.at(-1) === null);
  });

  it('are given back by a worker whose results the server refuses, which is no failure of it', async () => {
    const piece = examplePieces()[0]!;
    // No keys of results.
    const rights = ['pieces*', 'piece:*', 'potential:*', 'worker*', 'coordinator*'].map((keys) => `~basinscope:${keys}`);
    await watch.call('ACL', 'SETUSER', 'weak', 'on', '>weak word', '+@all', ...rights);
    const weak = await worker(1, false, { url: server.url.replace(/:\/\/.*@/, '://weak:weak%20word@') });
    // One failure would end it.
    const runner = await coordinator(1);
    const result = runner.run(piece);
    await until(() => notices.some((text) => /refuses: NOPERM/.test(text)));
    // Begun for the third time: given back twice, where two failures would have it leave itself out.
    await until(async () => Number(await watch.hget(`basinscope:${queueName(NEED)}:${pieceId(encodePiece(piece))}`, 'ats')) >= 3, 30);
    const left = weak.leave({ graceSeconds: 0 });
    await worker();
    expect(await result).toEqual((await computedHere([piece]))[0]);
    await left;
    expect(await weak.finished).toBeNull();
    expect(notices.join()).not.toContain('weak word');
  });

  it('find in words a server that goes away while it is connected to', async () => {
    // The first connection goes through, no other.
    const door = createServer((socket) => {
      door.close();
      const through = connect(server.port, '127.0.0.1');
      for (const end of [socket, through]) end.on('error', () => {});
      socket.pipe(through).pipe(socket);
    });
    await new Promise<void>((resolve) => void door.listen(0, '127.0.0.1', resolve));
    const { port } = door.address() as { port: number };
    await expect(queuePieces(parseQueueAddress(server.url.replace(/\d+$/, String(port))), NEED)).rejects.toMatchObject({ name: 'QueueError', message: expect.stringMatching(/Nobody answers/) as string });
  });

  it('of another version are neither taken nor handed to who is of another', async () => {
    const roster = new Roster(watch);
    const one = await worker();
    await roster.beatCoordinator({ id: 'newer', host: 'elsewhere', version: '9.9.9/9', ...NEED });
    await until(() => one.card.state === 'other-version', 8);
    expect(notices.join()).toContain(`The work of this queue is of version 9.9.9/9 of the program, this worker of ${QUEUE_VERSION}: it takes none of it.`);
    await roster.leave('coordinator', 'newer');
    await one.leave({ graceSeconds: 5 });
    await roster.beat({ ...one.card, id: 'newer', version: '9.9.9/9', state: 'waiting' });
    const runner = await coordinator();
    const waiting = expect(runner.run(examplePieces()[0]!)).rejects.toThrow(/taken back/);
    await until(() => notices.some((text) => /None of the 1 workers .* can take this work .*they have onnxruntime on cpu, version 9\.9\.9\/9/.test(text)));
    await runner.close();
    await waiting;
  });
});
