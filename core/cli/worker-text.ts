import type { QueueWorker } from '../contract/queue-worker.ts';
import { columns } from './output.ts';
import { clock, short } from './progress-display.ts';

const STATES: Readonly<Record<QueueWorker['state'], string>> = {
  waiting: 'waits for work', working: 'works', leaving: 'leaves', 'left-out': 'left out', 'other-version': 'other version',
};

/** What a worker does and has done, in one line. */
export function workerWords({ state, now, pieces, chainSteps, chainStepsPerSecond }: QueueWorker): string {
  const programs = new Map<string, number>();
  for (const program of now) programs.set(program, (programs.get(program) ?? 0) + 1);
  const doing = [...programs].map(([program, count]) => (count === 1 ? program : `${count} × ${program}`)).join(', ');
  return [
    state === 'working' ? doing : STATES[state],
    state === 'leaving' && doing !== '' ? `finishing ${doing}` : null,
    `${short(pieces)} ${pieces === 1 ? 'piece' : 'pieces'}`,
    `${short(chainSteps)} chain steps`,
    chainStepsPerSecond > 0 ? `${short(chainStepsPerSecond)} steps/s` : null,
  ].filter((part) => part !== null).join(' · ');
}

/** The workers of a queue as a table, with what each does. */
export function workersTable(workers: readonly QueueWorker[], now = Date.now()): string {
  const rows = workers.map((worker) => [
    worker.host, worker.id.slice(worker.host.length + 1), worker.description, String(worker.threads), worker.version, clock((now - Date.parse(worker.since)) / 1000), workerWords(worker),
  ]);
  const reasons = workers.flatMap(({ host, id, reason }) => (reason === null ? [] : [`${host} ${id.slice(host.length + 1)}: ${reason}`]));
  return [columns([['host', 'worker', 'engine', 'threads', 'version', 'for', 'what it does'], ...rows]), ...reasons].join('\n');
}
