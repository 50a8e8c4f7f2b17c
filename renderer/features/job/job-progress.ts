import type { JobStatus, ProgressTask } from '../../../core/contract/job-event.ts';

export interface Phase {
  readonly name: string;
  readonly unit: string;
  readonly done: number;
  readonly total: number | null;
  readonly standing: 'done' | 'active' | 'waiting';
  /** 0…1; null where the whole is not known. */
  readonly share: number | null;
}

/** The phases of a job's task, in order, and which of them it is in. */
export function phasesOf(task: ProgressTask): Phase[] {
  const active = activeIndex(task.parts);
  return task.parts.map((part, index): Phase => {
    const standing = index < active ? 'done' : index === active ? 'active' : 'waiting';
    const { name, unit, done, total } = part;
    return { name, unit, done, total, standing, share: standing === 'done' ? 1 : standing === 'waiting' ? 0 : shareOf(part) };
  });
}

/** Share of the phases that is done, every phase counted alike; 0…1. */
export function shareDone(phases: readonly Phase[]): number {
  if (phases.length === 0) return 0;
  return phases.reduce((sum, phase) => sum + (phase.share ?? 0), 0) / phases.length;
}

/** What a job does now, in a few words. */
export function describeWork(status: JobStatus, phases: readonly Phase[]): string {
  const active = phases.find((phase) => phase.standing === 'active');
  if (status !== 'running') return '';
  return active ? active.name : 'Starting';
}

function shareOf({ done, total }: ProgressTask): number | null {
  if (total === null) return null;
  return total <= 0 ? 1 : Math.max(0, Math.min(1, done / total));
}

/** The first phase that is not over, at or after the last one begun: a phase that ran empty never counts anything. */
function activeIndex(parts: readonly ProgressTask[]): number {
  const begun = parts.findLastIndex((part) => part.done > 0);
  const isOver = (part: ProgressTask): boolean => part.total !== null && part.done >= part.total;
  const next = parts.findIndex((part, index) => index >= Math.max(0, begun) && !isOver(part));
  return next < 0 ? parts.length : next;
}
