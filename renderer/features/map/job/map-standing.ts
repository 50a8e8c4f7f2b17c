import type { JobStatus } from '../../../../core/contract/job-event.ts';
import { standingWords } from '../../job/job-words.ts';

export interface MapStanding {
  readonly status: JobStatus;
  /** The task that it stands at, where that is known and nothing else shows it; null: not so. */
  readonly stage: string | null;
  /** States found so far. */
  readonly states: number;
  /** Name of the map that runs before it. */
  readonly waitsFor: string | null;
}

/** How a map that is not at work stands, in a few words. */
export function mapStanding({ status, stage, states, waitsFor }: MapStanding): string {
  if (status === 'failed') {
    if (states === 0) return 'before anything was found';
    return `${stage === null ? '' : `at “${stage}”; `}what was found so far is kept`;
  }
  return status === 'paused' && stage !== null ? `stands still at “${stage}” and is saved` : standingWords(status, waitsFor);
}

/** What helps a map that broke off. */
export function remedyWords(states: number): string {
  return states === 0
    ? 'Try again starts it from the beginning; if it breaks off again, start a new map from other data, with other settings, or on another engine.'
    : 'Try again to go on from its last checkpoint; if it breaks off again, start a new map on another engine or with fewer chains at once.';
}
