import { readFileSync } from 'node:fs';
import type { ElectronApplication, Page } from '@playwright/test';

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  /** CPU time of the thread, microseconds: what the work took, however busy the machine is with other things. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Traces the window while something is done with it; the CPU milliseconds of its main thread's tasks, longest first. */
async function tracedTasks(app: ElectronApplication, file: string, act: () => Promise<void>): Promise<number[]> {
  await app.evaluate(({ contentTracing }) => contentTracing.startRecording({ included_categories: ['toplevel', 'disabled-by-default-devtools.timeline', '__metadata'] }));
  await act();
  await app.evaluate(({ contentTracing }, path) => contentTracing.stopRecording(path), file);
  const { traceEvents } = JSON.parse(readFileSync(file, 'utf8')) as { traceEvents: TraceEvent[] };
  const mains = new Set(traceEvents.filter((event) => event.name === 'thread_name' && event.args?.name === 'CrRendererMain').map((event) => `${event.pid} ${event.tid}`));
  const tasks = traceEvents.filter((event) => event.ph === 'X' && /RunTask$/.test(event.name) && mains.has(`${event.pid} ${event.tid}`) && event.tdur !== undefined);
  return tasks.map((event) => event.tdur! / 1000).sort((a, b) => b - a);
}

/** What the window did while something was done with it. */
export interface Smoothness {
  /** CPU milliseconds of the tasks of its main thread, longest first. */
  readonly tasks: number[];
  readonly seconds: number;
  readonly framesPerSecond: number;
  /** In words, for the report. */
  readonly words: string;
}

/** Does something with the window and tells how smoothly it went. */
export async function measureSmoothness(app: ElectronApplication, page: Page, file: string, act: () => Promise<void>): Promise<Smoothness> {
  await page.evaluate(() => {
    const seen = { long: [] as number[], frames: 0 };
    (window as unknown as { seen: typeof seen }).seen = seen;
    new PerformanceObserver((list) => seen.long.push(...list.getEntries().map((entry) => entry.duration))).observe({ type: 'longtask' });
    const frame = (): void => {
      seen.frames++;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  let seconds = 0;
  let frames = 0;
  const framesNow = (): Promise<number> => page.evaluate(() => (window as unknown as { seen: { frames: number } }).seen.frames);
  const tasks = await tracedTasks(app, file, async () => {
    const [before, started] = [await framesNow(), Date.now()];
    await act();
    seconds = (Date.now() - started) / 1000;
    frames = (await framesNow()) - before;
  });
  const long = await page.evaluate(() => (window as unknown as { seen: { long: number[] } }).seen.long);
  const framesPerSecond = frames / seconds;
  const words = `${tasks.length} tasks of the window in ${seconds.toFixed(1)} s; most CPU time of one: ${tasks.slice(0, 5).map((time) => time.toFixed(1)).join(', ')} ms; ${framesPerSecond.toFixed(0)} frames a second; by the clock over 50 ms: ${long.length === 0 ? 'none' : long.map((time) => time.toFixed(0)).join(', ')}`;
  return { tasks, seconds, framesPerSecond, words };
}
