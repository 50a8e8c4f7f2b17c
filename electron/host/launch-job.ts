import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { JobPlace } from '../../core/jobs/job-kind.ts';
import type { JobNews, JobSite, JobWord } from '../../core/jobs/job-site.ts';
import type { JobWorkerData } from './job-worker-data.ts';
import type { QueueLink } from './queue-link.ts';

/** Threads of this machine: every job gets one of its own, which ends with it. Its pieces go to the queue that `link` is with when it begins. */
export function threadSite(place: Omit<JobPlace, 'piecesFor'>, link: QueueLink): JobSite {
  return {
    send(order, listener) {
      link.begins(order.id);
      const worker = new Worker(join(import.meta.dirname, 'job-worker.js'), { workerData: { order, place, queue: link.address } satisfies JobWorkerData, name: `${order.kind} ${order.id}` });
      let failure: Error | null = null;
      worker.on('message', (news: JobNews) => listener.onNews(news));
      worker.on('error', (error: Error) => (failure = error));
      worker.on('exit', () => {
        link.ends(order.id);
        listener.onGone(failure);
      });
      return {
        tell: (word: JobWord) => worker.postMessage(word),
        kill: async () => void (await worker.terminate()),
      };
    },
  };
}
