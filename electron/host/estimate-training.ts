import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { TrainingEstimate } from '../../core/contract/training-run.ts';
import type { EstimateData, FromEstimateWorker } from './estimate-worker-messages.ts';

let last: Promise<unknown> = Promise.resolve();

/** Measures a training in a thread of its own, one at a time: two at once would each look slower than they are. */
export function estimateTraining(data: EstimateData): Promise<TrainingEstimate> {
  const next = last.then(() => inWorker(data));
  last = next.catch(() => undefined);
  return next;
}

function inWorker(data: EstimateData): Promise<TrainingEstimate> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(join(import.meta.dirname, 'estimate-worker.js'), { workerData: data, name: 'estimate' });
    worker.once('message', (message: FromEstimateWorker) => {
      if (message.ok) resolve(message.estimate);
      else reject(Object.assign(new Error(message.error.message), { name: message.error.name }));
    });
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`The thread that measures ended with code ${code} and no answer.`)));
  });
}
