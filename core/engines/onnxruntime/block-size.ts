import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import { PbfReader } from 'pbf';
import { serializeModel } from './onnx-model.ts';

let found: Promise<number> | null = null;

/**
 * Channels in a block of ONNX Runtime's blocked image layout on this processor (16 with AVX-512, else 8); 0 where it has none.
 * Found out once a process, from what the library makes of a convolution of 16 channels to 4: it fills them up to one block.
 */
export function blockSize(): Promise<number> {
  // Where there is nowhere to write a small file, programs run as without the layout: slower, with the same results.
  return (found ??= optimizedOutputs().catch(() => 0));
}

async function optimizedOutputs(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'basinscope-block-'));
  try {
    const path = join(folder, 'optimized.onnx');
    const session = await InferenceSession.create(smallConvolution(), { executionProviders: ['cpu'], graphOptimizationLevel: 'all', optimizedModelFilePath: path, intraOpNumThreads: 1, logSeverityLevel: 3 });
    await session.release();
    return blockOf(await readFile(path));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function smallConvolution(): Uint8Array {
  return serializeModel({
    nodes: [{ type: 'Conv', domain: '', inputs: ['x', 'kernels'], outputs: ['y'], attributes: { kernel_shape: { ints: [3, 3] } } }],
    inputs: [{ name: 'x', shape: [1, 16, 4, 4] }],
    outputs: [{ name: 'y', shape: [1, 4, 2, 2] }],
    initializers: [{ name: 'kernels', shape: [4, 16, 3, 3], values: new Float32Array(4 * 16 * 9) }],
  });
}

/** The first axis of the only constant with four axes. Field numbers are those of onnx.proto. */
function blockOf(model: Uint8Array): number {
  const dims: number[][] = [];
  const readTensor = (field: number, axes: number[], pbf: PbfReader): void => {
    if (field === 1) pbf.readPackedVarint(axes);
  };
  const readGraph = (field: number, _: null, pbf: PbfReader): void => {
    if (field === 5) dims.push(pbf.readMessage(readTensor, []));
  };
  new PbfReader(model).readFields((field, _, pbf) => {
    if (field === 7) pbf.readMessage(readGraph, null);
  }, null);
  const outputs = dims.find((axes) => axes.length === 4)?.[0] ?? 0;
  return outputs === 8 || outputs === 16 ? outputs : 0;
}
