import { describe, expect, it } from 'vitest';
import type { CellOutcome } from '../../../core/contract/sweep.ts';
import { QueueError, QueueRefused } from '../../../core/queue/queue-error.ts';
import type { SweepCell } from '../../../core/sweeps/cells.ts';
import { createSweepJob } from '../../../core/sweeps/sweep-job.ts';
import type { SweepJobOptions, SweepState } from '../../../core/sweeps/sweep-job.ts';

const cells = ['a', 'b'].map((key) => ({ key }) as unknown as SweepCell);
const outcome = { kind: 'train', seconds: 1, chainSteps: 1 } as unknown as CellOutcome;

/** A sweep of two cells, one at a time; `start` sees how often it was called before. */
function sweepOf(start: (call: number) => void, more: Partial<SweepJobOptions> = {}): { job: ReturnType<typeof createSweepJob>; notices: string[]; started: string[] } {
  const notices: string[] = [];
  const started: string[] = [];
  const job = createSweepJob({
    cells, names: ['one', 'two'], state: { cells: ['open', 'open'] }, width: 1, outcomeOf: () => outcome, onNotice: (text) => notices.push(text), queueAwayMs: 5,
    start: async (cell) => {
      started.push(cell.key);
      start(started.length - 1);
      return Promise.resolve(null);
    },
    ...more,
  });
  return { job, notices, started };
}

async function workedOff({ init, step }: ReturnType<typeof createSweepJob>): Promise<SweepState> {
  let state = await init();
  for (let done = false; !done;) ({ state, done } = await step(state));
  return state;
}

describe('a sweep whose queue is away where a cell starts', () => {
  it('says so once, tries that cell again, and goes on when it is back', async () => {
    const { job, notices, started } = sweepOf((call) => {
      if (call < 2) throw new QueueError('Nobody answers at the queue.');
    });
    expect(await workedOff(job)).toEqual({ cells: ['done', 'done'] });
    expect(started).toEqual(['a', 'a', 'a', 'b']);
    expect(notices).toEqual(['Nobody answers at the queue. Cells wait until it is back; what was found so far is kept.', 'The queue is back: cells start again.']);
  });

  it('fails as a whole, at once, where the queue does not accept its password: its cells stay open', async () => {
    const { job, notices, started } = sweepOf(() => {
      throw new QueueRefused('The queue does not accept this user and password.');
    });
    await expect(workedOff(job)).rejects.toThrow('The queue does not accept this user and password.');
    expect(started).toEqual(['a']);
    expect(notices).toEqual([]);
    await job.close();
  });

  it('fails a cell that something else keeps from starting, at once', async () => {
    const { job, notices, started } = sweepOf((call) => {
      if (call === 0) throw new Error('There is no such potential.');
    });
    expect(await workedOff(job)).toEqual({ cells: ['failed', 'done'] });
    expect(started).toEqual(['a', 'b']);
    expect(notices).toEqual([]);
  });

  it('is left at once while it waits, and its cells stay open', async () => {
    const { job } = sweepOf(() => {
      throw new QueueError('Nobody answers at the queue.');
    }, { queueAwayMs: 60_000 });
    const { state } = await job.step(await job.init());
    const before = performance.now();
    await job.close();
    expect(performance.now() - before).toBeLessThan(1000);
    expect(state).toEqual({ cells: ['open', 'open'] });
  });
});
