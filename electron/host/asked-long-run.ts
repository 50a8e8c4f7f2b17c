import type { LongRunAsk } from '../../core/jobs/long-run-runner.ts';

/** What a long-run test was asked for, and of which run. */
export interface AskedLongRun extends LongRunAsk {
  readonly run: string;
}
