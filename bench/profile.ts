import { blockSize } from '../core/engines/onnxruntime/block-size.ts';
import { lowerProgram } from '../core/engines/onnxruntime/lower-program.ts';
import type { OnnxGraph } from '../core/engines/onnxruntime/onnx-model.ts';
import { geometryOf } from '../core/graph/conv-geometry.ts';
import type { Node, Program } from '../core/graph/program.ts';
import { sizeOf } from '../core/graph/program.ts';
import { fillGaussianRows } from '../core/random/fill-gaussian.ts';
import { streamKey } from '../core/random/stream-key.ts';
import { langevinProgram } from '../core/sampling/langevin-program.ts';
import { langevinCases, untrainedPotential } from './langevin-cases.ts';
import { nodeTimes } from './node-times.ts';
import type { NodeTime } from './node-times.ts';

type Kind = 'arithmetic' | 'masks' | 'layout' | 'elementwise';
const layoutOps = new Set(['ReorderInput', 'ReorderOutput', 'Concat', 'Split', 'Transpose', 'DepthToSpace', 'Reshape', 'Slice', 'Identity']);

/**
 * Where a Langevin step's time goes, on one thread: each node's by ONNX Runtime's profile, against the arithmetic that the layers need (their
 * products forwards and back to x, taps on padding left out) and what a core reaches in a large matrix product of the same library.
 */
export async function benchProfile(print: (line: string) => void): Promise<void> {
  const peak = await matrixPeak();
  print(`One core reaches ${peak.toFixed(0)} GFLOP/s in a matrix product of 512³, and moves ${(await bandwidth()).toFixed(0)} GB/s in a product of two long vectors.`);
  print('µs a step       engine   needs MFLOP   at peak   arithmetic  (GFLOP/s)    masks   layout   elementwise   noise');
  for (const { net, batch, cpu: { unroll, runs } } of langevinCases) {
    const potential = untrainedPotential(net);
    const program = langevinProgram(potential, { chains: batch, unroll, magnet: false, path: false, finalEnergy: false, noiseTogether: false });
    const { graph } = lowerProgram(program, potential.weights, 'cpu', await blockSize());
    const times = await nodeTimes(graph, runs);
    const spent = (kind: Kind): number => times.reduce((sum, time) => sum + (kindOf(time) === kind ? time.microseconds : 0), 0) / unroll;
    const mega = neededBy(program) / 1e6 / unroll;
    const whole = times.reduce((sum, { microseconds }) => sum + microseconds, 0) / unroll;
    const cells = [
      whole.toFixed(0).padStart(9), mega.toFixed(1).padStart(13), ((mega * 1000) / peak).toFixed(0).padStart(9), spent('arithmetic').toFixed(0).padStart(12),
      `(${((mega * 1000) / spent('arithmetic')).toFixed(0)})`.padStart(10), spent('masks').toFixed(0).padStart(8), spent('layout').toFixed(0).padStart(8), spent('elementwise').toFixed(0).padStart(13),
      noiseTime(batch, sizeOf(potential.network.inputShape)).toFixed(0).padStart(7),
    ];
    print(`${`${net} ${batch}`.padEnd(13)}${cells.join(' ')}`);
  }
}

function kindOf({ op, shapes }: NodeTime): Kind {
  if (op === 'Conv') return shapes[1]![1] === 1 ? 'masks' : 'arithmetic';
  if (op === 'Clip') return 'masks';
  if (/Gemm|MatMul/.test(op)) return 'arithmetic';
  return layoutOps.has(op) ? 'layout' : 'elementwise';
}

/** Floating-point operations of a program's convolutions and matrix products, two for a product and its sum. */
function neededBy(program: Program): number {
  return program.nodes.reduce((sum, node) => sum + 2 * productsOf(program, node), 0);
}

function productsOf({ nodes }: Program, { op, inputs, shape, attributes }: Node): number {
  if (op === 'matmul') return sizeOf(shape) * nodes[inputs[0]!]!.shape.at(-1)!;
  if (op !== 'conv2d' && op !== 'conv2d_input_gradient') return 0;
  const [image, result] = op === 'conv2d' ? [nodes[inputs[0]!]!.shape, shape] : [shape, nodes[inputs[0]!]!.shape];
  const [o, c, kh, kw] = nodes[inputs[1]!]!.shape as [number, number, number, number];
  const { stride, padding } = geometryOf(op, attributes);
  const inside = (axis: 2 | 3, kernel: number): number => {
    let taps = 0;
    for (let at = 0; at < result[axis]!; at++) {
      for (let tap = 0; tap < kernel; tap++) taps += Number(at * stride - padding + tap >= 0 && at * stride - padding + tap < image[axis]!);
    }
    return taps;
  };
  return result[0]! * o * c * inside(2, kh) * inside(3, kw);
}

/** Microseconds that the noise of a step takes before the engine begins. */
function noiseTime(chains: number, dimensions: number): number {
  const keys = Array.from({ length: chains }, (_, chain) => streamKey(3, chain));
  const noise = new Float32Array(chains * dimensions);
  const times = Array.from({ length: 60 }, (_, step) => {
    const begun = performance.now();
    fillGaussianRows(noise, dimensions, keys, () => step);
    return performance.now() - begun;
  });
  return 1000 * times.sort((a, b) => a - b)[Math.floor(times.length / 4)]!;
}

async function matrixPeak(): Promise<number> {
  const size = 512;
  const values = Float32Array.from({ length: size * size }, (_, i) => Math.sin(i));
  return (2 * size ** 3) / 1000 / (await only('MatMul', [size, size], { name: 'b', shape: [size, size], values }));
}

/** Two arrays read and one written, too large for any cache. */
async function bandwidth(): Promise<number> {
  const length = 2 ** 22;
  return (3 * 4 * length) / 1000 / (await only('Mul', [length], { name: 'b', shape: [length], values: new Float32Array(length).fill(1.5) }));
}

/** Microseconds of one node of x and a constant. */
async function only(type: string, shape: readonly number[], b: OnnxGraph['initializers'][number]): Promise<number> {
  const graph: OnnxGraph = { nodes: [{ type, domain: '', inputs: ['x', 'b'], outputs: ['y'], attributes: {} }], inputs: [{ name: 'x', shape }], outputs: [{ name: 'y', shape }], initializers: [b] };
  return (await nodeTimes(graph, 300)).reduce((sum, { microseconds }) => sum + microseconds, 0);
}
