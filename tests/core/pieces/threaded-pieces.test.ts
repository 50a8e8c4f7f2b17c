import { setTimeout as sleep } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import type { Engine } from '../../../core/engines/engine.ts';
import { EngineError } from '../../../core/engines/engine-error.ts';
import { openEngine } from '../../../core/engines/open-engine.ts';
import { localPieces } from '../../../core/pieces/local-pieces.ts';
import type { Piece } from '../../../core/pieces/piece.ts';
import { potentialHash } from '../../../core/pieces/potential-hash.ts';
import { PieceServer } from '../../../core/pieces/threads/piece-server.ts';
import { ThreadPool } from '../../../core/pieces/threads/thread-pool.ts';
import type { ThreadWord } from '../../../core/pieces/threads/thread-words.ts';
import { threadedPieces } from '../../../core/pieces/threads/threaded-pieces.ts';
import { decodeResult, encodePiece, encodePotential } from '../../../core/pieces/wire.ts';
import { examplePieces, inPlane, ofImages, statesOf } from './example-pieces.ts';

const CPU = { engine: 'onnxruntime', device: 'cpu' } as const;

it('threads side by side give what one engine gives, to the bit; errors keep their name, and a piece after them is computed', async () => {
  const engine = await openEngine({ ...CPU, threads: 1 });
  const [local, threaded] = [localPieces(engine), await threadedPieces({ ...CPU, threads: 2 })];
  expect(threaded.width).toBe(2);
  const pieces = [...examplePieces(), ...examplePieces()];
  const expected: unknown[] = [];
  for (const piece of pieces) expected.push(await local.run(piece));
  expect(await Promise.all(pieces.map((piece) => threaded.run(piece)))).toEqual(expected);
  const uneven = { ...examplePieces()[3]!, stepsACall: 4 } as Piece;
  await expect(threaded.run(uneven)).rejects.toMatchObject({ name: 'SamplingError', message: expect.stringMatching(/cannot be walked 4 at a time/) as string });
  await threaded.release(ofImages);
  expect(await threaded.run(pieces[1]!)).toEqual(expected[1]);
  // More potentials than a thread keeps, each with weights of its own.
  for (let other = 0; other < 12; other++) {
    const potential = { ...inPlane, weights: Object.fromEntries(Object.entries(inPlane.weights).map(([name, values]) => [name, values.map((value) => value * (1 + other / 10))])) };
    const piece = { program: 'energies', potential, states: statesOf(inPlane, 2), batch: 2 } as const;
    expect(await threaded.run(piece)).toEqual(await local.run(piece));
  }
  await Promise.all([local.close(), threaded.close()]);
  await engine.close();
  await expect(threaded.run(pieces[0]!)).rejects.toThrow(/closed/);
});

it('a thread that dies fails its piece and is replaced', async () => {
  const threads: Worker[] = [];
  const notice = (thread: Worker): void => void threads.push(thread);
  process.on('worker', notice);
  const runner = await threadedPieces({ ...CPU, threads: 1 });
  const piece = { program: 'energies', potential: inPlane, states: statesOf(inPlane, 2), batch: 2 } as const;
  const before = await runner.run(piece);
  // A word that it does not understand is a fault in the thread, which ends with it.
  threads[0]!.postMessage(null);
  const [lost, waiting] = await Promise.allSettled([runner.run(piece), runner.run(piece)]);
  expect(lost).toMatchObject({ status: 'rejected', reason: { name: 'PieceError', message: expect.stringMatching(/thread that had a piece of work \(energies\) is gone: Cannot read properties/) as string } });
  expect(waiting).toEqual({ status: 'fulfilled', value: before });
  expect(threads).toHaveLength(2);
  await runner.close();
  process.removeListener('worker', notice);
});

it('a failure of the engine is a failure of who computes, not the answer of the piece; a job on threads of this machine hears of it as of its own engine, and may try again', async () => {
  const engine = await openEngine({ ...CPU, threads: 1 });
  let failures = 1;
  const failing: Engine = {
    name: engine.name, device: engine.device, description: engine.description, transfers: null, close: () => Promise.resolve(),
    compile: (program, parameters, options) => (failures-- > 0 ? Promise.reject(new EngineError('CUDA failure 2: out of memory.')) : engine.compile(program, parameters, options)),
  };
  const server = new PieceServer(failing);
  await server.keep(potentialHash(inPlane), encodePotential(inPlane));
  const piece = { program: 'energies', potential: inPlane, states: statesOf(inPlane, 2), batch: 2 } as const;
  await expect(server.run(encodePiece(piece))).rejects.toMatchObject({ name: 'EngineError', message: 'CUDA failure 2: out of memory.' });
  const computed = decodeResult('energies', (await server.run(encodePiece(piece))).bytes);
  await server.close();
  await engine.close();
  const threads: Worker[] = [];
  const notice = (thread: Worker): void => void threads.push(thread);
  process.on('worker', notice);
  const runner = await threadedPieces({ ...CPU, threads: 1 });
  process.removeListener('worker', notice);
  // As the thread would say it, in place of computing.
  const thread = threads[0]!;
  const post = thread.postMessage.bind(thread);
  thread.postMessage = (word: ThreadWord) => void (word.type === 'piece' ? thread.emit('message', { type: 'failed', name: 'EngineError', message: 'CUDA failure 2: out of memory.' }) : post(word));
  await expect(runner.run(piece)).rejects.toMatchObject({ name: 'EngineError', message: 'CUDA failure 2: out of memory.' });
  thread.postMessage = post;
  expect(await runner.run(piece)).toEqual(computed);
  await runner.close();
});

it('threads that are told to leave do so between two steps of a piece, without taking the program with them', async () => {
  const pool = await ThreadPool.open({ ...CPU, threads: 2 });
  // Hours of steps.
  const piece = { program: 'descent', potential: ofImages, states: statesOf(ofImages, 5), batch: 5, epsilon: 0.01, steps: 1_000_000 } as const;
  const encoded = { program: 'descent', bytes: encodePiece(piece), potential: potentialHash(ofImages), potentialBytes: () => Promise.resolve(encodePotential(ofImages)) };
  const outcomes = Promise.allSettled([1, 2, 3].map(() => pool.run(encoded)));
  await sleep(200);
  await pool.kill();
  for (const outcome of await outcomes) expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'PieceError' } });
});

it('an engine that is not there is an error of its own', async () => {
  await expect(threadedPieces({ engine: 'onnxruntime', device: 'cuda', threads: 2 })).rejects.toMatchObject({ name: 'EngineError', message: expect.stringMatching(/cuda/) as string });
});
