import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { mapSettings } from '../core/contract/map-settings.ts';
import { openDataset } from '../core/data/open-dataset.ts';
import { openEngine } from '../core/engines/open-engine.ts';
import { createKineticJob } from '../core/kinetic/job/kinetic-job.ts';
import { resolveKinetic } from '../core/kinetic/job/kinetic-defaults.ts';
import type { Piece } from '../core/pieces/piece.ts';
import type { PieceRunner } from '../core/pieces/piece-runner.ts';
import { threadedPieces } from '../core/pieces/threads/threaded-pieces.ts';
import { createPotential } from '../core/potentials/potential.ts';
import { readPotentialFile } from '../core/potentials/potential-file.ts';
import { fillUniform } from '../core/random/fill-uniform.ts';
import { streamKey } from '../core/random/stream-key.ts';
import { parseQueueAddress } from '../core/queue/queue-address.ts';
import { queuePieces } from '../core/queue/queue-pieces.ts';
import { listWorkers } from '../core/queue/roster.ts';
import { queueServerProgram, startQueueServer } from '../tests/core/queue/queue-server.ts';
import { until } from '../tests/core/queue/until.ts';

const NEED = { engine: 'onnxruntime', device: 'cpu' } as const;
const resource = (path: string): string => fileURLToPath(new URL(`../resources/${path}`, import.meta.url));
const program = fileURLToPath(new URL('../bin/basinscope.mjs', import.meta.url));
const ROUNDS = 2;

/** What a queue costs: a piece's overhead, the pieces a second that coordinator and server bear, and a map by two one-thread workers against two threads in one process. */
export async function benchQueue(print: (line: string) => void, states = 200): Promise<void> {
  if (queueServerProgram() === null) return print('There is neither redis-server nor valkey-server on the path.');
  const server = await startQueueServer();
  const address = parseQueueAddress(server.url);
  const watch = new Redis(server.url);
  const workers: ChildProcess[] = [];
  const hire = async (): Promise<void> => {
    workers.push(spawn(process.execPath, [program, 'worker', '--threads', '1', '--queue', server.url], { stdio: 'ignore' }));
    await until(async () => (await listWorkers(address)).length === workers.length, 60);
  };
  try {
    await hire();
    const runner = await queuePieces(address, NEED);
    const digits = await potentialOf('potentials/mnist-convergent-small.safetensors');
    const plane = await potentialOf('workspace/potentials/eight-gaussians.safetensors');
    const start = (count: number, size: number, seed: number): Float32Array => {
      const x = new Float32Array(count * size);
      fillUniform(x, 0, x.length, streamKey(seed), 0, -1, 1);
      return x;
    };
    const image = digits.network.inputShape.reduce((product, side) => product * side, 1);
    print('a piece at a time: from being handed out to its result, beside the same piece on a compute thread of this process, medians of 40');
    const threaded = await threadedPieces({ ...NEED, threads: 1 });
    for (const [name, piece] of [
      ['U of one point', (seed) => ({ program: 'energies', potential: plane, states: start(1, 2, seed), batch: 1 })],
      ['U and ∇U of 64 digits', (seed) => ({ program: 'energies-and-gradients', potential: digits, states: start(64, image, seed), batch: 64 })],
    ] as const satisfies readonly (readonly [string, (seed: number) => Piece])[]) {
      const [here, there] = [await eachAlone(threaded, piece), await eachAlone(runner, piece)];
      print(`  ${name.padEnd(24)} ${here.toFixed(2).padStart(8)} ms here ${there.toFixed(2).padStart(8)} ms over the queue: ${(there - here).toFixed(2)} ms more`);
    }
    await threaded.close();

    const COUNT = 3000;
    const before = { here: process.cpuUsage(), server: await serverSeconds(watch), worker: cpuSeconds(workers[0]!.pid!) };
    const began = performance.now();
    let next = 0;
    await Promise.all(Array.from({ length: 32 }, async () => {
      while (next < COUNT) await runner.run({ program: 'energies', potential: plane, states: start(1, 2, 1000 + next++), batch: 1 });
    }));
    const seconds = (performance.now() - began) / 1000;
    const here = process.cpuUsage(before.here);
    const each = (total: number): string => `${((1000 * total) / COUNT).toFixed(2)} ms`;
    print(`pieces of next to nothing, 32 under way, one worker: ${Math.round(COUNT / seconds)} a second; processor time a piece: coordinator ${each((here.user + here.system) / 1e6)}, ` +
      `server ${each((await serverSeconds(watch)) - before.server)}, worker ${each(cpuSeconds(workers[0]!.pid!) - before.worker)}`);
    await runner.close();

    await hire();
    print(`kinetic map of ${states} bundled digits, whole, in turn (${cpus().length} cores, load ${loadavg()[0]!.toFixed(1)}):`);
    const sides: [string, () => Promise<number>][] = [
      ['one engine, 2 threads', () => mapSeconds(digits, states, 2, null)],
      ['2 compute threads', async () => mapSeconds(digits, states, 1, await threadedPieces({ ...NEED, threads: 2 }))],
      ['2 one-thread workers', async () => mapSeconds(digits, states, 1, await queuePieces(address, NEED))],
    ];
    const used = (): number => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1e6 + workers.reduce((sum, { pid }) => sum + cpuSeconds(pid!), 0);
    };
    const times = sides.map(() => [] as number[]);
    const processor = sides.map(() => [] as number[]);
    for (let round = 0; round < ROUNDS; round++) {
      for (const [at, [, run]] of sides.entries()) {
        const from = used();
        times[at]!.push(await run());
        processor[at]!.push(used() - from);
      }
    }
    const best = times.map((all) => Math.min(...all));
    const list = (all: readonly number[]): string => all.map((time) => time.toFixed(1).padStart(6)).join(' ');
    for (const [at, [name]] of sides.entries()) {
      print(`  ${name.padEnd(24)} ${list(times[at]!)} s   ${(best[0]! / best[at]!).toFixed(2)} of the throughput of one engine; processor time of all ${list(processor[at]!)} s`);
    }
    print(`  load ${loadavg()[0]!.toFixed(1)} after it`);
  } finally {
    for (const worker of workers) worker.kill('SIGKILL');
    watch.disconnect();
    await server.stop();
  }
}

async function potentialOf(file: string) {
  const { network, weights, recordedEpsilon } = await readPotentialFile(resource(file));
  return createPotential(network, weights, recordedEpsilon!);
}

/** Median milliseconds of a piece, one after the other, after a first one. */
async function eachAlone(runner: PieceRunner, piece: (seed: number) => Piece): Promise<number> {
  const times: number[] = [];
  for (let seed = 0; seed <= 40; seed++) {
    const one = piece(seed);
    const began = performance.now();
    await runner.run(one);
    if (seed > 0) times.push(performance.now() - began);
    await sleep(5);
  }
  return times.sort((a, b) => a - b)[20]!;
}

/** Seconds of a whole map: on the engine alone, or its pieces by others. */
async function mapSeconds(potential: Awaited<ReturnType<typeof potentialOf>>, states: number, threads: number, pieces: PieceRunner | null): Promise<number> {
  const engine = await openEngine({ ...NEED, threads });
  const dataset = await openDataset(resource('data/mnist'), { size: potential.network.inputShape });
  const { settings } = resolveKinetic(potential, mapSettings.parse({ method: 'kinetic', states, seed: 1 }) as Parameters<typeof resolveKinetic>[1], dataset);
  const job = createKineticJob({ engine, potential, settings, dataset, ...(pieces === null ? {} : { pieces }) });
  const began = performance.now();
  let state = await job.init();
  for (let done = false; !done; ) ({ state, done } = await job.step(state));
  const seconds = (performance.now() - began) / 1000;
  await job.close();
  await engine.close();
  return seconds;
}

async function serverSeconds(redis: Redis): Promise<number> {
  const info = await redis.info('cpu');
  return Number(/used_cpu_user:([\d.]+)/.exec(info)![1]) + Number(/used_cpu_sys:([\d.]+)/.exec(info)![1]);
}

/** Processor seconds of a process so far (Linux; elsewhere 0). */
function cpuSeconds(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0;
  }
}
