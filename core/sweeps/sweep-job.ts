import { setTimeout as sleep } from 'node:timers/promises';
import type { CellOutcome } from '../contract/sweep.ts';
import type { JobEvent, ProgressTask } from '../contract/job-event.ts';
import type { Job } from '../jobs/job.ts';
import type { RunningJob } from '../jobs/runner.ts';
import { QueueError, QueueRefused } from '../queue/queue-error.ts';
import { taskAtWork } from '../jobs/task-at-work.ts';
import type { SweepCell } from './cells.ts';

/** How long a step waits for news of the cells under way. */
const STEP_MS = 150;
/** Until a cell that could not start because its queue was away is tried again. */
const QUEUE_AWAY_MS = 5000;

/** Where a sweep stands: cell by cell, in their order. Cells under way are open. */
export interface SweepState {
  readonly cells: readonly ('open' | 'done' | 'failed')[];
}

/** How a cell ended. */
export type CellEnd = { readonly outcome: CellOutcome } | { readonly failure: string };

/** Cells that ended in a step. */
export interface SweepInfo {
  readonly ended: readonly { readonly cell: number; readonly end: CellEnd }[];
}

export interface SweepJobOptions {
  readonly cells: readonly SweepCell[];
  /** Of every cell, for its progress. */
  readonly names: readonly string[];
  /** How they stand, from earlier sittings. */
  readonly state: SweepState;
  /** Cells that run at once. */
  readonly width: number;
  /** Starts a cell's map or training, or goes on with it; null where that is done already. What keeps it from starting is thrown, and fails the cell; but for a QueueError, after which it is tried again, and a QueueRefused, which fails the sweep: no cell would be let in. */
  readonly start: (cell: SweepCell, onEvent: (event: JobEvent) => void) => Promise<RunningJob | null>;
  /** What a cell that is done came to. */
  readonly outcomeOf: (cell: SweepCell) => CellOutcome;
  /** What people should know: that cells wait for a queue that is away. */
  readonly onNotice?: (text: string) => void;
  /** Milliseconds until a start that found the queue away is tried again; some seconds by default. */
  readonly queueAwayMs?: number;
}

interface UnderWay {
  readonly cell: number;
  readonly ended: Promise<CellEnd | null>;
  job: RunningJob | null;
  task: ProgressTask | null;
  secondsLeft: number | null;
  seconds: number;
  chainSteps: number;
}

/**
 * A sweep as a job that coordinates others: a step starts cells while fewer than `width` are under way, and waits a little for one to end. A
 * cell that fails says why, and the others go on. At the end, and wherever the sweep is left, cells under way are saved and let go: the
 * next sitting goes on with them from there.
 */
export function createSweepJob(options: SweepJobOptions): Job<SweepState, SweepInfo> {
  const { cells, names, width, queueAwayMs = QUEUE_AWAY_MS } = options;
  const underWay = new Map<number, UnderWay>();
  const took: number[] = [];
  const closing = new AbortController();
  let chainSteps = 0;
  let waitsForQueue = false;
  let refused: QueueRefused | null = null;

  const begin = (cell: number): UnderWay => {
    const one: UnderWay = { cell, job: null, task: null, secondsLeft: null, seconds: 0, chainSteps: 0, ended: Promise.resolve(null) };
    const hear = (event: JobEvent): void => {
      if (event.type !== 'progress') return;
      one.task = event.task;
      one.secondsLeft = event.secondsLeft;
      one.seconds = event.seconds;
      one.chainSteps = event.chainSteps;
    };
    return Object.assign(one, { ended: run(one, hear) });
  };

  /** Starts a cell. That its queue is away is no end of it: the start is tried again until the sweep is left. */
  const startWithQueue = async (cell: SweepCell, hear: (event: JobEvent) => void): Promise<RunningJob | null | 'left'> => {
    for (;;) {
      try {
        const job = await options.start(cell, hear);
        if (waitsForQueue) options.onNotice?.('The queue is back: cells start again.');
        waitsForQueue = false;
        return job;
      } catch (error) {
        if (error instanceof QueueRefused) {
          refused = error;
          return 'left';
        }
        if (!(error instanceof QueueError)) throw error;
        if (!waitsForQueue) options.onNotice?.(`${error.message} Cells wait until it is back; what was found so far is kept.`);
        waitsForQueue = true;
        await sleep(queueAwayMs, undefined, { signal: closing.signal }).catch(() => undefined);
        if (closing.signal.aborted) return 'left';
      }
    }
  };

  const run = async (one: UnderWay, hear: (event: JobEvent) => void): Promise<CellEnd | null> => {
    const cell = cells[one.cell]!;
    try {
      const job = await startWithQueue(cell, hear);
      if (job === 'left') return null;
      one.job = job;
      if (one.job !== null) {
        // Left while it was being started.
        if (closing.signal.aborted) void one.job.leave('paused');
        const { outcome, message } = await one.job.finished;
        if (outcome === 'paused' || outcome === 'interrupted') return closing.signal.aborted ? null : { failure: 'It was stopped from elsewhere.' };
        if (outcome !== 'done') return { failure: message ?? (outcome === 'cancelled' ? 'It was cancelled.' : 'No reason was given.') };
      }
      return { outcome: options.outcomeOf(cell) };
    } catch (error) {
      return { failure: error instanceof Error ? error.message : String(error) };
    }
  };

  return {
    init: () => Promise.resolve(options.state),

    step: async (state) => {
      for (let cell = 0; cell < cells.length && underWay.size < width; cell++) {
        if (state.cells[cell] === 'open' && !underWay.has(cell)) underWay.set(cell, begin(cell));
      }
      const waiting = [...underWay.values()];
      const ended: { cell: number; end: CellEnd }[] = [];
      const listening = waiting.map(async (one) => {
        const end = await one.ended;
        if (end !== null) ended.push({ cell: one.cell, end });
      });
      if (waiting.length > 0) await withinStep(Promise.race(listening));
      if (refused !== null) throw refused;
      const now = [...state.cells];
      // What ends after this stays under way, to be heard of in the next step.
      const heard = ended.splice(0);
      for (const { cell, end } of heard) {
        now[cell] = 'outcome' in end ? 'done' : 'failed';
        if ('outcome' in end) {
          took.push(end.outcome.seconds);
          chainSteps += end.outcome.chainSteps;
        }
        underWay.delete(cell);
      }
      return { state: { cells: now }, info: { ended: heard }, done: !now.includes('open') };
    },

    report: (state, { ended }) => {
      const over = state.cells.filter((one) => one !== 'open').length;
      const parts = [...underWay.values()].map(({ cell, task }) => {
        const now = task === null ? null : taskAtWork(task);
        return { name: `cell ${cell + 1} of ${cells.length} (${names[cell]!})${now === null ? '' : `: ${now.name}`}`, done: now?.done ?? 0, total: now?.total ?? null, unit: now?.unit ?? '', parts: [] };
      });
      const left = secondsLeft(state);
      return {
        progress: {
          task: { name: 'Sweep', done: over, total: cells.length, unit: 'cells', parts },
          chainSteps: [...underWay.values()].reduce((sum, one) => sum + one.chainSteps, chainSteps),
          found: { kind: 'sweep', done: state.cells.filter((one) => one === 'done').length, failed: state.cells.filter((one) => one === 'failed').length },
        },
        metrics: [],
        frame: ended.length > 0,
        save: ended.length > 0,
        ...(left === null ? { stepsLeft: null } : { stepsLeft: 0, secondsMore: left }),
      };
    },

    close: async () => {
      closing.abort();
      await Promise.all([...underWay.values()].map(async ({ job, ended }) => {
        void job?.leave('paused');
        await ended;
      }));
    },
  };

  /** From what the cells of this sitting took; null before the first has ended. */
  function secondsLeft({ cells: stand }: SweepState): number | null {
    if (took.length === 0) return null;
    const mean = took.reduce((sum, seconds) => sum + seconds, 0) / took.length;
    const begun = [...underWay.values()].reduce((sum, one) => sum + (one.secondsLeft ?? Math.max(0, mean - one.seconds)), 0);
    const open = stand.filter((one) => one === 'open').length - underWay.size;
    return (begun + open * mean) / width;
  }
}

/** Waits for it, but not for longer than a step may take. */
async function withinStep(work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, STEP_MS)));
  await Promise.race([work, late]);
  clearTimeout(timer);
}
