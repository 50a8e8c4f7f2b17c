import { sizeOf } from '../../core/graph/program.ts';
import { openEngine } from '../../core/engines/open-engine.ts';
import { fillGaussian } from '../../core/random/fill-gaussian.ts';
import { fillUniform } from '../../core/random/fill-uniform.ts';
import { streamKey } from '../../core/random/stream-key.ts';
import { createLangevin } from '../../core/sampling/langevin.ts';
import { langevinCases, untrainedPotential } from '../langevin-cases.ts';
import { langevinStepper } from '../langevin-stepper.ts';
import { inTurn, median } from '../measure.ts';
import { startPytorch } from '../pytorch.ts';
import { largestError } from '../../tests/core/graph/test-values.ts';
import { openDevice } from './open-device.ts';
import { head, row, short } from './section.ts';
import type { Engine } from '../../core/engines/engine.ts';
import type { Potential } from '../../core/potentials/potential.ts';
import type { LangevinCase } from '../langevin-cases.ts';
import type { Pytorch } from '../pytorch.ts';
import type { Section } from './section.ts';

const epsilon = 0.01;
const modes = ['contiguous', 'channels_last', 'compile', 'graph'] as const;
/** After so long no network more is compiled: each takes tens of seconds. */
const compileWithinMs = 100_000;

const tinyCases: readonly Omit<LangevinCase, 'cpu'>[] = [
  { net: 'vanilla', batch: 2, device: { unroll: 2, steps: 2 } },
  { net: 'nonlocal', batch: 2, device: { unroll: 2, steps: 2 } },
  { net: 'toy', batch: 10, device: { unroll: 5, steps: 10 } },
];

/** Milliseconds a Langevin step of ours on the device, in chunks and one by one, beside PyTorch on the same kind of device; and how far our numbers are from the CPU's. */
export const langevinTable: Section = async ({ device, tiny, print }) => {
  const engine = await openDevice(device);
  const cpu = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: 0 });
  const width = tiny ? 4 : 32;
  // PyTorch knows CUDA, and not SwiftShader: there it runs on the CPU, to see that this side works.
  const where = tiny ? 'cpu' : 'cuda';
  const pytorch = await startPytorch(1, 'langevin.py', [where, String(width)]).catch((error: unknown) => `it did not start on ${where}: ${String(error)}`);
  const theirs = typeof pytorch === 'string' || pytorch === null ? null : pytorch;
  print(`Ours: ${engine.description}. PyTorch: ${theirs?.description ?? (typeof pytorch === 'string' ? pytorch : 'not available here: no Python with PyTorch was found (BASINSCOPE_PYTHON names one)')}.`);
  print(`n_f = ${width}; ms a step, medians of rounds in which all take turns; torch.compile ${tiny ? 'is not tried with tiny sizes' : `while it comes within ${compileWithinMs / 1000} s`}; transfers of a chunk that goes on from the one before.\n`);
  print(head('net, chains', 'steps a chunk', 'ours', 'its noise', 'ours, one by one', 'PyTorch eager', 'channels_last', 'torch.compile', 'CUDA graph', 'eager/ours', 'best/ours', 'sent', 'received', 'chunk against CPU'));
  let worst = 0;
  const begun = performance.now();
  for (const { net, batch, device: { unroll: chunk, steps } } of tiny ? tinyCases : langevinCases) {
    const potential = untrainedPotential(net, width);
    const { transfers, error } = await chunkAgainstCpu(engine, cpu, potential, batch, chunk);
    worst = Math.max(worst, error);
    const [chunked, single] = [await langevinStepper(engine, potential, batch, chunk), await langevinStepper(engine, potential, batch, 1)];
    const compiles = !tiny && performance.now() - begun < compileWithinMs;
    const contestants = [() => chunked(steps), () => single(tiny ? 1 : Math.min(50, steps)), ...modes.map((mode) => () => timeOf(mode === 'compile' && !compiles ? null : theirs, net, batch, tiny ? 1 : steps, mode))];
    // A first turn each, not counted: programs are compiled, memory is taken.
    for (const contestant of contestants) await contestant();
    const [ours, oneByOne, ...pytorchs] = (await inTurn(tiny ? 1 : 5, contestants)).map(median) as [number, number, ...number[]];
    const best = Math.min(...pytorchs.filter(Number.isFinite));
    print(row(`${net} ${batch}`, chunk, short(ours), short(noiseTime(batch * sizeOf(potential.network.inputShape))), short(oneByOne), ...pytorchs.map(short), short(pytorchs[0]! / ours), short(best / ours), listed(transfers.sent), listed(transfers.received), short(error)));
  }
  theirs?.close();
  await engine.close();
  await cpu.close();
  // Ten steps in float32 with sums in another order, on CUDA with convolutions of ten-bit factors.
  if (!(worst < 1e-2)) throw new Error(`A chunk is ${short(worst)} away from the CPU's numbers, relative to the largest.`);
};

/** Milliseconds of the noise of a step, which one core makes before the device begins. */
function noiseTime(count: number): number {
  const noise = new Float32Array(count);
  const times = Array.from({ length: 20 }, (_, step) => {
    const begun = performance.now();
    fillGaussian(noise, 0, count, streamKey(4), step);
    return performance.now() - begun;
  });
  return median(times);
}

async function timeOf(pytorch: Pytorch | null, net: string, batch: number, steps: number, mode: string): Promise<number> {
  return pytorch === null ? NaN : pytorch.time(net, batch, steps, mode);
}

const listed = (counts: Readonly<Record<string, number>>): string => Object.entries(counts).map(([name, count]) => `${count} ${name}`).join(', ') || 'not counted';

/** The second of two chunks: what it transfers, and how far its states and energies are from the CPU's. */
async function chunkAgainstCpu(engine: Engine, cpu: Engine, potential: Potential, batch: number, chunk: number) {
  const x = new Float32Array(batch * sizeOf(potential.network.inputShape));
  fillUniform(x, 0, x.length, streamKey(2), 0, -1, 1);
  const keys = Array.from({ length: batch }, (_, chain) => streamKey(3, chain));
  const walk = async (on: Engine) => {
    const sampler = await createLangevin(on, potential, { chains: batch, unroll: chunk });
    const first = await sampler.step(sampler.init(x, keys), { epsilon, temperature: 1 });
    on.transfers?.take();
    const second = await sampler.step(first.state, { epsilon, temperature: 1 });
    await sampler.close();
    return second;
  };
  const found = await walk(engine);
  const transfers = engine.transfers?.take() ?? { sent: {}, received: {} };
  const expected = await walk(cpu);
  return { transfers, error: Math.max(largestError(found.state.x, expected.state.x), largestError(found.info.energies, expected.info.energies)) };
}
