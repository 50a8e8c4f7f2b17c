import { parentPort, workerData } from 'node:worker_threads';
import { jobKinds } from '../../core/jobs/job-kinds.ts';
import type { JobWord } from '../../core/jobs/job-site.ts';
import { overQueue } from '../../core/jobs/over-queue.ts';
import { serveJob } from '../../core/jobs/serve-job.ts';
import { stepBehindTheWindow } from './behind-the-window.ts';
import type { JobWorkerData } from './job-worker-data.ts';

// A thread that runs one job from where it stands and ends. What it throws ends it: the host then knows what to do.
const host = parentPort!;
const { order, place, queue } = workerData as JobWorkerData;

stepBehindTheWindow();
const served = serveJob(order, queue === null ? place : { ...place, piecesFor: overQueue(queue, (text) => console.error(text)) }, jobKinds, (news) => host.postMessage(news));
host.on('message', (word: JobWord) => served.tell(word));
await served.finished;
host.close();
