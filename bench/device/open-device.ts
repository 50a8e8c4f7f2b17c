import { openEngine } from '../../core/engines/open-engine.ts';
import { NotHere } from './section.ts';
import type { DeviceName } from '../../core/contract/engine.ts';
import type { Engine } from '../../core/engines/engine.ts';

/** ONNX Runtime on the device; throws NotHere with what it says where it cannot be opened. */
export async function openDevice(device: DeviceName): Promise<Engine> {
  try {
    return await openEngine({ engine: 'onnxruntime', device, threads: 0 });
  } catch (error) {
    throw new NotHere(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
