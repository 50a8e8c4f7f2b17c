import type { JobKind } from '../contract/job-event.ts';
import type { JobPlace, KindOfJob, StartedJob } from './job-kind.ts';
import type { JobNews, JobOrder, JobWord } from './job-site.ts';

/** One job served where it is called: what it is told, and its end. */
export interface ServedJob {
  tell(word: JobWord): void;
  /** Resolves once `ended` is said; rejects with what ended it before, which has not been said. */
  readonly finished: Promise<void>;
}

/** The side of a site that runs the job: starts it from where it stands, says how it goes, obeys, and ends. */
export function serveJob(order: JobOrder, place: JobPlace, kinds: Readonly<Record<JobKind, KindOfJob>>, say: (news: JobNews) => void): ServedJob {
  let started: StartedJob | null = null;
  /** What came before the job had started. */
  const waiting: JobWord[] = [];
  const tell = (word: JobWord): void => {
    if (started === null) waiting.push(word);
    // Those that end it resolve with `finished`, which is waited for below.
    else if (word.type === 'cancel') void started.job.cancel();
    else if (word.type === 'pause') void started.job.leave('paused');
    else if (word.type === 'leave') void started.job.leave('interrupted');
    else started.hear?.(word);
  };
  const serve = async (): Promise<void> => {
    let toldFailure = false;
    try {
      started = await kinds[order.kind].start(order, place, (event) => {
        // A sweep tells of its cells too.
        toldFailure ||= event.type === 'failed' && event.job === order.id;
        say({ type: 'event', event });
      });
      for (const word of waiting.splice(0)) tell(word);
      await started.job.finished;
      started.close?.();
    } catch (error) {
      if (!toldFailure) throw error;
    }
    say({ type: 'ended' });
  };
  return { tell, finished: serve() };
}
