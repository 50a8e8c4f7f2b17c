import type { JobPlace } from '../../core/jobs/job-kind.ts';
import type { JobOrder } from '../../core/jobs/job-site.ts';

/** What a job's worker thread is made with. */
export interface JobWorkerData {
  readonly order: JobOrder;
  readonly place: JobPlace;
}
