import { openOnnxruntime } from './onnxruntime/onnxruntime-engine.ts';
import { openTfjs } from './tfjs/tfjs-engine.ts';
import type { EngineChoice, EngineOption } from '../contract/engine.ts';
import type { Engine } from './engine.ts';

/** Opens the engine on the device asked for, or throws EngineError: another is never taken instead. */
export async function openEngine(choice: EngineChoice): Promise<Engine> {
  return choice.engine === 'onnxruntime' ? openOnnxruntime(choice.device, choice.threads) : openTfjs(choice.device);
}

const combinations = [
  { engine: 'onnxruntime', device: 'cpu' },
  { engine: 'onnxruntime', device: 'webgpu' },
  { engine: 'onnxruntime', device: 'cuda' },
  { engine: 'tfjs', device: 'cpu' },
  { engine: 'tfjs', device: 'cuda' },
] as const;

let listed: Promise<EngineOption[]> | null = null;

/** Every engine and device with whether it works on this machine: each is opened to find out, once a process. */
export function listEngines(): Promise<EngineOption[]> {
  return (listed ??= tryAll());
}

async function tryAll(): Promise<EngineOption[]> {
  const options: EngineOption[] = [];
  for (const { engine, device } of combinations) {
    try {
      const opened = await openEngine({ engine, device, threads: 0 });
      options.push({ engine, device, available: true, description: opened.description });
      await opened.close();
    } catch (error) {
      options.push({ engine, device, available: false, description: error instanceof Error ? error.message : String(error) });
    }
  }
  return options;
}
