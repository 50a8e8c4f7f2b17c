import type { JobEvent } from '../../../core/contract/job-event.ts';
import type { ProgressEvent } from '../../lib/workspace.svelte.ts';

/** The bundle that is to be computed again, if one is, and how far that is: one at a time. */
export class Replays {
  path = $state.raw<string | null>(null);
  progress = $state.raw<ProgressEvent | null>(null);

  ask(path: string): void {
    this.progress = null;
    this.path = path;
  }

  close(): void {
    this.path = null;
  }

  /** Takes an event in, where it is of a replay; false of others. */
  hear(event: JobEvent): boolean {
    if (event.job !== 'replay') return false;
    if (event.type === 'progress') this.progress = event;
    return true;
  }
}

/** The replays of this window. */
export const replays = new Replays();
