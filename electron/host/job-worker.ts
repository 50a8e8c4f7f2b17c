import { parentPort, workerData } from 'node:worker_threads';
import type { RunningJob } from '../../core/jobs/runner.ts';
import { stepBehindTheWindow } from './behind-the-window.ts';
import type { FromJobWorker, JobWorkerData, ToJobWorker } from './job-worker-messages.ts';
import { startJob } from './start-job.ts';
import type { StartedJob } from './start-job.ts';

// A thread that runs one job from where it stands and ends. What it throws ends it: the host then knows what to do.
const host = parentPort!;
const data = workerData as JobWorkerData;
let started: StartedJob | null = null;
/** What came before the job had started. */
let waiting: ToJobWorker[] = [];
let toldFailure = false;

function say(message: FromJobWorker): void {
  host.postMessage(message);
}

function obey(job: RunningJob, message: ToJobWorker): void {
  // Those that end it resolve with `finished`, which is waited for below.
  if (message.type === 'cancel') void job.cancel();
  else if (message.type === 'pause') void job.leave('paused');
  else if (message.type === 'leave') void job.leave('interrupted');
  else started?.hear(message);
}

host.on('message', (message: ToJobWorker) => {
  if (started === null) waiting.push(message);
  else obey(started.job, message);
});

stepBehindTheWindow();
try {
  started = await startJob(data, (event) => {
    toldFailure ||= event.type === 'failed';
    say({ type: 'event', event });
  });
  for (const message of waiting) obey(started.job, message);
  waiting = [];
  await started.job.finished;
  started.close();
} catch (error) {
  if (!toldFailure) throw error;
}
say({ type: 'ended' });
host.close();
