import { describe, expect, it } from 'vitest';
import type { JobEvent } from '../../../core/contract/job-event.ts';
import { jobEvent } from '../../../core/contract/job-event.ts';
import { runJob } from '../../../core/jobs/runner.ts';
import type { RunnerOptions } from '../../../core/jobs/runner.ts';
import { countingJob, MemorySink } from './counting-job.ts';
import type { CountingInfo, CountingOptions, CountingState } from './counting-job.ts';

/** A clock that only steps move: `stepSeconds` each. */
function setUp(steps: number, stepSeconds: number, more: Partial<RunnerOptions<CountingState, CountingInfo>> & Pick<CountingOptions, 'onStep' | 'total' | 'chainSteps' | 'forecast'> = {}) {
  let milliseconds = 0;
  const events: JobEvent[] = [];
  const sink = new MemorySink();
  let closed = 0;
  const job = countingJob(steps, {
    onStep: (step) => {
      milliseconds += stepSeconds * 1000;
      more.onStep?.(step);
    },
    ...(more.total === undefined ? {} : { total: more.total }),
    ...(more.chainSteps === undefined ? {} : { chainSteps: more.chainSteps }),
    ...(more.forecast === undefined ? {} : { forecast: more.forecast }),
    closed: () => closed++,
  });
  const running = runJob({ id: 'j', job, engine: 'fake', sink, resume: null, onEvent: (event) => events.push(event), now: () => milliseconds, ...more });
  return { running, events, sink, closed: () => closed, advance: (seconds: number) => (milliseconds += seconds * 1000) };
}

function ofType<T extends JobEvent['type']>(events: JobEvent[], type: T): Extract<JobEvent, { type: T }>[] {
  return events.filter((event): event is Extract<JobEvent, { type: T }> => event.type === type);
}

const untouched = await (async () => {
  const { running, sink } = setUp(100, 0.01);
  await running.finished;
  return sink.infos;
})();

describe('a job run to its end', () => {
  it('saves everything once, in order, and ends with done', async () => {
    const { running, events, sink, closed } = setUp(100, 0.1);
    expect(await running.finished).toEqual({ outcome: 'done', message: null });
    expect(sink.infos.map((info) => info.step)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
    expect(sink.infos).toEqual(untouched);
    expect(sink.checkpoints.at(-1)).toMatchObject({ status: 'done', seconds: 10 });
    expect(events.at(-1)).toEqual({ type: 'done', job: 'j' });
    expect(closed()).toBe(1);
    for (const event of events) expect(jobEvent.parse(event)).toEqual(event);
  });

  it('counts work without chain steps into the time left, and not into their rate', async () => {
    // Chain steps till 30, from 71 on again, and four seconds between that take none.
    const taken = (step: number): number => 100 * (Math.min(step, 30) + Math.max(0, step - 70));
    const between = (step: number): number => Math.max(0, 70 - Math.max(30, step)) * 0.1;
    const { running, events } = setUp(100, 0.1, { chainSteps: taken, forecast: (step) => ({ stepsLeft: 6000 - taken(step), secondsMore: between(step), stepless: step > 30 && step <= 70 }) });
    await running.finished;
    const told = ofType(events, 'progress').filter(({ seconds, secondsLeft }) => seconds > 2.5 && secondsLeft !== null);
    expect(told.length).toBeGreaterThan(20);
    for (const { seconds, secondsLeft } of told) expect(secondsLeft).toBeCloseTo(10 - seconds, 6);
  });

  it('reports metrics in order without loss, about four progresses a second, and saves every two seconds', async () => {
    const { running, events, sink } = setUp(1000, 0.01);
    await running.finished;
    expect(ofType(events, 'metric').map((event) => event.step)).toEqual(Array.from({ length: 1000 }, (_, index) => index + 1));
    expect(sink.checkpoints.flatMap((checkpoint) => checkpoint.metrics)).toHaveLength(1000);
    // Ten seconds of work.
    expect(ofType(events, 'progress').length).toBeGreaterThanOrEqual(38);
    expect(ofType(events, 'progress').length).toBeLessThanOrEqual(42);
    expect(sink.checkpoints.length).toBeGreaterThanOrEqual(5);
    expect(sink.checkpoints.length).toBeLessThanOrEqual(7);
    // Frames only after the checkpoint that holds them, never more of them than checkpoints.
    const frames = ofType(events, 'frame');
    expect(frames.map((event) => event.revision)).toEqual(frames.map((_, index) => index + 1));
    expect(frames.length).toBeLessThanOrEqual(sink.checkpoints.length);
    frames.forEach((frame) => expect(events[events.indexOf(frame) - 1]?.type).toBe('checkpoint'));
  });

  it('tells the time left from the recent rate, and nothing while it cannot', async () => {
    const { running, events } = setUp(100, 0.1);
    await running.finished;
    const progress = ofType(events, 'progress');
    expect(progress[0]?.secondsLeft).toBeNull();
    const later = progress.find((event) => event.task.done >= 50);
    expect(later?.secondsLeft).toBeCloseTo((100 - (later?.task.done ?? 0)) * 0.1, 6);
    expect(later?.chainStepsPerSecond).toBeCloseTo(1000, 6);
    expect(progress.at(-1)).toMatchObject({ status: 'done', secondsLeft: 0 });

    const open = setUp(100, 0.1, { total: null });
    await open.running.finished;
    expect(ofType(open.events, 'progress').slice(0, -1).every((event) => event.secondsLeft === null)).toBe(true);
  });

  it('lets other work run between steps', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    const { running } = setUp(100, 0.01, { onStep: () => { const until = performance.now() + 1; while (performance.now() < until); } });
    await running.finished;
    clearInterval(timer);
    expect(turns).toBeGreaterThan(10);
  });
});

describe('pausing', () => {
  it('saves at the next border, stands still, does not count the pause, and goes on to the same end', async () => {
    const handle: { pause?: () => void } = {};
    let paused: Promise<void> | null = null;
    const { running, events, sink, advance } = setUp(100, 0.01, { onStep: (step) => step === 40 && handle.pause?.() });
    handle.pause = () => {
      paused = running.pause();
    };
    while (paused === null) await new Promise((resolve) => setImmediate(resolve));
    await paused;
    expect(running.status).toBe('paused');
    expect(sink.checkpoints.at(-1)).toMatchObject({ status: 'paused' });
    expect(sink.infos).toHaveLength(40);
    const count = events.length;
    expect(ofType(events, 'progress').at(-1)).toMatchObject({ status: 'paused' });
    advance(1000);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(events).toHaveLength(count);
    running.resume();
    await running.finished;
    expect(sink.infos).toEqual(untouched);
    expect(sink.checkpoints.at(-1)?.seconds).toBeCloseTo(1, 6);
  });

  it('taken back before the border leaves nobody waiting', async () => {
    const { running } = setUp(50, 0.01);
    const paused = running.pause();
    running.resume();
    await paused;
    expect(await running.finished).toMatchObject({ outcome: 'done' });
    await running.pause();
    expect(running.status).toBe('done');
  });
});

describe('cancelling', () => {
  it('saves what was found, running or paused', async () => {
    for (const pauseFirst of [false, true]) {
      const { running, events, sink, closed } = setUp(1e9, 0.01);
      if (pauseFirst) await running.pause();
      else while (sink.checkpoints.length < 3) await new Promise((resolve) => setImmediate(resolve));
      await running.cancel();
      expect(running.status).toBe('cancelled');
      expect(sink.checkpoints.at(-1)).toMatchObject({ status: 'cancelled' });
      expect(events.at(-1)).toEqual({ type: 'cancelled', job: 'j' });
      const steps = sink.infos.map((info) => info.step);
      expect(steps).toEqual(steps.map((_, index) => index + 1));
      expect(ofType(events, 'metric')).toHaveLength(steps.length);
      expect(closed()).toBe(1);
    }
  });
});

describe('leaving', () => {
  it('saves the job as paused or interrupted and ends without an end', async () => {
    for (const as of ['paused', 'interrupted'] as const) {
      const { running, events, sink, closed } = setUp(100, 0.01);
      while (sink.infos.length < 1 && events.length < 20) await new Promise((resolve) => setImmediate(resolve));
      await running.leave(as);
      expect(await running.finished).toEqual({ outcome: as, message: null });
      expect(running.status).toBe(as);
      expect(sink.checkpoints.at(-1)).toMatchObject({ status: as });
      expect(events.some((event) => ['done', 'cancelled', 'failed'].includes(event.type))).toBe(false);
      const saved = sink.checkpoints.at(-1);
      expect(saved?.seconds).toBeGreaterThan(0);
      expect(ofType(events, 'progress').at(-1)).toMatchObject({ status: as, seconds: saved?.seconds });
      expect(closed()).toBe(1);
      const rest = setUp(100, 0.01, { resume: { state: saved!.state, seconds: 0 } });
      await rest.running.finished;
      expect([...sink.infos, ...rest.sink.infos]).toEqual(untouched);
    }
  });
});

describe('failing', () => {
  it('tells why, keeps the last checkpoint and saves nothing half done', async () => {
    const { running, events, sink, closed } = setUp(100, 0.1, {
      onStep: (step) => {
        if (step === 55) throw new Error('the device is gone');
      },
    });
    expect(await running.finished).toEqual({ outcome: 'failed', message: 'the device is gone' });
    expect(sink.failure).toBe('the device is gone');
    expect(events.at(-1)).toEqual({ type: 'failed', job: 'j', message: 'the device is gone' });
    const saved = sink.checkpoints.at(-1);
    expect(saved?.status).toBe('running');
    expect(closed()).toBe(1);
    // Resumed from there, the same records as ever.
    const rest = setUp(100, 0.1, { resume: { state: saved!.state, seconds: saved!.seconds } });
    await rest.running.finished;
    expect([...sink.infos, ...rest.sink.infos]).toEqual(untouched);
  });

  it('to start or to save ends the same way', async () => {
    const broken = countingJob(5);
    const events: JobEvent[] = [];
    const start = runJob({ id: 'j', job: { ...broken, init: () => Promise.reject(new Error('no weights')) }, engine: 'fake', sink: new MemorySink(), resume: null, onEvent: (event) => events.push(event) });
    expect(await start.finished).toEqual({ outcome: 'failed', message: 'no weights' });

    const full = { commit: () => { throw new Error('the disk is full'); }, fail: () => Promise.reject(new Error('still full')) };
    const save = runJob({ id: 'j', job: countingJob(5), engine: 'fake', sink: full, resume: null, onEvent: (event) => events.push(event) });
    expect(await save.finished).toEqual({ outcome: 'failed', message: 'the disk is full' });
    expect(events.at(-1)).toMatchObject({ type: 'failed', message: 'the disk is full' });
  });
});

describe('resuming from any checkpoint', () => {
  it('gives the records of an unbroken run', async () => {
    const { running, sink } = setUp(100, 0.1, { checkpointSeconds: 1 });
    await running.finished;
    expect(sink.checkpoints.length).toBeGreaterThan(8);
    for (let cut = 0; cut < sink.checkpoints.length - 1; cut++) {
      const before = sink.checkpoints.slice(0, cut + 1);
      const rest = setUp(100, 0.1, { resume: { state: { ...before.at(-1)!.state }, seconds: before.at(-1)!.seconds } });
      await rest.running.finished;
      expect([...before.flatMap((checkpoint) => checkpoint.infos), ...rest.sink.infos]).toEqual(untouched);
      expect(rest.sink.checkpoints.at(-1)?.seconds).toBeCloseTo(10, 6);
    }
  });

  it('saves less often when saving is slow', async () => {
    let milliseconds = 0;
    const sink = new MemorySink();
    const slow = { commit: (checkpoint: (typeof sink.checkpoints)[number]) => { milliseconds += 500; sink.commit(checkpoint); }, fail: () => undefined };
    const running = runJob({ id: 'j', job: countingJob(1000, { onStep: () => (milliseconds += 100) }), engine: 'fake', sink: slow, resume: null, onEvent: () => undefined, now: () => milliseconds });
    await running.finished;
    // 100 s of steps, half a second a save, at most 4 % of the time: one every 12.5 s, and the first and last.
    expect(sink.checkpoints.length).toBeLessThanOrEqual(10);
    expect(sink.checkpoints.length).toBeGreaterThanOrEqual(8);
  });
});
