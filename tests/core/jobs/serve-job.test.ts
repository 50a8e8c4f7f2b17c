import { describe, expect, it } from 'vitest';
import type { KindOfJob } from '../../../core/jobs/job-kind.ts';
import type { JobNews, JobWord } from '../../../core/jobs/job-site.ts';
import { runJob } from '../../../core/jobs/runner.ts';
import { serveJob } from '../../../core/jobs/serve-job.ts';
import { countingJob, MemorySink } from './counting-job.ts';

/** Serves a counting job of so many steps under the name of a map; `ready` is awaited before it starts. */
function serve(steps: number, ready: Promise<void> = Promise.resolve(), failure: string | null = null) {
  const news: JobNews[] = [];
  const heard: JobWord[] = [];
  let closed = false;
  const kind: KindOfJob = {
    title: 'count',
    lane: 'work',
    start: async ({ id }, _, onEvent) => {
      await ready;
      if (failure !== null) throw new Error(failure);
      const job = runJob({ id, job: countingJob(steps), engine: 'fake', sink: new MemorySink(), resume: null, onEvent });
      return { job, hear: (word) => heard.push(word), close: () => (closed = true) };
    },
  };
  const served = serveJob({ kind: 'map', id: 'a', ask: null }, { workspace: '', resources: '' }, { map: kind, train: kind, 'long-run': kind, hold: kind, sweep: kind }, (one) => news.push(one));
  return { served, news, heard, isClosed: () => closed };
}

describe('a job served where it is called', () => {
  it('says how it goes and, last of all, that it has ended', async () => {
    const { served, news, isClosed } = serve(5);
    await served.finished;
    expect(news.at(-1)).toEqual({ type: 'ended' });
    expect(news.at(-2)).toEqual({ type: 'event', event: { type: 'done', job: 'a' } });
    expect(isClosed()).toBe(true);
  });

  it('hears what it was told before it had started', async () => {
    let start = (): void => {};
    const { served, news, heard } = serve(1e9, new Promise((resolve) => (start = resolve)));
    served.tell({ type: 'rename', name: 'b' });
    served.tell({ type: 'cancel' });
    start();
    await served.finished;
    expect(heard).toEqual([{ type: 'rename', name: 'b' }]);
    expect(news).toContainEqual({ type: 'event', event: { type: 'cancelled', job: 'a' } });
  });

  it('that breaks without a word rejects and does not say that it ended', async () => {
    const { served, news } = serve(5, Promise.resolve(), 'out of memory');
    await expect(served.finished).rejects.toThrow('out of memory');
    expect(news).toEqual([]);
  });
});
