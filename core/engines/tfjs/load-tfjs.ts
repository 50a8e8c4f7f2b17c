import { createRequire } from 'node:module';
import { EngineError } from '../engine-error.ts';
import type { DeviceName } from '../../contract/engine.ts';
import type { Tfjs } from '../../graph/lowering-tfjs.ts';

/** A build of TensorFlow.js, with the backend that runs on the device already chosen. */
export interface LoadedTfjs {
  readonly tf: Tfjs;
  readonly description: string;
}

// Imported as an ES module in Node, the union package resolves to a build without gradient kernels; required, it is whole.
// Not called `require`: the program's bundles declare one of their own.
const load = createRequire(import.meta.url);

/**
 * Loads TensorFlow.js for a device: cuda through tfjs-node-gpu; cpu through tfjs-node where someone installed it,
 * else through the plain JavaScript backend. Throws EngineError when the device is out of reach.
 */
export async function loadTfjs(device: DeviceName): Promise<LoadedTfjs> {
  if (device === 'cuda') return loadCuda();
  if (device !== 'cpu') throw new EngineError(`tfjs was asked to run on ${device}; here it runs on cpu and, where tfjs-node-gpu loads, on cuda. Choose one of those.`);
  const native = tryRequire('@tensorflow/tfjs-node');
  if (native.tf !== null) {
    await native.tf.setBackend('tensorflow');
    return { tf: native.tf, description: `tfjs-node ${native.tf.version_core}, CPU` };
  }
  const tf = load('@tensorflow/tfjs') as Tfjs;
  // Production mode: no advertisement on stderr for tfjs-node, no scan of every result for NaN.
  tf.enableProdMode();
  await tf.setBackend('cpu');
  return { tf, description: `tfjs ${tf.version_core}, plain JavaScript backend, CPU, 1 thread` };
}

async function loadCuda(): Promise<LoadedTfjs> {
  const { tf, reason } = tryRequire('@tensorflow/tfjs-node-gpu');
  if (tf === null) {
    throw new EngineError(`tfjs was asked to run on cuda, which needs @tensorflow/tfjs-node-gpu; it does not load here (${reason}). Install it with CUDA and cuDNN, or choose the cpu.`);
  }
  await tf.setBackend('tensorflow');
  const backend = tf.backend() as { isUsingGpuDevice?: boolean };
  if (backend.isUsingGpuDevice !== true) {
    throw new EngineError('tfjs was asked to run on cuda; tfjs-node-gpu loads, but TensorFlow finds no usable CUDA GPU and would run on the CPU. Check the driver, CUDA and cuDNN, or choose the cpu.');
  }
  return { tf, description: `tfjs-node-gpu ${tf.version_core}, CUDA` };
}

function tryRequire(name: string): { tf: Tfjs; reason: null } | { tf: null; reason: string } {
  try {
    return { tf: load(name) as Tfjs, reason: null };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const missing = (error as { code?: string }).code === 'MODULE_NOT_FOUND' && message.includes(`'${name}'`);
    return { tf: null, reason: missing ? 'it is not installed' : message.split('\n')[0]! };
  }
}
