import type { JobStatus } from '../../../core/contract/job-event.ts';
import { formatDuration } from '../../lib/format.ts';
import type { Workspace } from '../../lib/workspace.svelte.ts';

/** Why a job of another program cannot be paused or ended here. */
export const ELSEWHERE = 'Another program works on it: another window on this workspace, or the command line. It can be paused or ended there.';

/** Why a map or run cannot be paused or ended by itself: it is a cell of a sweep that is at work; null of others. */
export function cellRefusal(workspace: Workspace, job: string): string | null {
  const sweep = workspace.sweepOf(job);
  return sweep !== null && workspace.statusOf(sweep) === 'running' ? `It is a cell of the sweep “${sweep.name}”, which runs it: pause the sweep.` : null;
}

/** What it means that a job stands still, in a few words; empty where its status says enough. `waitsFor`: the name of what is before it. */
export function standingWords(status: JobStatus, waitsFor: string | null): string {
  switch (status) {
    case 'queued':
      return waitsFor ? `waits for “${waitsFor}”` : 'starts in a moment';
    case 'paused':
      return 'stands still and is saved';
    case 'interrupted':
      return 'the program ended while it ran; it goes on from its last checkpoint';
    default:
      return '';
  }
}

/** How long a running job still takes; null: not known. */
export function timeLeft(seconds: number | null): string {
  if (seconds === null) return 'not known yet';
  return seconds < 1 ? 'under 1 s' : `about ${formatDuration(Math.max(1, Math.round(seconds)))}`;
}
