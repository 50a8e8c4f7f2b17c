import type { JobPlace } from '../../core/jobs/job-kind.ts';
import type { JobOrder } from '../../core/jobs/job-site.ts';
import type { QueueAddress } from '../../core/queue/queue-address.ts';

/** What a job's worker thread is made with. */
export interface JobWorkerData {
  readonly order: JobOrder;
  readonly place: Omit<JobPlace, 'piecesFor'>;
  /** The queue whose workers compute its pieces; null: this thread's engine does. */
  readonly queue: QueueAddress | null;
}
