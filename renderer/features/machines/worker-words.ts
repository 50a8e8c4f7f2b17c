import type { QueueWorker } from '../../../core/contract/queue-worker.ts';
import { formatPlural } from '../../lib/format.ts';

/** What the workers of a queue that take work have together. */
export interface Computing {
  readonly workers: number;
  readonly threads: number;
  readonly chainStepsPerSecond: number;
}

export function computingWorkers(workers: readonly QueueWorker[]): Computing {
  const able = workers.filter(({ state }) => state === 'waiting' || state === 'working');
  const sum = (of: (worker: QueueWorker) => number): number => able.reduce((total, worker) => total + of(worker), 0);
  return { workers: able.length, threads: sum(({ threads }) => threads), chainStepsPerSecond: sum(({ chainStepsPerSecond }) => chainStepsPerSecond) };
}

/** What pieces of work are of, by the names of their programs. */
const programs: Readonly<Record<string, string>> = {
  'energies-and-gradients': 'energies and gradients',
  langevin: 'Langevin chains',
  mala: 'MALA chains',
  descent: 'descents',
  'thermal-quench': 'thermal states and quenches',
  'way-refinement': 'paths',
  'ramped-trials': 'ramped trials',
  relaxations: 'paths',
  walkers: 'chains and descents of a map',
};

/** "2 × quenches", "chains, quenches": what a worker computes now. */
export function workWords(now: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const program of now) counts.set(program, (counts.get(program) ?? 0) + 1);
  return [...counts].map(([program, count]) => `${count > 1 ? `${count} × ` : ''}${programs[program] ?? program}`).join(', ');
}

/** What a worker is about, in a few words, and how it stands. */
export function standingOf({ state, now }: QueueWorker): { readonly words: string; readonly tone: 'working' | 'waiting' | 'leaving' | 'out' } {
  const work = workWords(now);
  switch (state) {
    case 'working':
      return { words: work, tone: 'working' };
    case 'waiting':
      return { words: 'waits for work', tone: 'waiting' };
    case 'leaving':
      return { words: work === '' ? 'leaves' : `finishes ${work}`, tone: 'leaving' };
    case 'left-out':
      return { words: 'has left itself out', tone: 'out' };
    case 'other-version':
      return { words: 'of another version', tone: 'out' };
  }
}

/** "on 3 workers": where the work of a job goes that is with a queue. */
export function queueMark(away: boolean, workers: number): { readonly text: string; readonly tone: 'ok' | 'warn' } {
  if (away) return { text: 'queue away', tone: 'warn' };
  return workers === 0 ? { text: 'no workers', tone: 'warn' } : { text: `on ${formatPlural(workers, 'worker')}`, tone: 'ok' };
}

/** The command by which another machine joins the queue, and what is to be known of it. The password comes from the environment: a command line is seen by all users of a machine. */
export function joinCommand(address: string): { readonly line: string; readonly loopback: boolean } {
  const loopback = /^rediss?:\/\/(localhost|127(\.\d+){3}|\[::1\])[:/]/.test(`${address}/`);
  const shown = loopback ? address.replace(/\/\/(localhost|127(\.\d+){3}|\[::1\])/, '//HOST') : address;
  return { line: `basinscope worker --queue ${shown} --allow-remote`, loopback };
}
