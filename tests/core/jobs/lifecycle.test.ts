import { describe, expect, it, vi } from 'vitest';
import type { JobEvent } from '../../../core/contract/job-event.ts';
import { startJob } from '../../../core/jobs/lifecycle.ts';
import type { JobLife } from '../../../core/jobs/lifecycle.ts';
import { HEARTBEAT_MS } from '../../../core/store/living-owner.ts';
import { countingJob, MemorySink } from './counting-job.ts';
import type { CountingInfo, CountingState } from './counting-job.ts';

/** A job's life that writes down, in order, what is done of it. */
function setUp(more: { steps?: number; cannotOpen?: string } = {}) {
  const done: string[] = [];
  const events: JobEvent[] = [];
  const sink = new MemorySink();
  const life: JobLife<CountingState, CountingInfo> = {
    id: 'j',
    claim: { beat: () => done.push('beat'), release: () => done.push('release') },
    noteFailure: (message) => void done.push(`failure: ${message}`),
    prepare: async () => {
      done.push('prepare');
      return {
        engine: { engine: 'tfjs', device: 'cpu', threads: 1 },
        open: (engine) => {
          done.push(`open on ${engine.name}`);
          const { close } = engine;
          vi.spyOn(engine, 'close').mockImplementation(async () => {
            done.push('close engine');
            await close.call(engine);
          });
          if (more.cannotOpen !== undefined) throw new Error(more.cannotOpen);
          return { job: countingJob(more.steps ?? 5, { closed: () => done.push('close job') }), sink, resume: null };
        },
      };
    },
  };
  const start = () => startJob(life, { onEvent: (event) => events.push(event) });
  return { start, done, events, sink };
}

describe('the life of a job', () => {
  it('prepares, opens and runs it, and lets everything go before it is finished', async () => {
    const { start, done, events, sink } = setUp();
    const running = await start();
    expect(await running.finished).toEqual({ outcome: 'done', message: null });
    expect(done).toEqual(['prepare', 'open on tfjs', 'close job', 'release', 'close engine']);
    expect(sink.infos).toHaveLength(5);
    expect(events.at(-1)).toEqual({ type: 'done', job: 'j' });
  });

  it('beats while it runs, whatever a beat throws, and no more after its end', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const { start, done } = setUp({ steps: 1e9 });
      const running = await start();
      vi.advanceTimersByTime(3 * HEARTBEAT_MS);
      expect(done.filter((what) => what === 'beat')).toHaveLength(3);
      await running.leave('paused');
      vi.advanceTimersByTime(3 * HEARTBEAT_MS);
      expect(done.filter((what) => what === 'beat')).toHaveLength(3);
      expect(done.at(-1)).toBe('close engine');
    } finally {
      vi.useRealTimers();
    }
  });

  it('that cannot start is written down, told and thrown, and holds nothing', async () => {
    const { start, done, events } = setUp({ cannotOpen: 'the state is damaged' });
    await expect(start()).rejects.toThrow('the state is damaged');
    expect(done).toEqual(['prepare', 'open on tfjs', 'close engine', 'failure: the state is damaged', 'release']);
    expect(events).toEqual([{ type: 'failed', job: 'j', message: 'the state is damaged' }]);
  });
});
