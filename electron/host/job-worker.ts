import { parentPort, workerData } from 'node:worker_threads';
import { jobKinds } from '../../core/jobs/job-kinds.ts';
import type { JobNews, JobWord } from '../../core/jobs/job-site.ts';
import type { PiecesFor } from '../../core/jobs/lifecycle.ts';
import { overQueue } from '../../core/jobs/over-queue.ts';
import { serveJob } from '../../core/jobs/serve-job.ts';
import type { QueueAddress } from '../../core/queue/queue-address.ts';
import { stepBehindTheWindow } from './behind-the-window.ts';
import type { JobWorkerData } from './job-worker-data.ts';

// A thread that runs one job from where it stands and ends. What it throws ends it: the host then knows what to do.
const host = parentPort!;
const { order, place, queue } = workerData as JobWorkerData;

stepBehindTheWindow();
const say = (news: JobNews): void => host.postMessage(news);
const overItsQueue = (address: QueueAddress): PiecesFor => overQueue(address, {
  awaited: true,
  onNotice: (text) => console.error(text),
  onStanding: (text) => say({ type: 'event', event: { type: 'notice', job: order.id, text } }),
});
const served = serveJob(order, queue === null ? place : { ...place, piecesFor: overItsQueue(queue) }, jobKinds, say);
host.on('message', (word: JobWord) => served.tell(word));
await served.finished;
host.close();
