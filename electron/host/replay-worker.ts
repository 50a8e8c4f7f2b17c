import { parentPort, workerData } from 'node:worker_threads';
import { MissingDataOfBundle } from '../../core/bundles/bundle-error.ts';
import { openBundle } from '../../core/bundles/bundle-file.ts';
import { prepareReplay } from '../../core/bundles/replay.ts';
import type { Answer } from '../../core/contract/requests.ts';
import type { RunningJob } from '../../core/jobs/runner.ts';
import type { FromReplayWorker, ReplayData } from './replay-worker-messages.ts';

// A thread's whole work: a bundle computed again, on the engine that its record names.
const { path, data, resources } = workerData as ReplayData;

function say(message: FromReplayWorker): void {
  parentPort?.postMessage(message);
}

let stopped = false;
let job: RunningJob | null = null;
parentPort?.once('message', () => {
  stopped = true;
  void job?.cancel();
});

async function replay(): Promise<Answer<'workspace.replay'>> {
  const prepared = await prepareReplay(await openBundle(path), { resources, data, labels: null, updates: null, from: null, engine: (recorded) => recorded });
  try {
    job = await prepared.start({ onEvent: (event) => event.type === 'progress' && say({ type: 'event', event: { ...event, job: 'replay' } }) });
    if (stopped) void job.cancel();
    const { outcome, message } = await job.finished;
    if (outcome === 'failed') throw new Error(message ?? 'The replay failed, and no reason was given.');
    return { report: outcome === 'done' ? await prepared.verdict() : null, missing: null };
  } finally {
    prepared.close();
  }
}

try {
  say({ type: 'done', answer: await replay() });
} catch (error) {
  if (error instanceof MissingDataOfBundle) say({ type: 'done', answer: { report: null, missing: { data: error.data, message: error.message } } });
  else say({ type: 'failed', error: error instanceof Error ? { name: error.name, message: error.message } : { name: 'Error', message: String(error) } });
}
parentPort?.close();
