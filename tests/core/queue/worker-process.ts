import { spawn } from 'node:child_process';
import { program, sources } from '../cli/run-cli.ts';
import type { Outcome } from '../cli/run-cli.ts';
import { until } from './until.ts';

/** A command line that runs beside the test. */
export interface Running {
  /** What it has said on stderr so far. */
  readonly said: () => string;
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly ended: Promise<Outcome>;
}

/** Starts a command line as a process of its own; the queue's address is in its environment, not in the list of processes. */
export function runBeside(args: readonly string[], queue?: string, of = program, environment: NodeJS.ProcessEnv = {}): Running {
  const child = spawn(process.execPath, [of, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...environment, ...(queue === undefined ? {} : { BASINSCOPE_QUEUE: queue }) } });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  return { said: () => stderr, kill: (signal) => void child.kill(signal), ended: new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr }))) };
}

/** Starts `basinscope worker` with one thread and waits until it is at the queue. */
export async function workerProcess(queue: string, ...flags: readonly string[]): Promise<Running> {
  return atQueue(runBeside(['worker', '--threads', '1', ...flags], queue));
}

/** The same from its sources, each of its threads too. */
export async function workerFromSources(queue: string): Promise<Running> {
  return atQueue(runBeside(['worker', '--threads', '1'], queue, sources));
}

/** One whose compute threads all end as soon as they are ready. */
export function ruinedWorker(queue: string): Running {
  const ruin = 'process.on("worker", (thread) => thread.once("message", () => thread.postMessage(null)))';
  return runBeside(['worker', '--threads', '1'], queue, program, { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(ruin)}` });
}

async function atQueue(worker: Running): Promise<Running> {
  await until(() => /^Worker /m.test(worker.said()), 30);
  return worker;
}
