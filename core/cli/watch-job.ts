import type { JobEvent } from '../contract/job-event.ts';
import type { JobOutcome, RunningJob } from '../jobs/runner.ts';
import { ProgressDisplay } from './progress-display.ts';
import type { GroupNoun } from './progress-display.ts';

/**
 * Starts a job and waits for its end with its progress on stderr. At Ctrl-C (or SIGTERM) `stop` is called, once: a second one ends the
 * program at once, and what was last saved stays. What `start` throws is thrown; its `note` writes a line above the progress. `noun`: what a map groups its states into.
 */
export async function watchJob<J extends RunningJob>(
  start: (onEvent: (event: JobEvent) => void, note: (text: string) => void) => Promise<J>, stop: (job: J, display: ProgressDisplay) => void, noun: GroupNoun = 'basin',
): Promise<{ readonly job: J; readonly outcome: JobOutcome; readonly message: string | null }> {
  const display = new ProgressDisplay(undefined, undefined, noun);
  let job: J | null = null;
  let interrupted = false;
  const stopListening = (): void => {
    process.removeListener('SIGINT', onInterrupt);
    process.removeListener('SIGTERM', onInterrupt);
  };
  const onInterrupt = (): void => {
    stopListening();
    interrupted = true;
    if (job !== null) stop(job, display);
  };
  // From the beginning: what a job opens before its first step may take seconds.
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onInterrupt);
  try {
    job = await start((event) => {
      if (event.type === 'progress' && event.status === 'running') display.show(event);
    }, (text) => display.note(text));
    if (interrupted) stop(job, display);
    const { outcome, message } = await job.finished;
    display.clear();
    return { job, outcome, message };
  } finally {
    stopListening();
  }
}

/** What maps and trainings do at Ctrl-C: they save and let go, to be gone on with. */
export function saveAndLeave(job: RunningJob, display: ProgressDisplay): void {
  display.note('Saving …');
  void job.leave('paused');
}
