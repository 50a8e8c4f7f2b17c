import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { JobWorker, JobWorkerListener } from './job-queue.ts';
import type { FromJobWorker, JobWorkerData, ToJobWorker } from './job-worker-messages.ts';

/** Starts a thread that runs one job of a workspace. */
export function launchJob(data: JobWorkerData, listener: JobWorkerListener): JobWorker {
  const worker = new Worker(join(import.meta.dirname, 'job-worker.js'), { workerData: data, name: `${data.job.kind} ${data.job.id}` });
  let failure: Error | null = null;
  worker.on('message', (message: FromJobWorker) => listener.onMessage(message));
  worker.on('error', (error: Error) => (failure = error));
  worker.on('exit', () => listener.onExit(failure));
  return {
    tell: (message: ToJobWorker) => worker.postMessage(message),
    kill: async () => void (await worker.terminate()),
  };
}
