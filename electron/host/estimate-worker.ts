import { parentPort, workerData } from 'node:worker_threads';
import { openEngine } from '../../core/engines/open-engine.ts';
import { estimateUpdates } from '../../core/training/estimate.ts';
import { openTrainingData } from '../../core/training/open-source.ts';
import type { EstimateData, FromEstimateWorker } from './estimate-worker-messages.ts';

// A thread's whole work: a few updates of a training take seconds, and the host answers meanwhile.
const { config, seed, engine: choice, skipBad, resources, initial } = workerData as EstimateData;

async function measure(): Promise<FromEstimateWorker> {
  try {
    const { source } = await openTrainingData(config, { resources, skipBad });
    const engine = await openEngine(choice);
    try {
      return { ok: true, estimate: await estimateUpdates(engine, config, source, seed, { initial }) };
    } finally {
      await engine.close();
    }
  } catch (error) {
    return { ok: false, error: error instanceof Error ? { name: error.name, message: error.message } : { name: 'Error', message: String(error) } };
  }
}

parentPort?.postMessage(await measure());
