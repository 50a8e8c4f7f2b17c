import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { EngineOption } from '../../core/contract/engine.ts';

/** Which engines and devices work on this machine, found out in a thread of its own. Never rejects: what is wrong is said in the list. */
export function probeEngines(): Promise<EngineOption[]> {
  return new Promise((resolve) => {
    const fail = (reason: string): void => {
      console.error(`Engines could not be listed: ${reason}`);
      resolve([{ engine: 'onnxruntime', device: 'cpu', available: false, description: `It could not be found out whether this works here: ${reason}` }]);
    };
    const worker = new Worker(join(import.meta.dirname, 'engine-probe.js'));
    worker.once('message', resolve);
    worker.once('error', (error: Error) => fail(error.message));
    worker.once('exit', (code) => code !== 0 && fail(`the thread ended with code ${code}`));
  });
}
