import type { JobStatus } from '../contract/job-event.ts';
import { program } from '../contract/program.ts';
import type { Caption } from './caption.ts';
import { readable } from './numbers.ts';

const STOPPED: Readonly<Record<Exclude<JobStatus, 'done'>, string>> = {
  queued: 'waiting to run', running: 'still running', paused: 'paused', interrupted: 'interrupted', cancelled: 'cancelled', failed: 'failed',
};

/** Where a map comes from and how far it got, for files that hold data: what every export of it carries. */
export function originOf(caption: Caption): Record<string, unknown> {
  const { potential, map, status, stage, weightsSha256, trainEpsilon, dataset, engine, alpha, settings } = caption;
  return { program: `${program.name} ${program.version}`, potential, weightsSha256, trainEpsilon, map, status, stage, dataset, engine, alpha, settings };
}

/** The same as JSON text. */
export function originJson(caption: Caption): string {
  return `${JSON.stringify(originOf(caption), null, 2)}\n`;
}

/** The same in a line under a picture's title; what is not finished is said first. */
export function originLine(caption: Caption): string {
  const { weightsSha256, trainEpsilon } = caption;
  const unfinished = unfinishedWords(caption);
  return [
    ...(unfinished === null ? [] : [`Unfinished: ${unfinished}`]),
    `weights ${weightsSha256.slice(0, 12)}…`,
    trainEpsilon === 0 ? 'U = F' : `trained at ε = ${readable(trainEpsilon)}`,
    `${program.name} ${program.version}`,
  ].join(' · ');
}

/** How a map stands that is not done; null of one that is. */
export function unfinishedWords({ status, stage }: Caption): string | null {
  if (status === 'done') return null;
  return `${STOPPED[status]}${stage === null ? '' : ` at “${stage}”`}`;
}
